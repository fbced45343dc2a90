import { chainChanges } from '../journal/chain.js'
import type { Hashing } from '../ports.js'
import type { SpaceDraft } from './space-draft.js'

/**
 * Writes a draft. Order does not matter within the transaction, except that a node's content is
 * taken from its revision.
 */
export async function flushDraft(draft: SpaceDraft, hashing: Hashing): Promise<void> {
  const { nodes, revisions, changes, conflicts, counters, usedBytesBefore } = draft.writes()
  const { tx, space } = draft
  if (revisions.length > 0) await tx.addRevisions(revisions)
  if (nodes.length > 0) await tx.putNodes(nodes)
  for (const conflict of conflicts) await tx.putConflict(conflict)
  if (counters.usedBytes !== usedBytesBefore) {
    await tx.adjustUsedBytes(counters.usedBytes - usedBytesBefore)
  }
  const rows = chainChanges(space, changes, hashing)
  const last = rows.at(-1)
  if (last === undefined) return
  await tx.appendChanges(rows)
  const { fileCount, lastOrder } = counters
  await tx.setHead({ headSeq: last.seq, headHash: last.hash, fileCount, lastOrder })
}
