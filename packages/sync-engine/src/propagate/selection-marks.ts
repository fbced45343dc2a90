import type { NodeId } from '@tidemark/protocol'
import type { Selection } from '../engine/settings.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import type { RemoteNode } from '../trees.js'

/** The deselected nodes as of the last look, with spaces between. */
const SEEN = 'deselected'

/** What is deselected now. */
export function deselectedNow(selection: Selection | undefined): ReadonlySet<NodeId> {
  return new Set(selection?.deselected())
}

/**
 * Marks what was selected or deselected since the last look, on either side, with all below it. What
 * was seen is in the store: a change just before a crash is noticed by the next process.
 */
export function markSelectionChange(store: StateStore, now: ReadonlySet<NodeId>): void {
  const text = [...now].sort().join(' ')
  const seen = store.setting(SEEN) ?? ''
  if (text === seen) return
  const before = new Set(seen === '' ? [] : (seen.split(' ') as NodeId[])) // as written below
  const changed = [...now, ...before].filter((id) => now.has(id) !== before.has(id))
  store.transaction((tx) => {
    for (const nodeId of changed) markBelow(tx, nodeId)
    tx.setSetting(SEEN, text === '' ? undefined : text)
  })
}

/**
 * Writes down a change of the server's tree. A folder that comes out of a deselected one brings what
 * nobody has looked at since, and one that goes into it takes what is on disk along.
 */
export function putRemoteNode(tx: StateTransaction, node: RemoteNode): void {
  const before = tx.remote.find(node.nodeId)
  tx.putRemote(node)
  const isMovedFolder =
    before !== undefined && node.kind === 'folder' && before.parentId !== node.parentId
  if (isMovedFolder && tx.setting(SEEN) !== undefined) markBelow(tx, node.nodeId)
}

/** Each node once: a ring of corrupt rows ends, too. */
function markBelow(tx: StateTransaction, topId: NodeId): void {
  const marked = new Set<NodeId>([topId])
  for (const nodeId of marked) {
    tx.markDirty(nodeId)
    for (const child of tx.remote.children(nodeId)) marked.add(child.nodeId)
    for (const child of tx.local.children(nodeId)) marked.add(child.nodeId)
  }
}
