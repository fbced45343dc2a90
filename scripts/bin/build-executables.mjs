import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { bundleProgram } from './bundle-program.mjs'
import { EXECUTABLES } from './executables.mjs'
import { makeExecutable } from './make-executable.mjs'
import { embeddedAddons, findNativeAddons } from './native-addons.mjs'
import { formatNotices } from './notices.mjs'

const SUFFIX = process.platform === 'win32' ? '.exe' : ''

const NOTICES = 'THIRD-PARTY-NOTICES.txt'

/**
 * Builds every executable from what is compiled, for the platform it is built on, and the notices of
 * what is inside.
 * @param {string} output folder; files there are replaced
 */
export async function buildExecutables(root, output) {
  mkdirSync(output, { recursive: true })
  const contents = []
  for (const executable of EXECUTABLES) {
    const workFolder = mkdtempSync(join(output, '.work-'))
    try {
      const made = join(workFolder, 'executable')
      contents.push(...(await build(root, executable, made, workFolder)))
      // In one step: a build that fails or is interrupted leaves the one that was there.
      const target = join(output, `${executable.name}${SUFFIX}`)
      renameSync(made, target)
      console.log(`${target}  ${(statSync(target).size / 1e6).toFixed(1)} MB`)
    } finally {
      rmSync(workFolder, { recursive: true, force: true })
    }
  }
  writeFileSync(join(output, NOTICES), formatNotices(contents, process.execPath))
}

/** @returns {Promise<string[]>} the files of which it was made */
async function build(root, { workspace, main, threads, addons, plugins }, target, workFolder) {
  const folder = join(root, workspace)
  const nativeAddons = findNativeAddons(folder, addons)
  const contents = nativeAddons.map(({ file }) => file)
  const bundleInto = async (name, input) => {
    const { code, modules } = await bundleProgram(folder, input, [
      embeddedAddons(nativeAddons),
      ...plugins(),
    ])
    contents.push(...modules.filter((path) => existsSync(path)))
    writeFileSync(join(workFolder, name), code)
    return join(workFolder, name)
  }
  const assets = Object.fromEntries(nativeAddons.map(({ asset, file }) => [asset, file]))
  for (const [name, input] of Object.entries(threads)) assets[name] = await bundleInto(name, input)
  const script = await bundleInto('main.js', main)
  makeExecutable({ target, workFolder, main: script, assets })
  return contents
}
