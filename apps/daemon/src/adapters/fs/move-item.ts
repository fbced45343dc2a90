import { linkSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { baseName, nameKey, parentOf, type RelPath } from '@tidemark/protocol'
import { type FileStat, isSameEntry, isSameStat, type TrashReason } from '@tidemark/sync-engine'
import { errnoOf, isLinkUnsupported } from './disk-errors.js'
import { lstatOrAbsent, statFrom } from './file-stat.js'
import { type FolderHandle, openFolder, openOwnFolder } from './folder-handle.js'
import { isOwnName } from './list-folder.js'
import { moveIntoTrash, openTrashPlace } from './trash.js'

/** What moving works on. */
export interface MovingContext {
  readonly rootPath: string
  readonly rootDevice: bigint
  readonly nowMs: () => number
}

/** Renames without replacing; both folders are flushed, so that a power cut does not undo it. */
export function moveItem(
  { rootPath, rootDevice }: MovingContext,
  from: RelPath,
  to: RelPath,
  expected: FileStat,
): FileStat | 'absent' | 'changed' | 'exists' | 'parent_missing' {
  using source = openOwnFolder(rootPath, rootDevice, parentOf(from))
  const fromPath = source?.child(baseName(from))
  const found = fromPath && lstatOrAbsent(fromPath)
  if (source === undefined || !fromPath || !found) return 'absent'
  if (!isSameEntry(expected, statFrom(found, rootDevice))) return 'changed'
  using target = openOwnFolder(rootPath, rootDevice, parentOf(to))
  if (target === undefined || `${to}/`.startsWith(`${from}/`)) return 'parent_missing'
  const toPath = target.child(baseName(to))
  const taken = lstatOrAbsent(toPath)
  const isRespelling =
    taken?.ino === found.ino && parentOf(from) === parentOf(to) && isSameFolded(from, to)
  if (taken !== undefined && !isRespelling) return 'exists'
  if (found.isFile() && !isRespelling) {
    if (moveFile(fromPath, toPath, found.ino) === 'exists') return 'exists'
  } else {
    // An empty folder that appears right now is the most that this can replace.
    renameSync(fromPath, toPath)
  }
  target.assertIntact()
  source.sync()
  target.sync()
  const moved = lstatOrAbsent(toPath)
  return moved === undefined ? 'absent' : statFrom(moved, rootDevice)
}

/** link(2) fails when the name is taken, rename(2) would replace. */
function moveFile(from: string, to: string, inode: bigint): 'moved' | 'exists' {
  try {
    linkSync(from, to)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return 'exists'
    if (!isLinkUnsupported(error)) throw error
    // The name was free a moment ago; without hard links that is all that can be known.
    renameSync(from, to)
    return 'moved'
  }
  // A program that saved meanwhile put a new file here; that one stays.
  if (lstatOrAbsent(from)?.ino === inode) unlinkSync(from)
  return 'moved'
}

function isSameFolded(from: RelPath, to: RelPath): boolean {
  const fold = (path: RelPath): string => nameKey(baseName(path)).toLowerCase()
  return fold(from) === fold(to)
}

/** Moves a file that is still as expected into the trash, or removes an empty folder. */
export function moveItemToTrash(
  context: MovingContext,
  path: RelPath,
  expected: FileStat,
  reason: TrashReason,
): 'moved' | 'absent' | 'changed' | 'not_empty' {
  using folder = openOwnFolder(context.rootPath, context.rootDevice, parentOf(path))
  const itemPath = folder?.child(baseName(path))
  const stats = itemPath && lstatOrAbsent(itemPath)
  if (folder === undefined || !itemPath || !stats) return 'absent'
  const found = statFrom(stats, context.rootDevice)
  if (found.kind === 'folder') {
    if (expected.kind !== 'folder' || found.inode !== expected.inode) return 'changed'
    return removeEmptyFolder(context, folder, path)
  }
  if (!isSameStat(found, expected)) return 'changed'
  using place = openTrashPlace(context.rootPath, path, context.nowMs(), reason)
  if (moveIntoTrash(itemPath, place) === 'absent') return 'absent'
  const trashed = lstatOrAbsent(place.path)
  const now = trashed && statFrom(trashed, context.rootDevice)
  if (now?.inode !== found.inode || now.mtimeNs !== found.mtimeNs) {
    // Changed between the check and the rename: back it goes, unless the name is taken again; then
    // the bytes stay in the trash.
    if (trashed !== undefined) moveFile(place.path, itemPath, trashed.ino)
    return 'changed'
  }
  folder.sync()
  place.folder.sync()
  return 'moved'
}

function removeEmptyFolder(
  context: MovingContext,
  parent: FolderHandle,
  path: RelPath,
): 'moved' | 'absent' | 'not_empty' {
  {
    using folder = openFolder(context.rootPath, path)
    if (folder === undefined) return 'absent'
    const names = readdirSync(folder.path)
    if (!names.every(isOwnName)) return 'not_empty'
    for (const name of names) unlinkSync(folder.child(name))
  }
  try {
    rmdirSync(parent.child(baseName(path)))
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error))) return 'not_empty'
    throw error
  }
  parent.sync()
  return 'moved'
}
