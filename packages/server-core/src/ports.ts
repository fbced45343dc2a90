/**
 * What the server's domain needs from the world. Time, chance, hashing, storage and wake-ups come
 * through here alone, so that a simulation runs the real domain.
 */

import type { AccountId, BlockId, SpaceId } from '@tidemark/protocol'
import type {
  AccountTransaction,
  ReadTransaction,
  SpaceTransaction,
  WriteTransaction,
} from './metadata/transactions.js'

/** The wall clock. Shown to people and used for expiry; never decides between versions (P3). */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number
}

/** Tells long work to stop; an AbortSignal is one. */
export interface StopSignal {
  /** Throws the reason once the work is to stop. */
  throwIfAborted(): void
}

/** Chance. */
export interface Rng {
  /** `count` bytes from a cryptographic source. */
  bytes(count: number): Uint8Array
}

/** Hash functions; synchronous, meant for inputs of at most a few MiB. */
export interface Hashing {
  /** SHA-256 of `bytes`, 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array
  /** HMAC-SHA-256 of `bytes` under `key`, 32 bytes. */
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array
}

/** Slow password hashing (SEC-01). Wrap it with `limitHashing` before use: it takes much memory. */
export interface PasswordHasher {
  /** A self-describing hash of `password` under the current parameters. */
  hash(password: string): Promise<string>
  /** Whether `password` is the one behind `hash`; false for a hash that cannot be read. */
  verify(hash: string, password: string): Promise<boolean>
  /** Whether `hash` was made with weaker parameters than the current ones. */
  needsRehash(hash: string): boolean
}

/** What a wake-up is about. */
export type Topic = `space:${string}` | `account:${string}`

/** Topic of a space's journal. */
export function spaceTopic(spaceId: SpaceId): Topic {
  return `space:${spaceId}`
}

/** Topic of an account's journal; also rings when a device or session of it is revoked. */
export function accountTopic(accountId: AccountId): Topic {
  return `account:${accountId}`
}

/**
 * Hints that something changed. A lost hint delays a reader by at most one poll; a hint never
 * carries data and is sent only after the change is durable.
 */
export interface Wakeups {
  /** Rings `topic`. Never throws and never waits for listeners. */
  publish(topic: Topic): void
  /** Calls `listener` for each hint about one of `topics` until the result is disposed. */
  subscribe(topics: readonly Topic[], listener: (topic: Topic) => void): Disposable
}

/** Reads list blocks of an account while a commit is checked. */
export interface ListBlockReader {
  /**
   * Plaintext of a block; undefined when it is not stored or damaged. The caller has checked that
   * the block may be read.
   */
  readListBlock(accountId: AccountId, blockId: BlockId): Promise<Uint8Array | undefined>
}

/**
 * All metadata of the server. Transactions are all-or-nothing: when the function throws, nothing of
 * it remains and the error is passed on; when the promise resolves, the writes are durable (P6).
 *
 * Inside a transaction function only methods of its transaction may be awaited: nothing foreign, no
 * timer, no second transaction (it would wait for the first for ever). A transaction object must
 * not be used after its function has ended.
 */
export interface MetadataStore {
  /** Runs `fn` on one consistent snapshot: it sees all of a concurrent transaction or none. */
  read<T>(fn: (tx: ReadTransaction) => Promise<T>): Promise<T>
  /** Writes that need no lock: each method on it is idempotent or concerns one row. */
  write<T>(fn: (tx: WriteTransaction) => Promise<T>): Promise<T>
  /**
   * Writes one space, one transaction at a time per space, so that journal positions have no gaps.
   * @throws AppError not_found when there is no such space.
   */
  withSpaceLock<T>(spaceId: SpaceId, fn: (tx: SpaceTransaction) => Promise<T>): Promise<T>
  /**
   * Writes one account's own rows, one transaction at a time per account.
   * @throws AppError not_found when there is no such account.
   */
  withAccountLock<T>(accountId: AccountId, fn: (tx: AccountTransaction) => Promise<T>): Promise<T>
}
