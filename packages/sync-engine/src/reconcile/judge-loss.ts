import { type FileContent, isSameContent, type NodeId } from '@tidemark/protocol'
import type { RemoteNode, SyncedNode } from '../trees.js'
import type { ReconcileContext } from './context.js'
import type { KnownContent } from './decide-content.js'
import { entriesOf, type Trees } from './entries.js'
import type { BookkeepingStep } from './plan.js'

/** A version that is to be sent and may lose on the server (C6). */
interface Challenger {
  readonly nodeId: NodeId
  readonly content: FileContent
  readonly remote: RemoteNode | undefined
  readonly synced: SyncedNode | undefined
}

/**
 * What a version becomes should it lose: the id for its conflicted copy, or the step that has to be
 * taken instead of sending it, because an earlier put of it lost and the answer never came (PS211).
 */
export function judgeLoss(
  trees: Trees,
  context: ReconcileContext,
  challenger: Challenger,
): BookkeepingStep | { readonly copyNodeId: NodeId } {
  const { nodeId, content, remote, synced } = challenger
  const base = synced?.contentRev ?? null
  let copyId = context.copyNodeId(nodeId, base, content)
  const safe = findCopyOnBothSides(trees, copyId, challenger)
  if (safe !== undefined) return { kind: 'follow_beside_copy', nodeId, ...safe }
  if (remote === undefined && synced === undefined) {
    // Put as new, unless it lost to an item of its id that has been deleted since.
    const isCopyHere = trees.local.find(copyId) !== undefined
    const isLost = !isCopyHere && isCopyThere(trees, copyId, content)
    return isLost ? { kind: 'become_copy', nodeId, copyId } : { copyNodeId: nodeId }
  }
  // A copy of an earlier loss that was edited on disk since: this loss is a further file.
  while (trees.local.find(copyId) !== undefined) copyId = context.copyNodeId(copyId, base, content)
  return isCopyThere(trees, copyId, content)
    ? { kind: 'become_copy', nodeId, copyId }
    : { copyNodeId: copyId }
}

function isCopyThere(trees: Trees, copyId: NodeId, content: FileContent): boolean {
  const copy = trees.remote.find(copyId)?.content
  return copy !== undefined && isSameContent(copy, content)
}

/**
 * What the server has as the copy if it came down as a file of its own before we heard that it is ours. The
 * version is safe there, and another put would only make a second copy, or bring the name back that
 * somebody has deleted since (I5).
 */
function findCopyOnBothSides(
  trees: Trees,
  copyId: NodeId,
  { content, remote, synced }: Challenger,
): KnownContent | undefined {
  if (remote !== undefined && remote.contentRev === synced?.contentRev) return undefined
  const here = entriesOf(trees, copyId).local?.content
  const there = trees.remote.find(copyId)
  if (here === undefined || !isSameContent(here, content)) return undefined
  if (there?.content === undefined || !isSameContent(there.content, content)) return undefined
  return { contentRev: there.contentRev, content: there.content }
}
