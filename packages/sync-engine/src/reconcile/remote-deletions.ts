import type { NodeId } from '@tidemark/protocol'
import { isSameVersion } from './decide-content.js'
import { isMovedHere } from './decide-place.js'
import type { DeletionSide, Judgement } from './deletion-fates.js'
import { ancestorsOf, type Entries, entriesOf, type Trees } from './entries.js'

/**
 * Items that the server deleted, seen from the disk where they still are.
 *
 * | row | the item on disk | judgement |
 * |---|---|---|
 * | D8 | never synced: new here | survive |
 * | D9a | is on the server elsewhere, was moved away there | wait: its move goes first (PS124) |
 * | D9b | is on the server elsewhere, was moved into it here | survive: the move needs the folder |
 * | D10 | content unknown | wait: it has to be read |
 * | D11 | moved here | survive_whole: rename wins (E10) |
 * | D12 | edited here | survive: edit wins (E09) |
 * | D13 | as it was synced | delete |
 */
export function remoteDeletions(trees: Trees) {
  return {
    judge: (nodeId: NodeId): Judgement => judgeRemotelyDeleted(entriesOf(trees, nodeId)),
    childrenOf: (nodeId) =>
      trees.local
        .children(nodeId)
        .filter((child) => child.missingSinceMs === null)
        .map((child) => child.nodeId),
    deletedParentOf(nodeId) {
      const parentId = trees.local.find(nodeId)?.parentId ?? undefined
      if (parentId === undefined) return undefined
      const parent = entriesOf(trees, parentId)
      const isDeleted = !parent.remote && parent.local && parent.synced
      return isDeleted ? parentId : undefined
    },
  } satisfies DeletionSide
}

/** Whether a folder survives its deletion for what is in it, and not for a folder above. */
export function isKeptByContents(trees: Trees, entries: Entries): boolean {
  if (entries.local?.kind !== 'folder' || judgeRemotelyDeleted(entries) !== 'delete') return false
  return !ancestorsOf(trees.local, entries.nodeId).some(
    (id) => judgeRemotelyDeleted(entriesOf(trees, id)) === 'survive_whole',
  )
}

/** One row of the table, for an item that the server does not have. */
function judgeRemotelyDeleted({ remote, local, synced }: Entries): Judgement {
  if (synced === undefined || local === undefined) return 'survive'
  if (remote !== undefined) return remote.placeRev !== synced.placeRev ? 'wait' : 'survive'
  if (local.kind === 'file' && local.content === undefined) return 'wait'
  if (isMovedHere(local, synced)) return 'survive_whole'
  const isEdited =
    local.content !== undefined &&
    synced.content !== undefined &&
    !isSameVersion(local.content, synced.content)
  return isEdited ? 'survive' : 'delete'
}
