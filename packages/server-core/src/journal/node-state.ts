import type { NodeState, UpsertChange } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'

/** A node as journal and snapshot state it. */
export function nodeState(row: Omit<NodeRow, 'changedSeq'>): NodeState {
  const { nodeId, parentId, name, kind, contentRev, placeRev, content } = row
  const state = { nodeId, parentId, name, kind, contentRev, placeRev }
  return content === null ? state : { ...state, content }
}

/** What the journal tells of `before` in the change that makes it `after`. */
export function replacedBy(
  before: NodeRow,
  after: Omit<NodeRow, 'changedSeq'>,
): NonNullable<UpsertChange['before']> {
  const { deletion, parentId, name, contentRev } = before
  return {
    ...(deletion !== null && { deletedSeq: deletion.seq }),
    ...(parentId !== null && parentId !== after.parentId && { parentId }),
    ...(name !== after.name && { name }),
    ...(contentRev !== after.contentRev && { contentRev }),
  }
}
