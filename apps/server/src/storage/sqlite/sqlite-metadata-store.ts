import { type AccountId, AppError, type SpaceId } from '@tidemark/protocol'
import {
  type AccountTransaction,
  type CrashPoint,
  type MetadataStore,
  noCrash,
  type ReadTransaction,
  type SpaceTransaction,
  type WriteTransaction,
} from '@tidemark/server-core'
import { accountReads, spaceReads } from './account-reads.js'
import { accountWrites, ownAccountWrites } from './account-writes.js'
import { blockReads, indexReads } from './block-reads.js'
import { blockWrites, sweepWrites } from './block-writes.js'
import { Connection } from './connection.js'
import { historyReads, spaceWrites } from './history-queries.js'
import { journalReads, journalWrites } from './journal-queries.js'
import { migrate } from './migrations/migrations.js'
import { nodeReads } from './node-reads.js'
import { ensureDatabaseFile, openConnection } from './open-database.js'
import { ownPairingWrites, pairingReads, pairingWrites } from './pairing-queries.js'
import type { Statements } from './prepared-query.js'

/**
 * The metadata store in one SQLite file. SQLite has one writer, so every lock of the port is the
 * same lock here; reads have a connection of their own and never wait for a write.
 */
export class SqliteMetadataStore implements MetadataStore, AsyncDisposable {
  readonly #reader: Connection
  readonly #writer: Connection
  readonly #reads: ReadTransaction
  readonly #writes: WriteTransaction
  #foreignVersion: unknown

  private constructor(reader: Connection, writer: Connection) {
    this.#reader = reader
    this.#writer = writer
    this.#reads = readsOn(reader.statements)
    this.#writes = writesOn(writer.statements)
    this.#foreignVersion = writer.foreignVersion()
  }

  /**
   * Opens the file, creating it when there is none, and brings its schema up to date.
   * @throws AppError config_invalid when a newer server wrote it.
   */
  static async open(path: string, crashPoint: CrashPoint = noCrash): Promise<SqliteMetadataStore> {
    await ensureDatabaseFile(path)
    const database = openConnection(path, 'write')
    try {
      migrate(database, crashPoint)
      const reader = new Connection(openConnection(path, 'read'), 'BEGIN')
      return new SqliteMetadataStore(reader, new Connection(database, 'BEGIN IMMEDIATE'))
    } catch (error) {
      database.close()
      throw error
    }
  }

  read<T>(fn: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#reader.transact(() => fn(this.#reads))
  }

  write<T>(fn: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#writer.transact(() => fn(this.#writes))
  }

  withSpaceLock<T>(spaceId: SpaceId, fn: (tx: SpaceTransaction) => Promise<T>): Promise<T> {
    const { statements, pause } = this.#writer
    return this.#writer.transact(async () => {
      if ((await this.#writes.findSpace(spaceId)) === undefined) throw new AppError('not_found')
      return fn({
        ...this.#writes,
        ...journalWrites(statements, spaceId, pause),
        ...spaceWrites(statements, spaceId, pause),
      })
    })
  }

  withAccountLock<T>(accountId: AccountId, fn: (tx: AccountTransaction) => Promise<T>): Promise<T> {
    const { statements } = this.#writer
    return this.#writer.transact(async () => {
      if ((await this.#writes.findAccount(accountId)) === undefined) {
        throw new AppError('not_found')
      }
      return fn({
        ...this.#writes,
        ...ownAccountWrites(statements, accountId),
        ...ownPairingWrites(statements, accountId),
      })
    })
  }

  /**
   * Whether another process, such as the operator's command line, has written since the last call;
   * costs next to nothing. The reader of this store writes nothing, so it does not count.
   */
  takeForeignCommits(): boolean {
    const version = this.#writer.foreignVersion()
    const hasChanged = version !== this.#foreignVersion
    this.#foreignVersion = version
    return hasChanged
  }

  /** Waits for running transactions, then closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#reader.idle(), this.#writer.idle()])
    this.#reader[Symbol.dispose]()
    this.#writer[Symbol.dispose]()
  }
}

function readsOn(on: Statements): ReadTransaction {
  return {
    ...accountReads(on),
    ...pairingReads(on),
    ...spaceReads(on),
    ...nodeReads(on),
    ...journalReads(on),
    ...historyReads(on),
    ...blockReads(on),
    ...indexReads(on),
  }
}

function writesOn(on: Statements): WriteTransaction {
  return {
    ...readsOn(on),
    ...accountWrites(on),
    ...pairingWrites(on),
    ...blockWrites(on),
    ...sweepWrites(on),
  }
}
