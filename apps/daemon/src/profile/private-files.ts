import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@tidemark/protocol'

/**
 * Makes a directory that only this user can enter.
 * @throws AppError `config_invalid` when something else, or somebody else's, is there.
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const stat = await lstat(path)
  if (!stat.isDirectory()) throw new AppError('config_invalid', { path, problem: 'not a folder' })
  const userId = process.getuid?.()
  if (userId !== undefined && stat.uid !== userId) {
    throw new AppError('config_invalid', { path, problem: 'belongs to another user' })
  }
  if ((stat.mode & 0o077) === 0 || process.platform === 'win32') return
  // Closing a folder that somebody uses for other things would be a surprise.
  if ((await readdir(path)).length > 0) {
    throw new AppError('config_invalid', { path, problem: 'open to other users; chmod 700 it' })
  }
  await chmod(path, 0o700)
}

/** Replaces a file that only this user can read: whole or not at all, also through a power cut. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}

/** Text of a file; undefined when there is none. */
export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open directories; its renames are flushed with the journal.
  if (process.platform === 'win32') return
  await using directory = await open(path, 'r')
  await directory.sync()
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
