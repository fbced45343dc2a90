import { AppError, type NodeId } from '@tidemark/protocol'
import { ancestorsOf } from '../reconcile/entries.js'

/** What the rule asks of the server's tree. */
export interface SelectableTree {
  find(nodeId: NodeId): { readonly parentId: NodeId | null } | undefined
  children(parentId: NodeId): readonly { readonly nodeId: NodeId }[]
}

/** Nodes that one selection names at most. Each engine compares them in every round. */
export const MAX_DESELECTED_NODES = 20_000

/**
 * The deselected nodes after a person has ticked or unticked some. A node with all below it is one
 * wish: what was chosen below before is forgotten. Selecting something in a deselected folder selects
 * the folders around it, too, and keeps their other contents deselected by naming those instead.
 * Order and repetition of `nodeIds` change nothing; a node that the tree does not know stays as it is.
 * @throws AppError `node_missing`; `node_kind` for deselecting the root; `selection_too_large`.
 */
export function changeSelection(
  tree: SelectableTree,
  deselected: ReadonlySet<NodeId>,
  nodeIds: readonly NodeId[],
  isSelected: boolean,
): ReadonlySet<NodeId> {
  for (const nodeId of nodeIds) {
    const node = tree.find(nodeId)
    if (node === undefined) throw new AppError('node_missing', { nodeId })
    if (node.parentId !== null) continue
    if (!isSelected) throw new AppError('node_kind', { nodeId })
    // Everything: also what is deleted for now and would come back online only.
    return new Set()
  }
  const named = new Set(nodeIds)
  const opened = new Set(deselected)
  if (isSelected) for (const nodeId of named) openFoldersAround(tree, opened, nodeId)
  const changed = new Set<NodeId>()
  for (const nodeId of opened) if (!isAtOrBelow(tree, nodeId, named)) changed.add(nodeId)
  if (!isSelected) {
    for (const nodeId of named) {
      if (!ancestorsOf(tree, nodeId).some((id) => named.has(id) || deselected.has(id)))
        changed.add(nodeId)
    }
  }
  if (changed.size > MAX_DESELECTED_NODES)
    throw new AppError('selection_too_large', { limit: MAX_DESELECTED_NODES })
  return changed
}

/** Whether a node is deselected, itself or with a folder around it. */
export function isDeselectedIn(
  tree: SelectableTree,
  deselected: ReadonlySet<NodeId>,
  nodeId: NodeId,
): boolean {
  return deselected.size > 0 && isAtOrBelow(tree, nodeId, deselected)
}

/** Names the other contents of deselected folders around the node instead of the folders. */
function openFoldersAround(tree: SelectableTree, deselected: Set<NodeId>, nodeId: NodeId): void {
  const way = [nodeId, ...ancestorsOf(tree, nodeId)]
  const topmost = way.findLastIndex((id, index) => index > 0 && deselected.has(id))
  for (let index = topmost; index > 0; index--) {
    const folderId = way[index]
    if (folderId === undefined) continue
    deselected.delete(folderId)
    for (const child of tree.children(folderId)) deselected.add(child.nodeId)
  }
}

function isAtOrBelow(tree: SelectableTree, nodeId: NodeId, tops: ReadonlySet<NodeId>): boolean {
  return tops.has(nodeId) || ancestorsOf(tree, nodeId).some((id) => tops.has(id))
}
