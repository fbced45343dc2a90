import { isOwnName } from '../filesystem/disk-contents.js'
import { DiskError } from '../filesystem/disk-error.js'
import type { Inode } from '../filesystem/inode.js'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import { COPY_NAME, type Ledger } from './ledger.js'

/** One thing that a person or his programs do to a disk; data, so that a scenario can be kept. */
export type DeedStep =
  | readonly ['write' | 'append', path: string, text: string]
  /** A file of this many bytes, which begin with the token. */
  | readonly ['writeLarge', path: string, token: string, sizeBytes: number]
  /** Inserts the token in the middle. */
  | readonly ['insert', path: string, token: string]
  | readonly ['rename' | 'copy', from: string, to: string]
  | readonly ['remove' | 'mkdir' | 'chmod' | 'touch', path: string]
  | readonly ['setMtime', path: string, seconds: number]

/**
 * Does the step as far as the disk allows it now: nobody can rename what is not there. Returns the
 * paths that were touched, undefined when nothing was.
 */
export function doStep(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  step: DeedStep,
): readonly string[] | undefined {
  try {
    return disk.root === undefined ? undefined : attempt(disk, ledger, device, step)
  } catch (error) {
    if (error instanceof DiskError) return undefined
    throw error
  }
}

function attempt(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  step: DeedStep,
): readonly string[] | undefined {
  const [kind, path] = step
  switch (kind) {
    case 'write':
      return write(disk, ledger, device, path, step[2])
    case 'append':
      return isFile(disk, path)
        ? write(disk, ledger, device, path, disk.read(path) + step[2])
        : undefined
    case 'writeLarge':
      return write(disk, ledger, device, path, largeText(step[2], step[3]))
    case 'insert':
      return insert(disk, ledger, device, path, step[2])
    case 'rename':
      return rename(disk, ledger, device, path, step[2])
    case 'copy':
      return copy(disk, ledger, path, step[2])
    case 'remove':
      return remove(disk, ledger, device, path)
    case 'mkdir':
      return mkdir(disk, path)
    case 'chmod':
    case 'touch':
      return change(disk, kind, path)
    case 'setMtime':
      return change(disk, kind, path, step[2])
  }
}

function write(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  path: string,
  text: string,
): readonly string[] | undefined {
  const isThere = disk.find(path) !== undefined
  if (isThere && !isFile(disk, path)) return undefined
  if (!isThere && disk.findParent(path) === undefined) return undefined
  const before = isThere ? disk.read(path) : text
  disk.write(path, text)
  if (before !== text) ledger.replaced(device, before)
  if (!isThere) ledger.filled(device, path)
  if (!isThere || before !== text) ledger.wrote(device, path, text)
  return [path]
}

function insert(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  path: string,
  token: string,
): readonly string[] | undefined {
  if (!isFile(disk, path)) return undefined
  const text = disk.read(path)
  const middle = text.length >> 1
  const changed = text.slice(0, middle) + token + text.slice(middle)
  return write(disk, ledger, device, path, changed)
}

function rename(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  from: string,
  to: string,
): readonly string[] | undefined {
  const source = disk.find(from)?.inode
  if (source === undefined || disk.findParent(to) === undefined) return undefined
  if (isBelow(disk, to, source)) return undefined
  const target = disk.find(to)?.inode
  const isReplaced = target !== undefined && target !== source
  if (isReplaced && (target.kind !== 'file' || source.kind !== 'file')) return undefined
  const replaced = isReplaced ? disk.read(to) : undefined
  const isCalledCopy = source.kind === 'file' && COPY_NAME.test(to.slice(to.lastIndexOf('/') + 1))
  if (isCalledCopy) ledger.copied(disk.read(from))
  for (const [path, text] of filesAt(disk, from)) {
    ledger.halfHeardMoves.noteMove(text, device)
    ledger.left(device, path, text)
  }
  disk.rename(from, to)
  if (replaced !== undefined) ledger.replaced(device, replaced)
  else ledger.filled(device, to)
  return [from, to]
}

function copy(
  disk: MemoryDisk,
  ledger: Ledger,
  from: string,
  to: string,
): readonly string[] | undefined {
  if (!isFile(disk, from) || disk.find(to) !== undefined) return undefined
  if (disk.findParent(to) === undefined) return undefined
  disk.write(to, disk.read(from))
  ledger.copied(disk.read(from))
  return [to]
}

function remove(
  disk: MemoryDisk,
  ledger: Ledger,
  device: string,
  path: string,
): readonly string[] | undefined {
  if (disk.find(path) === undefined) return undefined
  // An editor that keeps the old version beside the new one while it saves (E22).
  const isSavedOver = path.endsWith('~') && isFile(disk, path.slice(0, -1))
  for (const [at, text] of filesAt(disk, path)) {
    if (isSavedOver) ledger.replaced(device, text)
    else ledger.removed(device, at, text)
  }
  disk.remove(path)
  return [path]
}

/** Paths and contents of the file or of all files in the folder, which may be spelled otherwise here. */
function filesAt(disk: MemoryDisk, path: string): (readonly [string, string])[] {
  const inode = disk.find(path)?.inode
  if (inode?.kind === 'file') return [[path, disk.read(path)]]
  const names = [...(inode?.entries.values() ?? [])].map(({ displayName }) => displayName)
  return names
    .filter((name) => !isOwnName(name))
    .flatMap((name) => filesAt(disk, `${path}/${name}`))
}

/** Whether the path leads through the folder. */
function isBelow(disk: MemoryDisk, path: string, folder: Inode): boolean {
  const above = path.split('/').slice(0, -1)
  return above.some((_, at) => disk.find(above.slice(0, at + 1).join('/'))?.inode === folder)
}

function mkdir(disk: MemoryDisk, path: string): readonly string[] | undefined {
  if (disk.find(path) !== undefined || disk.findParent(path) === undefined) return undefined
  disk.mkdir(path)
  return [path]
}

function change(
  disk: MemoryDisk,
  kind: 'chmod' | 'touch' | 'setMtime',
  path: string,
  seconds = 0,
): readonly string[] | undefined {
  if (!isFile(disk, path)) return undefined
  if (kind === 'chmod') disk.setExecutable(path, !disk.get(path).executable)
  else if (kind === 'touch') disk.setMtime(path, disk.clockNs())
  else disk.setMtime(path, BigInt(seconds) * 1_000_000_000n)
  return [path]
}

function isFile(disk: MemoryDisk, path: string): boolean {
  return disk.find(path)?.inode.kind === 'file'
}

/** Text that begins with the token and goes on without repeating itself. */
function largeText(token: string, sizeBytes: number): string {
  const words = [token]
  for (let word = 1; word * 6 < sizeBytes; word++) {
    words.push(Math.imul(word, 0x9e3779b1).toString(36))
  }
  return words.join('').slice(0, sizeBytes)
}
