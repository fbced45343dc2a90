import { MAX_DEPTH, type NodeId } from '@tidemark/protocol'
import type { Tree } from '../state-store.js'
import type { LocalNode, Place, RemoteNode, SyncedNode } from '../trees.js'

/** What reconcile reads: the three trees. */
export interface Trees {
  readonly remote: Tree<RemoteNode>
  readonly local: Tree<LocalNode>
  readonly synced: Tree<SyncedNode>
}

/** What the three trees say about one node. */
export interface Entries {
  readonly nodeId: NodeId
  readonly remote: RemoteNode | undefined
  /** The item on disk; undefined when it is not there. */
  readonly local: LocalNode | undefined
  /** The last that was seen of an item that vanished from the disk. */
  readonly missing: LocalNode | undefined
  readonly synced: SyncedNode | undefined
}

/** Looks a node up in all trees. */
export function entriesOf(trees: Trees, nodeId: NodeId): Entries {
  const row = trees.local.find(nodeId)
  return {
    nodeId,
    remote: trees.remote.find(nodeId),
    local: row?.missingSinceMs === null ? row : undefined,
    missing: row?.missingSinceMs === null ? undefined : row,
    synced: trees.synced.find(nodeId),
  }
}

/** Whether two places are the same, spelling of the name included. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.parentId === b.parentId && a.name === b.name
}

/** The folders above a node, the nearest first. */
export function ancestorsOf(
  tree: { find(nodeId: NodeId): Pick<Place, 'parentId'> | undefined },
  nodeId: NodeId,
): NodeId[] {
  const found: NodeId[] = []
  let parentId = tree.find(nodeId)?.parentId
  // A ring of corrupt or hostile rows must not hang the planner; no honest tree is that deep.
  while (parentId && found.length < 4 * MAX_DEPTH) {
    found.push(parentId)
    parentId = tree.find(parentId)?.parentId
  }
  return found
}
