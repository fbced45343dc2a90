import type { NodeId } from '@tidemark/protocol'
import type { DeletionSide, Judgement } from './deletion-fates.js'
import { entriesOf, type Trees } from './entries.js'

/**
 * Items that vanished from the disk, seen from the server where they still are.
 *
 * | row | the item on the server | judgement |
 * |---|---|---|
 * | D1 | never synced: new there | survive |
 * | D2a | is on disk elsewhere, was moved into it there | survive: the move needs the folder |
 * | D2b | is on disk elsewhere, was moved away here | wait: its move goes first (PS124) |
 * | D3 | not known to the disk at all | survive: absence is no deletion (P7) |
 * | D4 | vanished less than the settle window ago | wait (E22) |
 * | D5 | moved there | survive_whole: rename wins (E10) |
 * | D6 | edited there | survive: edit wins (E09, PS054) |
 * | D7 | as it was synced | delete |
 */
export function localDeletions(trees: Trees, isSettled: (missingSinceMs: number) => boolean) {
  const judge = (nodeId: NodeId): Judgement => {
    const { remote, local, missing, synced } = entriesOf(trees, nodeId)
    if (synced === undefined || remote === undefined) return 'survive'
    if (local !== undefined) return remote.placeRev !== synced.placeRev ? 'survive' : 'wait'
    if (missing === undefined) return 'survive'
    if (missing.missingSinceMs !== null && !isSettled(missing.missingSinceMs)) return 'wait'
    if (remote.placeRev !== synced.placeRev) return 'survive_whole'
    return remote.kind === 'file' && remote.contentRev !== synced.contentRev ? 'survive' : 'delete'
  }
  return {
    judge,
    childrenOf: (nodeId) => trees.remote.children(nodeId).map((child) => child.nodeId),
    deletedParentOf(nodeId) {
      const parentId = trees.remote.find(nodeId)?.parentId ?? undefined
      if (parentId === undefined) return undefined
      const parent = entriesOf(trees, parentId)
      const isDeleted = parent.remote && parent.missing && parent.synced
      return isDeleted ? parentId : undefined
    },
  } satisfies DeletionSide
}
