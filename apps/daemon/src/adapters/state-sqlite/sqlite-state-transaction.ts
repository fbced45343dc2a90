import type { NodeId } from '@tidemark/protocol'
import type {
  HeldItem,
  JournalState,
  LocalBlock,
  LocalNode,
  RemoteNode,
  RootIdentity,
  StateTransaction,
  SyncedNode,
} from '@tidemark/sync-engine'
import type { Database } from 'better-sqlite3'
import type { PathMemory } from './path-memory.js'
import { Query } from './query.js'
import { SqliteStateReader } from './sqlite-state-reader.js'
import { TreeWriter } from './sqlite-tree.js'
import { LOCAL_TABLE, REMOTE_TABLE, SYNCED_TABLE } from './tree-tables.js'

const MARK = 'ON CONFLICT (node_id) DO UPDATE SET due_ms = 0 WHERE due_ms <> 0'
/** The node and all below it. UNION ends even on a ring. */
const SUBTREE = `WITH RECURSIVE below (node_id) AS (
    VALUES (unhex(?)) UNION SELECT child.node_id FROM remote_node child
      JOIN below ON child.parent_id = below.node_id)`

/** All writes. Only `SqliteStateStore.transaction` hands it out. */
export class SqliteStateTransaction extends SqliteStateReader implements StateTransaction {
  readonly #remote: TreeWriter<RemoteNode>
  readonly #local: TreeWriter<LocalNode>
  readonly #synced: TreeWriter<SyncedNode>
  readonly #paths: PathMemory
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database, paths: PathMemory) {
    super(db, paths)
    this.#paths = paths
    this.#remote = new TreeWriter(db, REMOTE_TABLE)
    this.#local = new TreeWriter(db, LOCAL_TABLE)
    this.#synced = new TreeWriter(db, SYNCED_TABLE)
    this.#statements = prepare(db)
  }

  putRemote(node: RemoteNode): void {
    this.#remote.put(node)
    this.markDirty(node.nodeId)
  }

  removeRemoteSubtree(nodeId: NodeId): void {
    this.#statements.markSubtree.run(nodeId)
    this.#statements.removeSubtree.run(nodeId)
  }

  putLocal(node: LocalNode): void {
    this.#paths.forget(node.nodeId)
    this.#local.put(node)
    this.markDirty(node.nodeId)
  }

  removeLocal(nodeId: NodeId): void {
    this.#paths.forget(nodeId)
    this.#local.remove(nodeId)
    this.#statements.removeBlocks.run(nodeId)
    this.markDirty(nodeId)
  }

  relabelLocal(from: NodeId, to: NodeId): void {
    if (this.local.find(from) === undefined) throw new Error(`no local node ${from}`)
    if (this.local.find(to) !== undefined) throw new Error(`local node ${to} exists`)
    this.#paths.forget(from)
    this.#statements.relabelNode.run(to, from)
    this.#statements.removeBlocks.run(to)
    this.#statements.relabelBlocks.run(to, from)
    this.#statements.relabelChildren.run(to, from)
    this.#statements.markChildren.run(to)
    this.markDirty(from)
    this.markDirty(to)
  }

  putSynced(node: SyncedNode): void {
    this.#synced.put(node)
    this.markDirty(node.nodeId)
  }

  removeSynced(nodeId: NodeId): void {
    this.#synced.remove(nodeId)
    this.markDirty(nodeId)
  }

  setJournal(journal: JournalState): void {
    this.#writeFact('journal', journal)
  }

  forgetAgreement(): void {
    const { markTree, clearRemote, clearSynced } = this.#statements
    for (const mark of markTree) mark.run()
    clearRemote.run()
    clearSynced.run()
    this.#writeFact('journal', undefined)
  }

  setRootIdentity(identity: RootIdentity | undefined): void {
    this.#writeFact('root', identity)
  }

  putBlocks(nodeId: NodeId, blocks: readonly LocalBlock[]): void {
    this.#statements.removeBlocks.run(nodeId)
    for (const { offset, length, blockId } of blocks) {
      this.#statements.putBlock.run(nodeId, offset, length, blockId)
    }
  }

  markDirty(nodeId: NodeId): void {
    this.#statements.mark.run(nodeId)
  }

  clearDirty(nodeId: NodeId): void {
    this.#statements.clear.run(nodeId)
  }

  deferDirty(nodeId: NodeId, dueMs: number): void {
    this.#statements.defer.run(nodeId, Math.ceil(dueMs))
  }

  putHeld(item: HeldItem): void {
    const { path, nodeId, code, detail, sinceMs, retryAtMs, attempts } = item
    this.#statements.putHeld.run(
      path,
      nodeId ?? null,
      code,
      detail,
      Math.floor(sinceMs),
      retryAtMs === undefined ? null : Math.ceil(retryAtMs),
      attempts,
    )
  }

  removeHeld(path: string): void {
    this.#statements.removeHeld.run(path)
  }

  setSetting(name: string, value: string | undefined): void {
    if (value === undefined) this.#statements.removeSetting.run(name)
    else this.#statements.putSetting.run(name, value)
  }

  #writeFact(name: string, value: unknown): void {
    if (value === undefined) this.#statements.removeFact.run(name)
    else this.#statements.putFact.run(name, JSON.stringify(value))
  }
}

function prepare(db: Database) {
  const query = (sql: string): Query => new Query(db, sql)
  return {
    mark: query(`INSERT INTO dirty_node (node_id, due_ms) VALUES (unhex(?), 0) ${MARK}`),
    defer: query(
      `INSERT INTO dirty_node (node_id, due_ms) VALUES (unhex(?), ?)
        ON CONFLICT (node_id) DO UPDATE SET due_ms = excluded.due_ms`,
    ),
    clear: query('DELETE FROM dirty_node WHERE node_id = unhex(?)'),
    markSubtree: query(
      `${SUBTREE} INSERT INTO dirty_node (node_id, due_ms) SELECT node_id, 0 FROM below WHERE true ${MARK}`,
    ),
    removeSubtree: query(
      `${SUBTREE} DELETE FROM remote_node WHERE node_id IN (SELECT node_id FROM below)`,
    ),
    relabelNode: query('UPDATE local_node SET node_id = unhex(?) WHERE node_id = unhex(?)'),
    relabelBlocks: query('UPDATE local_block SET node_id = unhex(?) WHERE node_id = unhex(?)'),
    relabelChildren: query('UPDATE local_node SET parent_id = unhex(?) WHERE parent_id = unhex(?)'),
    markChildren: query(
      `INSERT INTO dirty_node (node_id, due_ms)
        SELECT node_id, 0 FROM local_node WHERE parent_id = unhex(?) ${MARK}`,
    ),
    markTree: ['local_node', 'remote_node', 'synced_node'].map((table) =>
      query(
        `INSERT INTO dirty_node (node_id, due_ms) SELECT node_id, 0 FROM ${table} WHERE true ${MARK}`,
      ),
    ),
    clearRemote: query('DELETE FROM remote_node'),
    clearSynced: query('DELETE FROM synced_node'),
    putBlock: query('INSERT INTO local_block VALUES (unhex(?), ?, ?, unhex(?))'),
    removeBlocks: query('DELETE FROM local_block WHERE node_id = unhex(?)'),
    putHeld: query(
      `INSERT INTO held_item VALUES (?, unhex(?), ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET
        node_id = excluded.node_id, code = excluded.code, detail = excluded.detail,
        since_ms = excluded.since_ms, retry_at_ms = excluded.retry_at_ms,
        attempts = excluded.attempts`,
    ),
    removeHeld: query('DELETE FROM held_item WHERE path = ?'),
    putFact: query(
      'INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    removeFact: query('DELETE FROM fact WHERE name = ?'),
    putSetting: query(
      'INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    removeSetting: query('DELETE FROM setting WHERE name = ?'),
  }
}
