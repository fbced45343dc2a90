import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/**
 * The licences of what an executable holds, as their authors ask for: Node's, and those of every
 * package that a module or a piece of native code came from.
 * @param {readonly string[]} files absolute paths; those outside node_modules are our own
 * @param {string} node path of the Node that is inside
 */
export function formatNotices(files, node) {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== undefined))
  const packages = [...folders].map(describe).sort((a, b) => (a.title < b.title ? -1 : 1))
  const parts = [
    { title: `Node.js ${process.versions.node}`, text: nodeLicense(node) },
    ...packages,
  ]
  return parts
    .map(({ title, text }) => `${title}\n${'='.repeat(title.length)}\n\n${text}\n`)
    .join('\n')
}

/** Folder of the package in node_modules that a file belongs to; undefined for our own. */
function packageFolder(file) {
  if (!file.split(/[\\/]/).includes('node_modules')) return undefined
  let folder = dirname(file)
  // Some packages have manifests without a name inside, to say what kind of modules these are.
  while (!readManifest(folder)?.name) folder = dirname(folder)
  return folder
}

function readManifest(folder) {
  const path = join(folder, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

function describe(folder) {
  const { name, version, license } = readManifest(folder)
  const texts = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  if (texts.length === 0 && license === undefined) {
    throw new Error(`${name} says nothing about its licence`)
  }
  const text = texts.length > 0 ? texts.join('\n\n') : `Licence: ${license}`
  return { title: `${name} ${version}`, text }
}

/** npm's package of Node has it beside the folder of the binary, as Node's own archives do. */
function nodeLicense(node) {
  const path = join(dirname(dirname(node)), 'LICENSE')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'Licence: MIT, https://nodejs.org'
}
