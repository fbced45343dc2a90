import type { NodeId } from '@tidemark/protocol'
import type { LocalFacts, LocalNode, LocalTree } from '@tidemark/sync-engine'
import type { Database } from 'better-sqlite3'
import type { PathMemory } from './path-memory.js'
import { Query } from './query.js'
import { SqliteTree, selectNodes } from './sqlite-tree.js'
import { LOCAL_TABLE, parseFacts, SELECT_FACTS } from './tree-tables.js'

/** The local tree with what finds renames, vanished files and aliases. */
export class SqliteLocalTree extends SqliteTree<LocalNode> implements LocalTree {
  readonly #facts: Query
  readonly #byInode: Query
  readonly #missing: Query
  readonly #aliased: Query

  constructor(db: Database, paths: PathMemory) {
    super(db, LOCAL_TABLE, paths)
    const where = (rest: string): Query =>
      new Query(db, `${selectNodes(LOCAL_TABLE)} WHERE ${rest}`, { bigints: true })
    this.#facts = new Query(db, `${SELECT_FACTS} WHERE parent_id = unhex(?)`, { bigints: true })
    // Without the sign SQLite plans the statement anew with every call, for its order.
    this.#byInode = where('inode = +? AND device = +? ORDER BY node_id')
    this.#missing = where('missing_since_ms IS NOT NULL ORDER BY missing_since_ms, node_id LIMIT ?')
    this.#aliased = where('is_alias = 1 ORDER BY node_id LIMIT ?')
  }

  childFacts(parentId: NodeId): readonly LocalFacts[] {
    return this.#facts.all(parentId).map(parseFacts)
  }

  byInode(device: string, inode: string): readonly LocalNode[] {
    return this.parseRows(this.#byInode.all(inode, device))
  }

  missing(limit: number): readonly LocalNode[] {
    return this.parseRows(this.#missing.all(limit))
  }

  aliased(limit: number): readonly LocalNode[] {
    return this.parseRows(this.#aliased.all(limit))
  }
}
