import { setImmediate } from 'node:timers/promises'
import { AppError } from '@tidemark/protocol'
import type { Database } from 'better-sqlite3'
import { Statements } from './prepared-query.js'

/** Longest time that transactions keep the event loop for themselves, where they can pause. */
const SLICE_MS = 25

/** One connection, on which transactions run one after the other in the order of their asking. */
export class Connection implements Disposable {
  readonly #database: Database
  readonly #begin: string
  readonly #statements: Statements
  #last: Promise<unknown> = Promise.resolve()
  /** When the event loop was last seen to turn; many short transactions in a row count together. */
  #sliceStartMs = 0

  /** @param begin how a transaction starts; a write takes the lock at once, so it never fails half-way. */
  constructor(database: Database, begin: 'BEGIN' | 'BEGIN IMMEDIATE') {
    this.#database = database
    this.#begin = begin
    this.#statements = new Statements(database)
  }

  get statements(): Statements {
    return this.#statements
  }

  /** Runs `body` in a transaction; durable when it resolves, gone when it rejects. */
  transact<T>(body: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => this.#run(body))
    // Whoever comes next waits for the end, good or bad; the caller gets the outcome.
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Lets timers and sockets run when they may have waited for long. */
  pause = async (): Promise<void> => {
    if (performance.now() - this.#sliceStartMs < SLICE_MS) return
    await setImmediate()
    this.#sliceStartMs = performance.now()
  }

  /** A number that changes when another connection has written the file. */
  foreignVersion(): unknown {
    return this.#database.pragma('data_version', { simple: true })
  }

  /** Waits for what was asked for. */
  async idle(): Promise<void> {
    await this.#last
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  async #run<T>(body: () => Promise<T>): Promise<T> {
    try {
      this.#database.exec(this.#begin)
      const result = await body()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw translate(error)
    } finally {
      await this.pause()
    }
  }
}

function translate(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'SQLITE_FULL') return new AppError('storage_full', {}, { cause: error })
  if (code === 'SQLITE_BUSY') return new AppError('unavailable', {}, { cause: error })
  return error
}
