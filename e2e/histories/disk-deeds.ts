import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { SeededRandom } from './seeded-random.js'

/** What a deed did: for the log, and the texts that its doer destroyed knowingly. */
export interface DeedReport {
  readonly what: string
  readonly destroyed: readonly string[]
}

type Deed = (folder: Folder, random: SeededRandom, token: string) => DeedReport | undefined

/** Few names, so that the devices of a history meet each other. */
const NAMES = ['a', 'b', 'c', 'd', 'e']
/** Never touched: deleting everything would ask a person first. */
const ANCHOR = 'anchor'

/** A synced folder as a person sees it, with relative paths. */
class Folder {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  at(path: string): string {
    return join(this.#root, path)
  }

  isFolder(path: string): boolean {
    return path === '' || statSync(this.at(path), { throwIfNoEntry: false })?.isDirectory() === true
  }

  exists(path: string): boolean {
    return existsSync(this.at(path))
  }

  paths(folder = ''): string[] {
    return readdirSync(this.at(folder))
      .filter((name) => !name.startsWith('.tidemark') && name !== ANCHOR)
      .flatMap((name) => {
        const path = folder === '' ? name : `${folder}/${name}`
        return this.isFolder(path) ? [path, ...this.paths(path)] : [path]
      })
  }

  texts(path: string): string[] {
    if (!this.isFolder(path)) return [readFileSync(this.at(path), 'utf8')]
    return this.paths(path).flatMap((inner) => (this.isFolder(inner) ? [] : this.texts(inner)))
  }

  pick(random: SeededRandom, kind?: 'file' | 'folder'): string | undefined {
    const isMeant = (path: string): boolean =>
      kind === undefined || this.isFolder(path) === (kind === 'folder')
    return random.pick(this.paths().filter(isMeant))
  }

  /** A name in some folder; it may be taken. */
  place(random: SeededRandom): string {
    const folder = random.pick(['', ...this.paths().filter((path) => this.isFolder(path))]) ?? ''
    const name = random.pick(NAMES) ?? 'a'
    return folder === '' ? name : `${folder}/${name}`
  }
}

const write: Deed = (folder, random, token) => {
  const path = folder.place(random)
  if (folder.isFolder(path)) return undefined
  const destroyed = folder.exists(path) ? folder.texts(path) : []
  writeFileSync(folder.at(path), token)
  return { what: `write ${path} = ${token}`, destroyed }
}

/** As editors save: a new file takes the old one's place. */
const saveAtomically: Deed = (folder, random, token) => {
  const path = folder.pick(random, 'file')
  if (path === undefined) return undefined
  writeFileSync(folder.at(`${path}.new`), token)
  const destroyed = folder.texts(path)
  renameSync(folder.at(`${path}.new`), folder.at(path))
  return { what: `save ${path} = ${token}`, destroyed }
}

const makeFolder: Deed = (folder, random) => {
  const path = folder.place(random)
  if (folder.exists(path)) return undefined
  mkdirSync(folder.at(path))
  return { what: `mkdir ${path}`, destroyed: [] }
}

const move: Deed = (folder, random) => {
  const from = folder.pick(random)
  const to = folder.place(random)
  if (from === undefined || folder.exists(to) || `${to}/`.startsWith(`${from}/`)) return undefined
  renameSync(folder.at(from), folder.at(to))
  return { what: `move ${from} -> ${to}`, destroyed: [] }
}

const swap: Deed = (folder, random) => {
  const [one, two] = [folder.pick(random), folder.pick(random)]
  if (one === undefined || two === undefined) return undefined
  if (`${one}/`.startsWith(`${two}/`) || `${two}/`.startsWith(`${one}/`)) return undefined
  renameSync(folder.at(one), folder.at('swapping'))
  renameSync(folder.at(two), folder.at(one))
  renameSync(folder.at('swapping'), folder.at(two))
  return { what: `swap ${one} <-> ${two}`, destroyed: [] }
}

const remove: Deed = (folder, random) => {
  const path = folder.pick(random)
  if (path === undefined) return undefined
  const destroyed = folder.texts(path)
  rmSync(folder.at(path), { recursive: true })
  return { what: `remove ${path}`, destroyed }
}

const replaceKind: Deed = (folder, random, token) => {
  const path = folder.pick(random)
  if (path === undefined) return undefined
  const isFolder = folder.isFolder(path)
  const destroyed = folder.texts(path)
  rmSync(folder.at(path), { recursive: true })
  if (!isFolder) mkdirSync(folder.at(path))
  writeFileSync(folder.at(isFolder ? path : `${path}/inside`), token)
  return { what: `replace ${path} by a ${isFolder ? 'file' : 'folder'} = ${token}`, destroyed }
}

const copy: Deed = (folder, random) => {
  const from = folder.pick(random, 'file')
  const to = folder.place(random)
  if (from === undefined || folder.exists(to)) return undefined
  copyFileSync(folder.at(from), folder.at(to))
  return { what: `copy ${from} -> ${to}`, destroyed: [] }
}

const toggleExecutable: Deed = (folder, random) => {
  const path = folder.pick(random, 'file')
  if (path === undefined) return undefined
  chmodSync(folder.at(path), statSync(folder.at(path)).mode ^ 0o111)
  return { what: `chmod ${path}`, destroyed: [] }
}

const DEEDS: readonly Deed[] = [
  write,
  write,
  write,
  saveAtomically,
  saveAtomically,
  makeFolder,
  move,
  move,
  swap,
  remove,
  replaceKind,
  copy,
  toggleExecutable,
]

/** Does one random thing to the folder. What the daemon changed meanwhile may make it fail. */
export function actRandomly(root: string, random: SeededRandom, token: string): DeedReport {
  const folder = new Folder(root)
  for (let attempt = 0; attempt < 8; attempt++) {
    try {
      const report = random.pick(DEEDS)?.(folder, random, token)
      if (report !== undefined) return report
    } catch (error) {
      // The person meets the daemon's own changes, as at a real computer, and does something else.
      return { what: `failed: ${String(error)}`, destroyed: [] }
    }
  }
  return { what: 'nothing', destroyed: [] }
}

/** Empties the folder but for the anchor, which it makes when there is none. */
export function startOver(root: string): void {
  writeFileSync(join(root, ANCHOR), 'anchor')
  for (const name of readdirSync(root)) {
    if (name.startsWith('.tidemark') || name === ANCHOR) continue
    rmSync(join(root, name), { recursive: true })
  }
}

/** Texts of all files in the folder and in its trash. */
export function textsOnDisk(root: string): Set<string> {
  const texts = new Set<string>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) texts.add(readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  }
  return texts
}
