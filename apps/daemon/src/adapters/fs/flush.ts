import { execFile } from 'node:child_process'
import { existsSync, fsync } from 'node:fs'
import { promisify } from 'node:util'
import type { FolderHandle } from './folder-handle.js'
import type { NodeStagedFile } from './staged-file.js'

const fsyncAsync = promisify(fsync)
const run = promisify(execFile)

/** From so many on, one flush of the whole file system is cheaper than one per file. */
const FEW = 4
const SYNC_COMMAND = '/bin/sync'

/** Makes bytes and names survive a power cut. */
export interface Flusher {
  files(staged: readonly NodeStagedFile[]): Promise<void>
  folders(folders: readonly FolderHandle[]): Promise<void>
}

/**
 * Flushes few items one by one and many with one `syncfs`, which Node lacks and coreutils' `sync -f`
 * has. A failed flush is never repeated on the same data: the kernel may have dropped it.
 */
export function fileSystemFlusher(rootPath: string, command = SYNC_COMMAND): Flusher {
  const canFlushAll = process.platform === 'linux' && existsSync(command)
  const flushAll = async (): Promise<void> => {
    await run(command, ['-f', rootPath])
  }
  return {
    async files(staged) {
      if (canFlushAll && staged.length > FEW) return flushAll()
      for (const { descriptor } of staged) await fsyncAsync(descriptor)
    },
    async folders(folders) {
      if (canFlushAll && folders.length > FEW) return flushAll()
      for (const folder of folders) folder.sync()
    },
  }
}
