import { MAX_TREE_PAGE, type TreeItem } from '@tidemark/control'
import { AppError, type NodeId, parseRelPath } from '@tidemark/protocol'
import { ancestorsOf, findByPath, isDeselectedIn, type RemoteNode } from '@tidemark/sync-engine'
import type { FolderTotals } from '../adapters/state-sqlite/folder-totals.js'
import type { SqliteStateStore } from '../adapters/state-sqlite/sqlite-state-store.js'
import type { TreeQuery, WorkerCalls } from '../process/worker-messages.js'

/** Summing up may take at most one part in this many of the thread's time. */
const COST_SHARE = 25
const NOTHING: FolderTotals = { children: 0, items: 0, bytes: 0 }

interface KeptTotals {
  readonly ofFolders: ReadonlyMap<NodeId, FolderTotals>
  readonly storeVersion: number
  /** Sizes are good enough until then although something has changed. */
  readonly goodUntilMs: number
}

/** The server's tree as this device knows it, folder by folder, for whoever chooses what is here. */
export class TreeListing {
  readonly #store: SqliteStateStore
  readonly #deselected: () => ReadonlySet<NodeId>
  #totals: KeptTotals | undefined

  constructor(store: SqliteStateStore, deselected: () => ReadonlySet<NodeId>) {
    this.#store = store
    this.#deselected = deselected
  }

  /**
   * One page of a folder.
   * @throws AppError `node_missing`; `server_unreachable` while the tree is not known yet.
   */
  list(query: TreeQuery): WorkerCalls['listTree']['result'] {
    const node = this.#find(query)
    const { remote } = this.#store
    const totals = this.#currentTotals()
    const describe = this.#describer(totals)
    const limit = query.limit ?? MAX_TREE_PAGE
    const { cursor } = query
    const page = { limit, ...(cursor === undefined ? {} : { after: cursor }) }
    const children = node.kind === 'folder' ? remote.children(node.nodeId, page) : []
    const last = children.at(-1)
    const isMore = children.length >= limit && last !== undefined
    return {
      node: describe(node),
      path: this.#store.remotePath(node.nodeId) ?? '',
      items: children.map(describe),
      totalCount: (totals.get(node.nodeId) ?? NOTHING).children,
      ...(isMore ? { cursor: last.name } : {}),
    }
  }

  #find({ parentId, path }: TreeQuery): RemoteNode {
    const { remote } = this.#store
    if (remote.root() === undefined) throw new AppError('server_unreachable')
    if (parentId !== undefined) return getNode(remote.find(parentId), parentId)
    const nodeId = findByPath(remote, parseRelPath(path))
    return getNode(nodeId && remote.find(nodeId), path)
  }

  #describer(totals: ReadonlyMap<NodeId, FolderTotals>): (node: RemoteNode) => TreeItem {
    const { remote, local } = this.#store
    const deselected = this.#deselected()
    const partly = new Set([...deselected].flatMap((nodeId) => ancestorsOf(remote, nodeId)))
    return (node) => {
      const { nodeId, name, kind, content } = node
      const isOff = isDeselectedIn(remote, deselected, nodeId)
      const here = isOff ? local.find(nodeId) : undefined
      const below = totals.get(nodeId)
      return {
        ...{ nodeId, name, kind },
        sizeBytes: below?.bytes ?? content?.sizeBytes ?? 0,
        itemCount: below?.items ?? 0,
        state: isOff ? 'online_only' : partly.has(nodeId) ? 'partly' : 'here',
        isLeaving: here !== undefined && here.missingSinceMs === null,
      }
    }
  }

  /** Summed up anew when something has changed, but not all the time while much is changing. */
  #currentTotals(): ReadonlyMap<NodeId, FolderTotals> {
    const startMs = performance.now()
    const { version } = this.#store
    const kept = this.#totals
    if (kept !== undefined && (kept.storeVersion === version || startMs < kept.goodUntilMs))
      return kept.ofFolders
    const ofFolders = this.#store.folderTotals()
    const endMs = performance.now()
    const goodUntilMs = endMs + (endMs - startMs) * COST_SHARE
    this.#totals = { ofFolders, storeVersion: version, goodUntilMs }
    return ofFolders
  }
}

function getNode(node: RemoteNode | undefined, asked: string): RemoteNode {
  if (node === undefined) throw new AppError('node_missing', { asked })
  return node
}
