import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Name and mark by which Node finds what is embedded in it (Node's documentation, "SEA"). */
const RESOURCE = 'NODE_SEA_BLOB'
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/**
 * Writes `target`: the Node that runs this, with `main` and `assets` inside.
 * @param {{ target: string, workFolder: string, main: string,
 *   assets: Readonly<Record<string, string>> }} options `main` is a script's path; assets are paths
 *   by name; `workFolder` takes files that nobody needs afterwards
 */
export function makeExecutable({ target, workFolder, main, assets }) {
  const blob = join(workFolder, 'blob')
  const config = join(workFolder, 'sea-config.json')
  writeFileSync(
    config,
    JSON.stringify({
      ...{ main, assets, output: blob, disableExperimentalSEAWarning: true },
      // Compiled once, when the executable is made.
      useCodeCache: true,
      // NODE_OPTIONS of the person who runs it is meant for other programs.
      execArgvExtension: 'none',
    }),
  )
  run(process.execPath, ['--experimental-sea-config', config])
  copyFileSync(process.execPath, target)
  chmodSync(target, 0o755)
  strip(target)
  inject(target, blob)
  // Without any signature macOS does not run a changed program; a release is signed by its packager.
  if (process.platform === 'darwin') run('codesign', ['--sign', '-', target])
}

/** Symbols are a seventh of Node. Where the tool is missing the executable is only larger. */
function strip(target) {
  if (process.platform === 'darwin') return run('codesign', ['--remove-signature', target])
  if (process.platform !== 'linux') return
  const { error } = spawnSync('strip', [target])
  if (error !== undefined) console.log('  not stripped: `strip` (binutils) is not installed')
}

/** In a process of its own: the library prints what it notices about notes in Node's binary. */
function inject(target, blob) {
  const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js')
  const macho = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : []
  run(process.execPath, [postject, target, RESOURCE, blob, '--sentinel-fuse', FUSE, ...macho])
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stderr}`)
}
