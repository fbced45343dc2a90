import type { NodeId, RelPath } from '@tidemark/protocol'
import type { StateStore, StateTransaction } from '@tidemark/sync-engine'
import type { Database } from 'better-sqlite3'
import { type FolderTotals, FolderTotalsReader } from './folder-totals.js'
import { PathMemory } from './path-memory.js'
import { guard } from './query.js'
import { SqliteStateReader } from './sqlite-state-reader.js'
import { SqliteStateTransaction } from './sqlite-state-transaction.js'

/**
 * StateStore in one SQLite file. A power cut may take back the last transactions but never half of
 * one: the store holds observations, and an older one is only less informed (E86). Owns `db`.
 */
export class SqliteStateStore extends SqliteStateReader implements StateStore {
  readonly #db: Database
  readonly #paths: PathMemory
  readonly #transaction: SqliteStateTransaction
  readonly #folderTotals: FolderTotalsReader
  #version = 0

  constructor(db: Database) {
    const paths = new PathMemory()
    super(db, paths)
    this.#db = db
    this.#paths = paths
    this.#transaction = new SqliteStateTransaction(db, paths)
    this.#folderTotals = new FolderTotalsReader(db)
  }

  transaction<T>(apply: (tx: StateTransaction) => T): T {
    if (this.#db.inTransaction) throw new Error('transactions do not nest')
    this.#version++
    try {
      return guard(() => this.#db.transaction(() => apply(this.#transaction)).immediate())
    } catch (error) {
      // Paths may have been looked up in what is undone now.
      this.#paths.forgetAll()
      throw error
    }
  }

  localPath(nodeId: NodeId): RelPath | undefined {
    return this.local.path(nodeId)
  }

  remotePath(nodeId: NodeId): RelPath | undefined {
    return this.remote.path(nodeId)
  }

  /** Another number after each change of anything. */
  get version(): number {
    return this.#version
  }

  /** What every folder of the remote tree holds; takes a moment with many rows. */
  folderTotals(): ReadonlyMap<NodeId, FolderTotals> {
    return this.#folderTotals.read()
  }

  /** Gives back what is kept of the file; it is read again when it is asked for. */
  giveBackMemory(): void {
    guard(() => this.#db.pragma('shrink_memory'))
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}
