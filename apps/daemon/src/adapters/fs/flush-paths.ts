import { closeSync, lstatSync } from 'node:fs'
import { AppError, baseName, parentOf, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import type { PathsFlushed } from '@tidemark/sync-engine'
import { errnoOf, toAppError } from './disk-errors.js'
import type { Flusher } from './flush.js'
import { type FolderHandle, openFolder } from './folder-handle.js'
import { openToFlush } from './open-file.js'

/** From so many paths on, one flush of the whole file system takes less time than one for each. */
const MANY = 16
/** As many as Node has threads for. */
const AT_ONCE = 4
/** What disks say that have no such call. */
const UNSUPPORTED = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EROFS']

/**
 * Flushes the files at `paths` and the folders that name them, or that named what is gone. Returns
 * what failed and where nothing was. Where one flush of everything fails, each path says for itself
 * whether it is meant.
 */
export async function flushPaths(
  rootPath: string,
  flusher: Flusher,
  paths: readonly RelPath[],
): Promise<PathsFlushed> {
  const absent = new Set<RelPath>()
  const failures = new Map<RelPath, AppError>()
  const outcome = { failed: failures, absent }
  // Whatever was at the paths, wherever it is by now.
  if (paths.length > MANY && (await hasFlushedAll(flusher))) return outcome
  const attempt = async (concerned: readonly RelPath[], work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (UNSUPPORTED.includes(errnoOf(error))) return
      for (const path of concerned) failures.set(path, asFailure(error, path))
    }
  }
  const queue = paths.values()
  const flushFiles = async (): Promise<void> => {
    for (const path of queue) {
      await attempt([path], async () => {
        if (!(await flushFile(rootPath, flusher, path))) absent.add(path)
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, flushFiles))
  for (const folder of new Set(paths.map(parentOf))) {
    const below = paths.filter((path) => parentOf(path) === folder)
    await attempt(below, () => flushFolder(rootPath, flusher, folder))
  }
  return outcome
}

async function hasFlushedAll(flusher: Flusher): Promise<boolean> {
  try {
    return await flusher.everything()
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** Returns whether there is anything at the path. */
async function flushFile(rootPath: string, flusher: Flusher, path: RelPath): Promise<boolean> {
  using folder = openFolder(rootPath, parentOf(path))
  if (folder === undefined) return false
  const child = folder.child(baseName(path))
  const descriptor = openToFlush(child)
  if (descriptor === undefined) return lstatSync(child, { throwIfNoEntry: false }) !== undefined
  try {
    await flusher.files([{ descriptor }])
    return true
  } finally {
    closeSync(descriptor)
  }
}

async function flushFolder(rootPath: string, flusher: Flusher, path: RelPath): Promise<void> {
  using folder = openNearest(rootPath, path)
  if (folder !== undefined) await flusher.folders([folder])
}

/** The folder, or the nearest one above it that is there. */
function openNearest(rootPath: string, path: RelPath): FolderHandle | undefined {
  const folder = openFolder(rootPath, path)
  return folder !== undefined || path === ROOT_PATH ? folder : openNearest(rootPath, parentOf(path))
}

function asFailure(error: unknown, path: RelPath): AppError {
  const failure = toAppError(error, path)
  if (failure instanceof AppError) return failure
  throw failure
}
