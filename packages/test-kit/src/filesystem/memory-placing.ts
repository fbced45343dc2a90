import { AppError } from '@tidemark/protocol'
import {
  type CrashPoint,
  type FileStat,
  isSameStat,
  type PlaceOutcome,
  type PlaceRequest,
} from '@tidemark/sync-engine'
import { toAppError } from './disk-error.js'
import { type Entry, statOf } from './inode.js'
import type { MemoryDisk } from './memory-disk.js'
import { type MemoryStagedFile, memoryStaged } from './memory-staged-file.js'

/** What placing works on. */
export interface MemoryPlacing {
  readonly disk: MemoryDisk
  readonly announce: (step: string, path: string) => unknown
  readonly crashPoint: CrashPoint
  /** Moves what is at the path into the trash; answers where it is now. */
  readonly trash: (path: string) => string
}

type Prepared = MemoryStagedFile | PlaceOutcome

/**
 * Puts staged files in place in the order of the real adapter: time and mode out of sight, one flush
 * of all bytes, each target checked and renamed over, one flush of the folders.
 */
export function placeInMemory(
  placing: MemoryPlacing,
  requests: readonly PlaceRequest[],
): PlaceOutcome[] {
  const prepared = requests.map((request) => attempt(request, () => prepare(placing, request)))
  try {
    placing.announce('place:flush', '')
    const inodes = prepared.flatMap((item) => ('result' in item ? [] : [item.inode]))
    placing.disk.journal.flushContents(inodes)
    placing.crashPoint('D06')
    const outcomes = requests.map((request, index): PlaceOutcome => {
      const item = prepared[index]
      if (item === undefined || 'result' in item) return item ?? { result: 'target_changed' }
      return attempt(request, () => rename(placing, request, item))
    })
    placing.announce('place:flushFolders', '')
    placing.disk.journal.flushNames(inodes)
    return outcomes
  } catch (error) {
    // A failed flush: what is in place may not be durable, so nothing of the batch counts as placed.
    return requests.map((request) => failed(error, request))
  }
}

function prepare(placing: MemoryPlacing, request: PlaceRequest): Prepared {
  const { path, expected, sizeBytes, mtimeNs, executable } = request
  const { disk } = placing
  const staged = memoryStaged(request.staged)
  const { tempPath, inode } = staged
  if (disk.find(tempPath)?.inode !== inode || disk.findParent(path) === undefined) {
    throw new AppError('parent_missing', { path })
  }
  if (inode.data.length !== sizeBytes) throw new AppError('file_io_error', { path })
  if (!isAsExpected(disk.find(path), expected)) return { result: 'target_changed' }
  placing.crashPoint('D09')
  disk.setExecutable(tempPath, executable)
  disk.setMtime(tempPath, mtimeNs)
  return staged
}

function rename(
  placing: MemoryPlacing,
  { path, expected }: PlaceRequest,
  { tempPath, inode }: MemoryStagedFile,
): PlaceOutcome {
  const { disk } = placing
  placing.announce('place:check', path)
  const target = disk.find(path)
  if (!isAsExpected(target, expected)) return { result: 'target_changed' }
  placing.announce('place:rename', path)
  placing.crashPoint('D07')
  // As the real adapter: a write between check and rename is noticed by what came out (E31).
  if (!isAsExpected(disk.find(path), expected)) return { result: 'target_changed' }
  disk.journal.together(() => {
    if (target !== undefined) placing.trash(path)
    disk.rename(tempPath, path)
  })
  placing.crashPoint('D08')
  return { result: 'placed', stat: statOf(inode) }
}

function attempt<T>(request: PlaceRequest, work: () => T): T | PlaceOutcome {
  try {
    return work()
  } catch (error) {
    return failed(error, request)
  }
}

/** An end of the process passes; nothing of it is an answer of the disk. */
function failed(error: unknown, { path }: PlaceRequest): PlaceOutcome {
  const failure = toAppError(error, path)
  if (!(failure instanceof AppError)) throw failure
  return { result: 'failed', error: failure }
}

function isAsExpected(target: Entry | undefined, expected: FileStat | undefined): boolean {
  if (target === undefined || expected === undefined) return target === expected
  return target.inode.kind === 'file' && isSameStat(statOf(target.inode), expected)
}
