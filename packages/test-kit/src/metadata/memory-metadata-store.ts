import { type AccountId, AppError, type SpaceId } from '@tidemark/protocol'
import type {
  AccountTransaction,
  MetadataStore,
  ReadTransaction,
  SpaceTransaction,
  WriteTransaction,
} from '@tidemark/server-core'
import {
  memoryAccountReads,
  memoryAccountWrites,
  memoryOwnAccountWrites,
} from './memory-accounts.js'
import { memoryBlockReads, memoryBlockWrites, memorySweepWrites } from './memory-blocks.js'
import { memoryHistoryReads, memoryJournalWrites, memorySpaceWrites } from './memory-history.js'
import { memoryJournalReads, memoryNodeReads } from './memory-nodes.js'
import {
  memoryOwnPairingWrites,
  memoryPairingReads,
  memoryPairingWrites,
} from './memory-pairings.js'
import { MemoryTables } from './memory-tables.js'

/**
 * A MetadataStore in memory. Transactions of all kinds run one after the other in the order in which
 * they were asked for, so that a simulation gives the same run for the same seed.
 */
export class MemoryMetadataStore implements MetadataStore {
  readonly #tables = new MemoryTables()
  readonly #reads = readsOf(this.#tables)
  readonly #writes = writesOf(this.#tables, this.#reads)
  #last: Promise<unknown> = Promise.resolve()

  read<T>(fn: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#run(() => this.#reads, fn)
  }

  write<T>(fn: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#run(() => this.#writes, fn)
  }

  withSpaceLock<T>(spaceId: SpaceId, fn: (tx: SpaceTransaction) => Promise<T>): Promise<T> {
    return this.#run(() => {
      if (!this.#tables.spaces.has(spaceId)) throw new AppError('not_found')
      return {
        ...this.#writes,
        ...memoryJournalWrites(this.#tables, spaceId),
        ...memorySpaceWrites(this.#tables, spaceId),
      }
    }, fn)
  }

  withAccountLock<T>(accountId: AccountId, fn: (tx: AccountTransaction) => Promise<T>): Promise<T> {
    return this.#run(() => {
      if (!this.#tables.accounts.has(accountId)) throw new AppError('not_found')
      return {
        ...this.#writes,
        ...memoryOwnAccountWrites(this.#tables, accountId),
        ...memoryOwnPairingWrites(this.#tables, accountId),
      }
    }, fn)
  }

  /** Remembers everything; the result puts it back, as restoring a backup does. Not inside a transaction. */
  backUp(): () => void {
    return this.#tables.backUp()
  }

  #run<Tx extends object, T>(open: () => Tx, fn: (tx: Tx) => Promise<T>): Promise<T> {
    const done = this.#last.then(() => this.#transact(open, fn))
    // Whoever comes next waits for the end, good or bad; the caller gets the outcome.
    this.#last = done.catch(() => undefined)
    return done
  }

  async #transact<Tx extends object, T>(open: () => Tx, fn: (tx: Tx) => Promise<T>): Promise<T> {
    const { log } = this.#tables
    log.begin()
    let revoke: (() => void) | undefined
    try {
      // A transaction object refuses its use once it has ended.
      const revocable = Proxy.revocable(open(), {})
      revoke = revocable.revoke
      const result = await fn(revocable.proxy)
      log.end('keep')
      return result
    } catch (error) {
      log.end('undo')
      throw error
    } finally {
      revoke?.()
    }
  }
}

function readsOf(tables: MemoryTables): ReadTransaction {
  return {
    ...memoryAccountReads(tables),
    ...memoryPairingReads(tables),
    ...memoryNodeReads(tables),
    ...memoryJournalReads(tables),
    ...memoryHistoryReads(tables),
    ...memoryBlockReads(tables),
  }
}

function writesOf(tables: MemoryTables, reads: ReadTransaction): WriteTransaction {
  return {
    ...reads,
    ...memoryAccountWrites(tables),
    ...memoryPairingWrites(tables),
    ...memoryBlockWrites(tables),
    ...memorySweepWrites(tables),
  }
}
