import { formatId, type NodeId, nameKey } from '@tidemark/protocol'
import type { ScanScope } from '../discover/scan.js'
import type { Rng } from '../ports.js'
import type { HeldItem, StateStore, StateTransaction } from '../state-store.js'
import { relabel } from './tree-writes.js'

/**
 * A folder that was deleted elsewhere or deselected and stays for what is ignored in it (E52) must not
 * keep its name from another item for ever. It becomes the new folder of that name, with what is in it;
 * where a file has the name it counts as new here, and the server gives it the name of a copy (PS081).
 * Returns false when nobody else has the name.
 */
export function giveNameAway(tx: StateTransaction, nodeId: NodeId, rng: Rng): boolean {
  const local = tx.local.find(nodeId)
  if (local === undefined || local.parentId === null) return false
  const successor = tx.remote
    .childrenByKey(local.parentId, nameKey(local.name))
    .find((other) => other.nodeId !== nodeId)
  if (successor === undefined) return false
  tx.removeSynced(nodeId)
  const isFolderToBe = successor.kind === 'folder' && tx.synced.find(successor.nodeId) === undefined
  // What the server has elsewhere is not new under its own id.
  const isThere = tx.remote.find(nodeId) !== undefined
  if (!isFolderToBe && !isThere) return true
  const newId = isFolderToBe ? successor.nodeId : formatId<NodeId>(rng.bytes(16))
  if (relabel(tx, nodeId, newId)) followParent(tx, nodeId, newId)
  return true
}

/** The folders in scope that stay for what is ignored in them are due: it may be gone. */
export function retryKeptFolders(store: StateStore, scope: ScanScope): void {
  const listed =
    scope === 'everything'
      ? store.held(store.heldCount())
      : [...scope].map((path) => store.findHeld(path)).filter((item) => item !== undefined)
  const kept = listed.filter((item): item is HeldItem & { readonly nodeId: NodeId } => {
    return item.code === 'folder_kept' && item.nodeId !== undefined
  })
  if (kept.length === 0) return
  store.transaction((tx) => {
    for (const { nodeId } of kept) tx.markDirty(nodeId)
  })
}

/** What was agreed to be in the folder has not been moved by its getting another id. */
function followParent(tx: StateTransaction, from: NodeId, to: NodeId): void {
  for (const child of tx.local.children(to)) {
    const synced = tx.synced.find(child.nodeId)
    if (synced?.parentId === from) tx.putSynced({ ...synced, parentId: to })
  }
}
