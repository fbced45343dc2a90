import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, MARKER_NAME } from '@tidemark/protocol'
import { ExclusiveLock } from '../profile/exclusive-lock.js'

const LOCK_NAME = 'lock'

/**
 * Takes the lock of a folder that is linked already. It lies in the folder's marker directory, so
 * that profiles of other users and other daemons meet it (SEC-132, E91).
 * @throws AppError `folder_missing`, `folder_replaced` when the marker directory is gone: nothing
 *   is written into what may be an empty mount point; `folder_in_use`.
 */
export function lockLinkedFolder(path: string): ExclusiveLock {
  if (!isFolder(path)) throw new AppError('folder_missing', { path })
  const marker = join(path, MARKER_NAME)
  if (!existsSync(marker)) throw new AppError('folder_replaced', { path })
  return ExclusiveLock.acquire(join(marker, LOCK_NAME), 'folder_in_use')
}

/** Takes the lock of a folder that is being linked. @throws AppError `folder_in_use` */
export function lockNewFolder(path: string): ExclusiveLock {
  mkdirSync(join(path, MARKER_NAME), { recursive: true, mode: 0o700 })
  return lockLinkedFolder(path)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
