import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import Database from 'better-sqlite3'
import { hasSystemCode, PRIVATE_FILE_MODE } from './durable-file.js'

/**
 * Takes the data folder for this process, so that two servers never write into one. The lock is one
 * of the operating system's on a file of its own: it ends with the process, however that ends.
 * @throws AppError `config_invalid` when another server has the folder
 */
export async function lockDataFolder(folder: string): Promise<Disposable> {
  const path = join(folder, 'lock.db')
  await (await open(path, 'a', PRIVATE_FILE_MODE)).close()
  const database = new Database(path, { timeout: 0 })
  try {
    // Locks that are taken in this mode are kept until the file is closed.
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
  } catch (cause) {
    database.close()
    if (!hasSystemCode(cause, 'SQLITE_BUSY')) throw cause
    throw new AppError(
      'config_invalid',
      {
        folder,
        problem: 'another tidemark-server uses this data folder',
        todo: 'stop it first, or choose another folder with --data',
      },
      { cause },
    )
  }
  return { [Symbol.dispose]: () => database.close() }
}
