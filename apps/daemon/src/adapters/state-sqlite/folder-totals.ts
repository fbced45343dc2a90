import type { NodeId } from '@tidemark/protocol'
import type { Database } from 'better-sqlite3'
import { Query } from './query.js'

/** What a folder of the server's tree holds. */
export interface FolderTotals {
  /** Items right in it. */
  readonly children: number
  /** Items and bytes of files at any depth. */
  readonly items: number
  readonly bytes: number
}

interface Sums {
  children: number
  items: number
  bytes: number
}

const FOLDERS = `SELECT lower(hex(node_id)), lower(hex(parent_id)) FROM remote_node
  WHERE kind = 'folder'`
/** The first member of `content` is the size, see content-codec.ts. */
const CHILDREN = `SELECT lower(hex(parent_id)), count(*), sum(coalesce(content ->> '$[0]', 0))
  FROM remote_node WHERE parent_id IS NOT NULL GROUP BY parent_id`

/**
 * Sums up every folder of the remote tree. One pass over the rows, whatever the shape of the tree; the
 * rest grows with folders times depth.
 */
export class FolderTotalsReader {
  readonly #folders: Query
  readonly #children: Query

  constructor(db: Database) {
    this.#folders = new Query(db, FOLDERS)
    this.#children = new Query(db, CHILDREN)
  }

  read(): ReadonlyMap<NodeId, FolderTotals> {
    const parents = new Map<string, string>()
    const totals = new Map<string, Sums>()
    for (const [nodeId, parentId] of this.#folders.all()) {
      parents.set(String(nodeId), String(parentId))
      totals.set(String(nodeId), { children: 0, items: 0, bytes: 0 })
    }
    for (const [folderId, count, bytes] of this.#children.all()) {
      const own = totals.get(String(folderId))
      if (own !== undefined) own.children = Number(count)
      addUpwards(totals, parents, String(folderId), Number(count), Number(bytes))
    }
    return totals as ReadonlyMap<string, FolderTotals> as ReadonlyMap<NodeId, FolderTotals> // BLOBs of 16 bytes
  }
}

function addUpwards(
  totals: ReadonlyMap<string, Sums>,
  parents: ReadonlyMap<string, string>,
  from: string,
  items: number,
  bytes: number,
): void {
  // A damaged table could hold a ring; no honest path is that deep.
  let next: string | undefined = from
  for (let depth = 0; next !== undefined && depth < 10_000; depth++) {
    const sums = totals.get(next)
    if (sums === undefined) return
    sums.items += items
    sums.bytes += bytes
    next = parents.get(next)
  }
}
