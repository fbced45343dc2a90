import { DatabaseSync } from 'node:sqlite'
import { AppError, type ErrorCode } from '@tidemark/protocol'

/** SQLITE_BUSY: the lock is held by somebody. */
const BUSY = 5

/**
 * A lock on a file that ends with its process, however that ends (SEC-132). It is the operating
 * system's own lock, taken through SQLite since Node has no call for it; the file stays empty.
 */
export class ExclusiveLock implements Disposable {
  readonly #database: DatabaseSync

  private constructor(database: DatabaseSync) {
    this.#database = database
  }

  /**
   * Takes the lock.
   * @param heldCode what it means that somebody else has it.
   * @throws AppError `heldCode`, or `folder_unsuitable` when the disk cannot lock.
   */
  static acquire(path: string, heldCode: ErrorCode): ExclusiveLock {
    const database = openFile(path)
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY')
      database.exec('BEGIN EXCLUSIVE')
      return new ExclusiveLock(database)
    } catch (cause) {
      database.close()
      if (isBusy(cause)) throw new AppError(heldCode, {}, { cause })
      throw unsuitable(path, cause)
    }
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close()
  }
}

function openFile(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path)
  } catch (cause) {
    throw unsuitable(path, cause)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY
}

function unsuitable(path: string, cause: unknown): AppError {
  return new AppError('folder_unsuitable', { path, problem: 'cannot be locked' }, { cause })
}
