import type { SeededRandom } from '../clock/seeded-random.js'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import type { SyncDevice } from './sync-device.js'

/** Something that a person or a program does to a folder. Returns what it did, or undefined. */
type Action = (disk: MemoryDisk, random: SeededRandom, token: string) => string | undefined

/** Few names, so that histories meet each other. */
const NAMES = ['a', 'b', 'c', 'd', 'e']

const write: Action = (disk, random, token) => {
  const path = newPath(disk, random)
  if (disk.find(path)?.inode.kind === 'folder') return undefined
  disk.write(path, token)
  return `write ${path} = ${token}`
}

const edit: Action = (disk, random, token) => {
  const path = pickPath(disk, random, 'file')
  if (path === undefined) return undefined
  disk.write(path, token)
  return `edit ${path} = ${token}`
}

/** As editors save: a new file takes the old one's place. */
const saveAtomically: Action = (disk, random, token) => {
  const path = pickPath(disk, random, 'file')
  if (path === undefined) return undefined
  disk.write(`${path}.new`, token)
  disk.rename(`${path}.new`, path)
  return `save ${path} = ${token}`
}

const makeFolder: Action = (disk, random) => {
  const path = newPath(disk, random)
  if (disk.find(path) !== undefined) return undefined
  disk.mkdir(path)
  return `mkdir ${path}`
}

const move: Action = (disk, random) => {
  const from = pickPath(disk, random)
  const to = newPath(disk, random)
  if (from === undefined || disk.find(to) !== undefined || `${to}/`.startsWith(`${from}/`)) {
    return undefined
  }
  disk.rename(from, to)
  return `move ${from} -> ${to}`
}

const swap: Action = (disk, random) => {
  const one = pickPath(disk, random)
  const two = pickPath(disk, random)
  if (one === undefined || two === undefined) return undefined
  if (`${one}/`.startsWith(`${two}/`) || `${two}/`.startsWith(`${one}/`)) return undefined
  disk.rename(one, 'swapping')
  disk.rename(two, one)
  disk.rename('swapping', two)
  return `swap ${one} <-> ${two}`
}

const remove: Action = (disk, random) => {
  const path = pickPath(disk, random)
  if (path === undefined) return undefined
  disk.remove(path)
  return `remove ${path}`
}

const replaceKind: Action = (disk, random, token) => {
  const path = pickPath(disk, random)
  if (path === undefined) return undefined
  const isFolder = disk.get(path).kind === 'folder'
  disk.remove(path)
  if (isFolder) disk.write(path, token)
  else disk.write(`${path}/inside`, token)
  return `replace ${path} by a ${isFolder ? 'file' : 'folder'} = ${token}`
}

const copy: Action = (disk, random) => {
  const from = pickPath(disk, random, 'file')
  const to = newPath(disk, random)
  if (from === undefined || disk.find(to) !== undefined) return undefined
  disk.write(to, disk.read(from))
  return `copy ${from} -> ${to}`
}

const toggleExecutable: Action = (disk, random) => {
  const path = pickPath(disk, random, 'file')
  if (path === undefined) return undefined
  disk.setExecutable(path, !disk.get(path).executable)
  return `chmod ${path}`
}

const ACTIONS: readonly Action[] = [
  write,
  write,
  edit,
  edit,
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

/** Does one random thing to the device's folder and tells what. */
export function actRandomly(device: SyncDevice, random: SeededRandom, token: string): string {
  for (let attempt = 0; attempt < 8; attempt++) {
    const what = random.pick(ACTIONS)(device.disk, random, token)
    if (what !== undefined) return what
  }
  return 'nothing'
}

function pickPath(
  disk: MemoryDisk,
  random: SeededRandom,
  kind?: 'file' | 'folder',
): string | undefined {
  const paths = allPaths(disk).filter((path) => kind === undefined || disk.get(path).kind === kind)
  return paths.length === 0 ? undefined : random.pick(paths)
}

/** A name in some folder; it may be taken. */
function newPath(disk: MemoryDisk, random: SeededRandom): string {
  const folders = ['', ...allPaths(disk).filter((path) => disk.get(path).kind === 'folder')]
  const folder = random.pick(folders)
  const name = random.pick(NAMES)
  return folder === '' ? name : `${folder}/${name}`
}

function allPaths(disk: MemoryDisk): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of disk.get(folder).entries.values()) {
      if (entry.displayName.startsWith('.tidemark')) continue
      const path = folder === '' ? entry.displayName : `${folder}/${entry.displayName}`
      found.push(path)
      if (entry.inode.kind === 'folder') visit(path)
    }
  }
  visit('')
  return found
}
