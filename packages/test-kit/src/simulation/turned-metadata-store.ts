import type { AccountId, SpaceId } from '@tidemark/protocol'
import type {
  AccountTransaction,
  MetadataStore,
  ReadTransaction,
  SpaceTransaction,
  WriteTransaction,
} from '@tidemark/server-core'
import type { Scheduler } from './scheduler.js'
import type { Process } from './turn-queue.js'

/** The metadata store as one run of a server process uses it: each transaction is a turn. */
export class TurnedMetadataStore implements MetadataStore {
  readonly #inner: MetadataStore
  readonly #scheduler: Scheduler
  readonly #process: Process
  readonly #delayMs: () => number

  constructor(inner: MetadataStore, scheduler: Scheduler, process: Process, delayMs: () => number) {
    this.#inner = inner
    this.#scheduler = scheduler
    this.#process = process
    this.#delayMs = delayMs
  }

  read<T>(fn: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#turn('reads', () => this.#inner.read(fn))
  }

  write<T>(fn: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#turn('writes', () => this.#inner.write(fn))
  }

  withSpaceLock<T>(spaceId: SpaceId, fn: (tx: SpaceTransaction) => Promise<T>): Promise<T> {
    return this.#turn('locks the space', () => this.#inner.withSpaceLock(spaceId, fn))
  }

  withAccountLock<T>(accountId: AccountId, fn: (tx: AccountTransaction) => Promise<T>): Promise<T> {
    return this.#turn('locks the account', () => this.#inner.withAccountLock(accountId, fn))
  }

  #turn<T>(label: string, act: () => Promise<T>): Promise<T> {
    return this.#scheduler.turn(this.#process, label, this.#delayMs(), act)
  }
}
