import {
  joinPath,
  type NodeId,
  type NodeName,
  nameKey,
  type RelPath,
  ROOT_PATH,
} from '@tidemark/protocol'
import type { Place, Tree } from '@tidemark/sync-engine'
import type { Database } from 'better-sqlite3'
import type { PathMemory } from './path-memory.js'
import { Query, type SqlValue } from './query.js'

/** Columns of a table beyond id and place, and how they become a node. */
export interface TreeTable<N> {
  readonly table: 'remote_node' | 'synced_node' | 'local_node'
  /** The name of a node within a path. */
  readonly pathName: 'name' | 'coalesce(disk_name, name)'
  /** Select list after `node_id, parent_id, name`, and the columns to write, in this order. */
  readonly columns: readonly TreeColumn[]
  parse(nodeId: NodeId, place: Place, values: readonly SqlValue[]): N
  format(node: N): readonly SqlValue[]
}

/** A column as it is written; bytes travel as lower-case hex. */
interface TreeColumn {
  readonly name: string
  readonly isBytes?: boolean
}

/** One of the three trees in its table. */
export class SqliteTree<N extends Place & { readonly nodeId: NodeId }> implements Tree<N> {
  readonly #parse: TreeTable<N>['parse']
  readonly #root: Query
  readonly #find: Query
  readonly #children: Query
  readonly #page: Query
  readonly #sameName: Query
  readonly #byKey: Query
  readonly #count: Query
  readonly #place: Query
  readonly #paths: PathMemory | undefined

  /** @param paths kept right by whoever writes the tree; without it every path is looked up. */
  constructor(db: Database, table: TreeTable<N>, paths?: PathMemory) {
    this.#parse = table.parse
    this.#paths = paths
    const where = (rest: string): Query =>
      new Query(db, `${selectNodes(table)} WHERE ${rest}`, { bigints: true })
    this.#root = where('parent_id IS NULL LIMIT 1')
    this.#find = where('node_id = unhex(?)')
    this.#children = where('parent_id = unhex(?) ORDER BY name, node_id')
    this.#page = where('parent_id = unhex(?) AND name > +? ORDER BY name, node_id LIMIT ?')
    this.#sameName = where('parent_id = unhex(?) AND name = +? ORDER BY node_id')
    // One OR would be planned anew with every call: SQLite compares what is bound with the partial
    // index over name_key.
    this.#byKey = new Query(
      db,
      `${selectNodes(table)} WHERE parent_id = unhex(?) AND name = ? AND name_key IS NULL
        UNION ALL
        ${selectNodes(table)} WHERE parent_id = unhex(?) AND name_key = ?`,
      { bigints: true },
    )
    this.#count = new Query(db, `SELECT rows FROM counted WHERE name = '${table.table}'`)
    this.#place = new Query(
      db,
      `SELECT lower(hex(parent_id)), ${table.pathName} FROM ${table.table} WHERE node_id = unhex(?)`,
    )
  }

  root(): N | undefined {
    return this.parseRows(this.#root.all())[0]
  }

  find(nodeId: NodeId): N | undefined {
    const row = this.#find.get(nodeId)
    return row && this.#node(row)
  }

  children(parentId: NodeId, page: { after?: string; limit?: number } = {}): readonly N[] {
    const { after, limit } = page
    if (limit === undefined && after === undefined)
      return this.parseRows(this.#children.all(parentId))
    // No name is empty below a parent, so every name is greater than ''.
    const nodes = this.parseRows(this.#page.all(parentId, after ?? '', limit ?? -1))
    const last = nodes.at(-1)
    if (last === undefined || nodes.length !== limit) return nodes
    const whole = this.parseRows(this.#sameName.all(parentId, last.name))
    return [...nodes.filter((node) => node.name !== last.name), ...whole]
  }

  childrenByKey(parentId: NodeId, key: string): readonly N[] {
    const nodes = this.parseRows(this.#byKey.all(parentId, key, parentId, key))
    return nodes.length < 2 ? nodes : nodes.sort(byName)
  }

  count(): number {
    return Number(this.#count.get()?.[0] ?? 0)
  }

  /** Path from the root down; undefined when the node or an ancestor is unknown. */
  path(nodeId: NodeId): RelPath | undefined {
    const below: { readonly nodeId: NodeId; readonly name: NodeName }[] = []
    let next = nodeId
    // A damaged table could hold a ring; no honest path is that deep.
    while (below.length < 10_000) {
      const known = this.#paths?.get(next)
      if (known !== undefined) return this.#descend(known, below)
      const row = this.#place.get(next)
      if (row === undefined) return undefined
      const [parentId = null, name = ''] = row
      // hex(NULL) is ''.
      if (parentId === '' || parentId === null) return this.#descend(ROOT_PATH, below)
      below.push({ nodeId: next, name: name as NodeName }) // names enter a tree through checkName
      next = parentId as NodeId // BLOB of 16 bytes
    }
    return undefined
  }

  /** Path of the first of `below`, the folder that holds the last one being at `top`. */
  #descend(
    top: RelPath,
    below: readonly { readonly nodeId: NodeId; readonly name: NodeName }[],
  ): RelPath {
    let path = top
    const found = below.toReversed().map(({ nodeId, name }) => {
      path = joinPath(path, name)
      return { nodeId, path }
    })
    // The item itself may be a file, of which there are too many.
    this.#paths?.keep(found.slice(0, -1))
    return path
  }

  protected parseRows(rows: readonly SqlValue[][]): N[] {
    return rows.map((row) => this.#node(row))
  }

  #node([nodeId, parentId, name, ...values]: SqlValue[]): N {
    const place = {
      // the columns of every node table
      parentId: parentId === '' ? null : (parentId as NodeId),
      name: name as string, // TEXT NOT NULL
    }
    return this.#parse(nodeId as NodeId, place, values) // BLOB of 16 bytes
  }
}

/** By UTF-8 bytes, as SQLite sorts, then by id. */
function byName<N extends Place & { readonly nodeId: NodeId }>(a: N, b: N): number {
  const order = Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
  if (order !== 0) return order
  return a.nodeId < b.nodeId ? -1 : 1
}

/** Inserts or replaces a node. */
export class TreeWriter<N extends Place & { readonly nodeId: NodeId }> {
  readonly #format: TreeTable<N>['format']
  readonly #put: Query
  readonly #remove: Query

  constructor(db: Database, table: TreeTable<N>) {
    this.#format = table.format
    const names = ['parent_id', 'name', 'name_key', ...table.columns.map(({ name }) => name)]
    const values = ['unhex(?)', 'unhex(?)', '?', '?', ...table.columns.map(placeholder)]
    const updates = names.map((name) => `${name} = excluded.${name}`)
    this.#put = new Query(
      db,
      `INSERT INTO ${table.table} (node_id, ${names.join(', ')}) VALUES (${values.join(', ')})
        ON CONFLICT (node_id) DO UPDATE SET ${updates.join(', ')}`,
    )
    this.#remove = new Query(db, `DELETE FROM ${table.table} WHERE node_id = unhex(?)`)
  }

  put(node: N): void {
    const { nodeId, parentId, name } = node
    const key = nameKey(name)
    this.#put.run(nodeId, parentId, name, key === name ? null : key, ...this.#format(node))
  }

  remove(nodeId: NodeId): void {
    this.#remove.run(nodeId)
  }
}

/** The select list that `parse` reads, without its WHERE. */
export function selectNodes<N>({ table, columns }: TreeTable<N>): string {
  const list = columns.map(({ name, isBytes }) => (isBytes ? `lower(hex(${name}))` : name))
  return `SELECT lower(hex(node_id)), lower(hex(parent_id)), name, ${list.join(', ')} FROM ${table}`
}

function placeholder({ isBytes }: TreeColumn): string {
  return isBytes ? 'unhex(?)' : '?'
}
