import { type ErrorCode, MAX_DEPTH, type NodeId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import type { PlacedNode } from './results.js'
import type { SpaceDraft } from './space-draft.js'

/**
 * Checks a node at the place that a finished unit gave it: its folder is live, no sibling has its
 * name, nothing lies inside itself (E07), nothing is too deep (SEC-87).
 */
export async function checkPlaced(
  draft: SpaceDraft,
  { nodeId, hasBelow }: PlacedNode,
): Promise<ErrorCode | undefined> {
  const row = await draft.node(nodeId)
  if (row === undefined || row.deletion !== null || row.parentId === null) return undefined
  const parent = await draft.node(row.parentId)
  if (parent === undefined || parent.deletion !== null) return 'parent_missing'
  if (parent.kind !== 'folder') return 'parent_not_folder'
  if ((await draft.occupants(row.parentId, row.name)).length > 1) return 'name_taken'
  const folderDepth = await depthOf(draft, parent, nodeId)
  if (folderDepth === 'inside itself') return 'would_cycle'
  if (row.kind !== 'folder') return folderDepth > MAX_DEPTH ? 'depth_exceeded' : undefined
  const room = MAX_DEPTH - folderDepth - 1
  if (room < 0 || (hasBelow && !(await fitsBelow(draft, nodeId, room)))) return 'depth_exceeded'
  return undefined
}

/**
 * Numbers folders that lie under a folder of a higher list order anew, with all folders below them,
 * so that listings in this order show parents first.
 */
export async function renumberFolders(
  draft: SpaceDraft,
  placed: readonly PlacedNode[],
): Promise<void> {
  for (const { nodeId } of placed) {
    const row = await draft.node(nodeId)
    if (row === undefined || row.kind !== 'folder' || row.parentId === null) continue
    const parent = await draft.node(row.parentId)
    if (parent === undefined || parent.listOrder < row.listOrder) continue
    let level: NodeRow[] = [row]
    while (level.length > 0) {
      for (const folder of level) draft.amend({ ...folder, listOrder: draft.nextOrder() })
      level = await draft.liveChildren(
        level.map((folder) => folder.nodeId),
        'folders',
      )
    }
  }
}

/** Folders above `folder` and itself without the root; stops at twice what can be valid. */
async function depthOf(
  draft: SpaceDraft,
  folder: NodeRow,
  nodeId: NodeId,
): Promise<number | 'inside itself'> {
  let depth = 0
  let at: NodeRow | undefined = folder
  while (at !== undefined && at.parentId !== null && depth <= 2 * MAX_DEPTH) {
    if (at.nodeId === nodeId) return 'inside itself'
    depth++
    at = await draft.node(at.parentId)
  }
  return depth
}

/** Whether at most `room` levels of folders lie below the folder. */
async function fitsBelow(draft: SpaceDraft, folderId: NodeId, room: number): Promise<boolean> {
  let level = [folderId]
  for (let depth = 0; depth <= room; depth++) {
    level = (await draft.liveChildren(level, 'folders')).map((row) => row.nodeId)
    if (level.length === 0) return true
  }
  return false
}
