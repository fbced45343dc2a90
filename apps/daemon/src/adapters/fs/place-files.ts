import { fchmodSync, fstatSync, linkSync, renameSync, unlinkSync } from 'node:fs'
import { AppError, baseName, parentOf } from '@tidemark/protocol'
import {
  type CrashPoint,
  type FileStat,
  isSameStat,
  type PlaceOutcome,
  type PlaceRequest,
} from '@tidemark/sync-engine'
import { errnoOf, isLinkUnsupported, toAppError } from './disk-errors.js'
import { lstatOrAbsent, statFrom } from './file-stat.js'
import { setTimes } from './file-times.js'
import type { Flusher } from './flush.js'
import { type FolderHandle, openFolder } from './folder-handle.js'
import { FolderSet } from './folder-set.js'
import { NodeStagedFile } from './staged-file.js'
import { linkIntoTrash, openTrashPlace } from './trash.js'

/** What placing works on. */
export interface PlacingContext {
  readonly rootPath: string
  readonly rootDevice: bigint
  readonly flusher: Flusher
  readonly nowMs: () => number
  /** Called between the last check and the rename; lets tests race. */
  readonly beforeRename: (path: string) => void
  readonly crashPoint: CrashPoint
}

interface Batch extends PlacingContext {
  /** Every folder that the batch changes. */
  readonly folders: FolderSet
}

interface Pending {
  readonly request: PlaceRequest
  readonly staged: NodeStagedFile
  readonly folder: FolderHandle
}

type Prepared = Pending | { readonly outcome: PlaceOutcome }

/**
 * Puts staged files in place: all bytes are flushed, then each target is checked and renamed over,
 * then all folders are flushed (the order of atomicWrite, with two flushes for the whole batch).
 */
export async function placeFiles(
  context: PlacingContext,
  requests: readonly PlaceRequest[],
): Promise<readonly PlaceOutcome[]> {
  using folders = new FolderSet()
  const batch: Batch = { ...context, folders }
  const prepared = requests.map((request) => attempt(request.path, () => prepare(batch, request)))
  try {
    await context.flusher.files(
      prepared.flatMap((item) => ('outcome' in item ? [] : [item.staged])),
    )
    context.crashPoint('D06')
    const outcomes = prepared.map((item) => {
      if ('outcome' in item) return item.outcome
      return attempt(item.request.path, () => ({ outcome: rename(batch, item) })).outcome
    })
    await context.flusher.folders(folders.values())
    return outcomes
  } catch (error) {
    // A failed flush: what is in place may not be durable, so nothing of the batch counts as placed.
    return requests.map(({ path }) => ({ result: 'failed', error: toAppError(error, path) }))
  }
}

function attempt<T>(path: string, work: () => T): T | { readonly outcome: PlaceOutcome } {
  try {
    return work()
  } catch (error) {
    return { outcome: { result: 'failed', error: toAppError(error, path) } }
  }
}

/** Gives the staged file its length check, mode and time while it is still out of sight. */
function prepare(batch: Batch, request: PlaceRequest): Prepared {
  const { path, expected, sizeBytes, mtimeNs, executable, staged } = request
  if (!(staged instanceof NodeStagedFile)) throw new TypeError('staged by another file system')
  const opened = openFolder(batch.rootPath, parentOf(path))
  if (opened === undefined) throw new AppError('parent_missing', { path })
  const folder = batch.folders.add(opened)
  const stats = fstatSync(staged.descriptor)
  if (stats.size !== sizeBytes) {
    throw new AppError('file_io_error', { path, expected: sizeBytes, found: stats.size })
  }
  if (!staged.isAt(folder.child(staged.tempName))) throw new AppError('parent_missing', { path })
  const target = lstatOrAbsent(folder.child(baseName(path)))
  if (!isExpected(target && statFrom(target, batch.rootDevice), expected)) {
    return { outcome: { result: 'target_changed' } }
  }
  batch.crashPoint('D09')
  fchmodSync(staged.descriptor, modeFor(target && Number(target.mode), executable))
  setTimes(staged.descriptor, mtimeNs)
  return { request, staged, folder }
}

function rename(batch: Batch, { request, staged, folder }: Pending): PlaceOutcome {
  const temp = folder.child(staged.tempName)
  const target = folder.child(baseName(request.path))
  const before = statFrom(fstatSync(staged.descriptor, { bigint: true }), batch.rootDevice)
  const done =
    request.expected === undefined
      ? placeNew(batch, request, temp, target)
      : replace(batch, request, request.expected, temp, target)
  if (done === 'target_changed') return { result: 'target_changed' }
  batch.crashPoint('D08')
  folder.assertIntact()
  return { result: 'placed', stat: placedStat(batch, target, before) }
}

/** Links the file in, which never replaces; where there are no hard links, a checked rename. */
function placeNew(context: Batch, { path }: PlaceRequest, temp: string, target: string) {
  context.beforeRename(path)
  context.crashPoint('D07')
  try {
    linkSync(temp, target)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return 'target_changed'
    if (!isLinkUnsupported(error)) throw error
    if (lstatOrAbsent(target) !== undefined) return 'target_changed'
    renameSync(temp, target)
    return 'placed'
  }
  unlinkSync(temp)
  return 'placed'
}

/**
 * Replaces a file whose old bytes stay in the trash. They are linked there right before the rename
 * and compared right after: what a program wrote in between is put back where it was (E31). What
 * remains is a program that swaps the file between the last look and the rename, some microseconds.
 */
function replace(
  context: Batch,
  { path }: PlaceRequest,
  expected: FileStat,
  temp: string,
  target: string,
): 'placed' | 'target_changed' {
  const found = lstatOrAbsent(target)
  if (!isExpected(found && statFrom(found, context.rootDevice), expected)) return 'target_changed'
  const opened = openTrashPlace(context.rootPath, path, context.nowMs())
  const trashPath = context.folders.add(opened.folder).child(baseName(path))
  linkIntoTrash(target, trashPath)
  if (!isUntouched(context, trashPath, expected)) {
    unlinkSync(trashPath)
    return 'target_changed'
  }
  context.beforeRename(path)
  context.crashPoint('D07')
  const own = lstatOrAbsent(temp)
  // The last look, right before the rename: a save by rename leaves the linked old file untouched.
  if (lstatOrAbsent(target)?.ino !== found?.ino) {
    unlinkSync(trashPath)
    return 'target_changed'
  }
  renameSync(temp, target)
  if (isUntouched(context, trashPath, expected)) return 'placed'
  const now = lstatOrAbsent(target)
  if (now?.ino === own?.ino && now?.mtimeNs === own?.mtimeNs) {
    linkSync(target, temp)
    renameSync(trashPath, target)
  }
  return 'target_changed'
}

/** Whether the old file is as it was; its change time moves with every new name. */
function isUntouched(context: PlacingContext, trashPath: string, expected: FileStat): boolean {
  const stats = lstatOrAbsent(trashPath)
  if (stats === undefined) return false
  const { inode, sizeBytes, mtimeNs } = statFrom(stats, context.rootDevice)
  // A copy made for want of hard links has an inode of its own.
  const isSameFile = inode === expected.inode ? mtimeNs === expected.mtimeNs : stats.nlink === 1n
  return isSameFile && sizeBytes === expected.sizeBytes
}

function isExpected(found: FileStat | undefined, expected: FileStat | undefined): boolean {
  if (found === undefined || expected === undefined) return found === expected
  return found.kind === 'file' && isSameStat(found, expected)
}

/**
 * What to remember of the placed file. Should somebody have changed it already, the facts from
 * before, so that the next scan sees a difference.
 */
function placedStat(context: PlacingContext, target: string, before: FileStat): FileStat {
  const stats = lstatOrAbsent(target)
  const now = stats && statFrom(stats, context.rootDevice)
  const isOurs =
    now?.inode === before.inode &&
    now.sizeBytes === before.sizeBytes &&
    now.mtimeNs === before.mtimeNs
  return isOurs ? now : before
}

/** A replaced file keeps its mode but for the executable bits (E33). */
function modeFor(replacedMode: number | undefined, executable: boolean): number {
  const mode = replacedMode === undefined ? 0o666 & ~process.umask() : replacedMode & 0o777
  const readers = (mode & 0o444) >> 2
  return executable ? mode | readers : mode & ~0o111
}
