import { joinPath, type NodeId, parentOf, parseName, type RelPath } from '@tidemark/protocol'
import type { StateStore } from '../state-store.js'

/** The folders in which a node is and in which it shall be: where a surprise is found. */
export function foldersAround(store: StateStore, nodeId: NodeId): RelPath[] {
  const found: RelPath[] = []
  const path = store.localPath(nodeId)
  if (path) found.push(parentOf(path))
  const parentId = store.remote.find(nodeId)?.parentId
  const target = parentId ? store.localPath(parentId) : undefined
  if (target !== undefined) found.push(target)
  return found
}

/** Where an item was as agreed, when it was moved on disk since. */
export function formerPath(store: StateStore, nodeId: NodeId): RelPath[] {
  const synced = store.synced.find(nodeId)
  const local = store.local.find(nodeId)
  if (!synced?.parentId || synced.parentId === local?.parentId) return []
  const folder = store.localPath(synced.parentId)
  return folder === undefined ? [] : [joinPath(folder, parseName(synced.name))]
}
