import type { MkdirOperation, NodeId, RevisionId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import { freeName } from './free-name.js'
import { applied, conflicted, type Outcome } from './results.js'
import type { Decision } from './situation.js'
import type { Author, SpaceDraft } from './space-draft.js'

/** Stages a new folder, under the copy's name when a file has the name. */
export async function applyMkdir(
  draft: SpaceDraft,
  author: Author,
  mkdir: MkdirOperation,
  decision: Extract<Decision, { do: 'create' | 'copy' }>,
): Promise<Outcome> {
  const { parentId, copy } = mkdir
  if (decision.do === 'create') {
    const row = putFolder(draft, author, mkdir.nodeId, parentId, mkdir.name)
    return applied(mkdir, row, { placed: [{ nodeId: row.nodeId, hasBelow: false }] })
  }
  // No record: a folder has no content that could win or lose.
  const name = await freeName(draft, parentId, copy.name, copy.nodeId)
  const row = putFolder(draft, author, copy.nodeId, parentId, name)
  const placed = [{ nodeId: row.nodeId, hasBelow: false }]
  return conflicted(mkdir, decision.loss, row.changedSeq, { row }, { placed })
}

function putFolder(
  draft: SpaceDraft,
  author: Author,
  nodeId: NodeId,
  parentId: NodeId,
  name: string,
): NodeRow {
  return draft.upsert(author, {
    nodeId,
    parentId,
    name,
    kind: 'folder',
    contentRev: draft.mint<RevisionId>(),
    placeRev: draft.mint<RevisionId>(),
    content: null,
    listOrder: draft.nextOrder(),
    deletion: null,
  })
}
