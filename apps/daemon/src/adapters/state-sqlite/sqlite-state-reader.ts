import type { BlockId, NodeId } from '@tidemark/protocol'
import type {
  DirtyNode,
  HeldItem,
  JournalState,
  LocalBlock,
  RemoteNode,
  RootIdentity,
  StateReader,
  SyncedNode,
} from '@tidemark/sync-engine'
import type { Database } from 'better-sqlite3'
import type { PathMemory } from './path-memory.js'
import { Query, type SqlValue } from './query.js'
import { BLOCK_ID, HELD_COLUMNS, NODE_ID, parseHeld } from './rows.js'
import { SqliteLocalTree } from './sqlite-local-tree.js'
import { SqliteTree } from './sqlite-tree.js'
import { REMOTE_TABLE, SYNCED_TABLE } from './tree-tables.js'

/** All reads, each by one prepared statement that an index answers. */
export class SqliteStateReader implements StateReader {
  readonly remote: SqliteTree<RemoteNode>
  readonly local: SqliteLocalTree
  readonly synced: SqliteTree<SyncedNode>
  readonly #fact: Query
  readonly #setting: Query
  readonly #counted: Query
  readonly #dirtyNow: Query
  readonly #dirtyDue: Query
  readonly #nextDue: Query
  readonly #held: Query
  readonly #findHeld: Query
  readonly #heldBelow: Query
  readonly #blocksOf: Query
  readonly #filesWithBlock: Query

  /** @param paths of the local tree; whoever writes the tree keeps them right. */
  constructor(db: Database, paths: PathMemory) {
    const query = (sql: string): Query => new Query(db, sql)
    this.remote = new SqliteTree(db, REMOTE_TABLE)
    this.local = new SqliteLocalTree(db, paths)
    this.synced = new SqliteTree(db, SYNCED_TABLE)
    this.#fact = query('SELECT value FROM fact WHERE name = ?')
    this.#setting = query('SELECT value FROM setting WHERE name = ?')
    this.#counted = query('SELECT rows FROM counted WHERE name = ?')
    this.#dirtyNow = query(
      `SELECT ${NODE_ID}, position FROM dirty_node WHERE due_ms = 0 ORDER BY position LIMIT ?`,
    )
    this.#dirtyDue = query(
      `SELECT ${NODE_ID}, position FROM dirty_node WHERE due_ms > 0 AND due_ms <= ?
        ORDER BY position LIMIT ?`,
    )
    this.#nextDue = query('SELECT min(due_ms) FROM dirty_node WHERE due_ms > 0')
    this.#held = query(`${HELD_COLUMNS} ORDER BY path LIMIT ?`)
    this.#findHeld = query(`${HELD_COLUMNS} WHERE path = ?`)
    this.#heldBelow = query(`${HELD_COLUMNS} WHERE path > ? AND path < ? ORDER BY path`)
    this.#blocksOf = query(
      `SELECT offset, length, ${BLOCK_ID} FROM local_block WHERE node_id = unhex(?)
        AND EXISTS (SELECT 1 FROM local_node WHERE node_id = unhex(?) AND content IS NOT NULL)
        ORDER BY offset`,
    )
    this.#filesWithBlock = query(
      `SELECT ${NODE_ID}, offset, length FROM local_block WHERE block_id = unhex(?) LIMIT ?`,
    )
  }

  journal(): JournalState | undefined {
    return this.#readFact('journal') as JournalState | undefined // setJournal's
  }

  rootIdentity(): RootIdentity | undefined {
    return this.#readFact('root') as RootIdentity | undefined // setRootIdentity's
  }

  dirty(nowMs: number, limit: number): readonly DirtyNode[] {
    return [...this.#dirtyNow.all(limit), ...this.#dirtyDue.all(Math.floor(nowMs), limit)]
      .sort(([, a], [, b]) => Number(a) - Number(b))
      .slice(0, limit)
      .map(([nodeId]) => ({ nodeId: nodeId as NodeId })) // BLOB of 16 bytes
  }

  nextDueMs(): number | undefined {
    const [dueMs] = this.#nextDue.get() ?? []
    return typeof dueMs === 'number' ? dueMs : undefined
  }

  dirtyCount(): number {
    return this.#count('dirty_node')
  }

  held(limit: number): readonly HeldItem[] {
    return this.#held.all(limit).map(parseHeld)
  }

  heldCount(): number {
    return this.#count('held_item')
  }

  findHeld(path: string): HeldItem | undefined {
    const row = this.#findHeld.get(path)
    return row && parseHeld(row)
  }

  heldBelow(folder: string): readonly HeldItem[] {
    // '0' follows '/'; no text is greater than U+10FFFF twice.
    const [above, below] =
      folder === '' ? ['', '\u{10ffff}\u{10ffff}'] : [`${folder}/`, `${folder}0`]
    return this.#heldBelow.all(above, below).map(parseHeld)
  }

  blocksOf(nodeId: NodeId): readonly LocalBlock[] {
    return this.#blocksOf.all(nodeId, nodeId).map(([offset, length, blockId]) => ({
      offset: Number(offset),
      length: Number(length),
      blockId: blockId as BlockId, // BLOB of 32 bytes
    }))
  }

  filesWithBlock(blockId: BlockId, limit: number) {
    return this.#filesWithBlock.all(blockId, limit).map(([nodeId, offset, length]) => ({
      nodeId: nodeId as NodeId, // BLOB of 16 bytes
      offset: Number(offset),
      length: Number(length),
    }))
  }

  setting(name: string): string | undefined {
    return text(this.#setting.get(name))
  }

  #count(table: string): number {
    return Number(this.#counted.get(table)?.[0] ?? 0)
  }

  #readFact(name: string): unknown {
    const value = text(this.#fact.get(name))
    return value === undefined ? undefined : JSON.parse(value)
  }
}

function text(row: readonly SqlValue[] | undefined): string | undefined {
  const [value] = row ?? []
  return typeof value === 'string' ? value : undefined
}
