import type { MoveOperation, RevisionId } from '@tidemark/protocol'
import { freeName } from './free-name.js'
import { applied, conflicted, type Outcome } from './results.js'
import type { Decision } from './situation.js'
import type { Author, SpaceDraft } from './space-draft.js'

/** Stages a move, under the copy's name when another node has the name (E12). */
export async function applyMove(
  draft: SpaceDraft,
  author: Author,
  move: MoveOperation,
  { node, isNameTaken }: Extract<Decision, { do: 'move' }>,
): Promise<Outcome> {
  const { parentId } = move
  const name = isNameTaken ? await freeName(draft, parentId, move.copyName, node.nodeId) : move.name
  const placeRev = draft.mint<RevisionId>()
  const row = draft.upsert(author, { ...node, parentId, name, placeRev })
  const extra = { placed: [{ nodeId: node.nodeId, hasBelow: node.kind === 'folder' }] }
  return isNameTaken
    ? conflicted(move, 'name', row.changedSeq, { row }, extra)
    : applied(move, row, extra)
}
