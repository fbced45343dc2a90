import { closeSync } from 'node:fs'
import { AppError, baseName, parentOf, type RelPath, ROOT_PATH } from '@tidemark/protocol'
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
 * what failed. Where one flush of everything fails, each path says for itself whether it is meant.
 */
export async function flushPaths(
  rootPath: string,
  flusher: Flusher,
  paths: readonly RelPath[],
): Promise<ReadonlyMap<RelPath, AppError>> {
  const failures = new Map<RelPath, AppError>()
  if (paths.length > MANY && (await hasFlushedAll(flusher))) return failures
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
    for (const path of queue) await attempt([path], () => flushFile(rootPath, flusher, path))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, flushFiles))
  for (const folder of new Set(paths.map(parentOf))) {
    const below = paths.filter((path) => parentOf(path) === folder)
    await attempt(below, () => flushFolder(rootPath, flusher, folder))
  }
  return failures
}

async function hasFlushedAll(flusher: Flusher): Promise<boolean> {
  try {
    return await flusher.everything()
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

async function flushFile(rootPath: string, flusher: Flusher, path: RelPath): Promise<void> {
  using folder = openFolder(rootPath, parentOf(path))
  const descriptor = folder && openToFlush(folder.child(baseName(path)))
  if (descriptor === undefined) return
  try {
    await flusher.files([{ descriptor }])
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
