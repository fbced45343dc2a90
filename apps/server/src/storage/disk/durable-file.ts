import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Owner only: everything in the data folder is private (SEC-156). */
export const PRIVATE_FILE_MODE = 0o600
const PRIVATE_FOLDER_MODE = 0o700

/**
 * Makes a folder and its parents for the owner alone, and makes the entry of each durable. The
 * folder's own entry is flushed even when it was there: a process that was killed may have made it
 * and not come to the flush.
 */
export async function ensurePrivateFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER_MODE })
  for (const parent of foldersToSync(path, first)) await syncFolderIfReadable(parent)
}

/**
 * Folders that hold the entries of new folders: `path` and its parents down from `first`, the
 * topmost one that was made.
 */
export function foldersToSync(path: string, first: string | undefined): string[] {
  const last = dirname(resolve(path))
  const folders = [last]
  if (first === undefined) return folders
  const top = dirname(resolve(first))
  for (let at = last; at !== top && at !== dirname(at); ) {
    at = dirname(at)
    folders.push(at)
  }
  return folders
}

/** Like `syncFolder`; what another user keeps from being read was not made here either. */
export async function syncFolderIfReadable(path: string): Promise<void> {
  try {
    await syncFolder(path)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'EINVAL'].some((code) => hasSystemCode(error, code))) {
      throw error
    }
  }
}

/** Flushes the entries of a folder: a file is only found after a power cut once this is done. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot flush a folder; NTFS journals its entries instead.
  if (process.platform === 'win32') return
  await using folder = await open(path, constants.O_RDONLY)
  await folder.sync()
}

/**
 * Creates a file that must not exist yet and opens it for writing.
 * @throws an error of code EEXIST
 */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  return open(path, 'wx', PRIVATE_FILE_MODE)
}

/**
 * Writes a whole new file and returns once it would survive a power cut. Never replaces a file, and
 * a crash leaves the whole file under its name or none.
 * @throws an error of code EEXIST
 */
export async function writeNewFileDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.new`
  const file = await createPrivateFile(temporary)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    // A link, unlike a rename, refuses to take the place of a file that is there.
    await link(temporary, path)
  } finally {
    await unlink(temporary)
  }
  await syncFolder(dirname(path))
}

/** Whether `error` is a system error with this code, such as ENOENT. */
export function hasSystemCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
