import { execFile } from 'node:child_process'
import { existsSync, fsync } from 'node:fs'
import { promisify } from 'node:util'
import { AppError, type RelPath } from '@tidemark/protocol'
import { type FolderHandle, openFolder } from './folder-handle.js'

const fsyncAsync = promisify(fsync)
const run = promisify(execFile)

/** From so many on, one flush of the whole file system is cheaper than one per file. */
const FEW = 4
const SYNC_COMMAND = '/bin/sync'

/** Makes bytes and names survive a power cut. */
export interface Flusher {
  files(files: readonly { readonly descriptor: number }[]): Promise<void>
  folders(folders: readonly FolderHandle[]): Promise<void>
  /** Flushes the whole file system; false where that is not possible. */
  everything(): Promise<boolean>
}

/**
 * Flushes few items one by one and many with one `syncfs`, which Node lacks and coreutils' `sync -f`
 * has. A failed flush is never repeated on the same data: the kernel may have dropped it.
 */
export function fileSystemFlusher(rootPath: string, command = SYNC_COMMAND): Flusher {
  const canFlushAll = process.platform === 'linux' && existsSync(command)
  const flushAll = async (): Promise<void> => {
    try {
      await run(command, ['-f', rootPath])
    } catch (error) {
      // The command tells no errno. Whatever it was, nothing is known to be durable.
      throw new AppError('file_io_error', { path: '' }, { cause: error })
    }
  }
  return {
    async files(files) {
      if (canFlushAll && files.length > FEW) return flushAll()
      for (const { descriptor } of files) await fsyncAsync(descriptor)
    },
    async folders(folders) {
      if (canFlushAll && folders.length > FEW) return flushAll()
      for (const folder of folders) folder.sync()
    },
    async everything() {
      if (canFlushAll) await flushAll()
      return canFlushAll
    },
  }
}

/**
 * Flushes the entries of the folders at `paths`, many of them at once. Where a folder has moved, its
 * entries are only reached by flushing everything.
 */
export async function flushFolders(
  rootPath: string,
  flusher: Flusher,
  paths: readonly RelPath[],
): Promise<void> {
  if (paths.length > FEW && (await flusher.everything())) return
  let isOneGone = false
  for (const path of paths) {
    using folder = openFolder(rootPath, path)
    if (folder === undefined) isOneGone = true
    else await flusher.folders([folder])
  }
  if (isOneGone) await flusher.everything()
}
