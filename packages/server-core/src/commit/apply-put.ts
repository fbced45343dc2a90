import type { ConflictId, FileContent, NodeId, PutOperation, RevisionId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import { freeName } from './free-name.js'
import { applied, conflicted, type Outcome } from './results.js'
import type { Decision, Loss } from './situation.js'
import type { Author, SpaceDraft } from './space-draft.js'

/** The decisions that store the content of a put. */
export type PutDecision = Extract<Decision, { do: 'create' | 'update' | 'copy' | 'revive' }>

/** Stages what was decided for a put. The caller has checked quota and blocks. */
export async function applyPut(
  draft: SpaceDraft,
  author: Author,
  put: PutOperation,
  decision: PutDecision,
): Promise<Outcome> {
  switch (decision.do) {
    case 'create': {
      const row = putFile(draft, author, put.nodeId, put)
      return applied(put, row, { usesContent: true, placed: [newPlace(row)] })
    }
    case 'update': {
      const contentRev = draft.addRevision(author, put.nodeId, put.content)
      const row = draft.upsert(author, { ...decision.node, contentRev, content: put.content })
      return applied(put, row, { usesContent: true })
    }
    case 'revive':
      return revive(draft, author, put, decision.winner)
    case 'copy':
      return copyBeside(draft, author, put, decision.winner, decision.loss)
  }
}

/** Restored by edit (E09); where the name is taken by now the node itself becomes the copy. */
async function revive(
  draft: SpaceDraft,
  author: Author,
  put: PutOperation,
  winner: NodeRow | undefined,
): Promise<Outcome> {
  const { parentId } = put
  if (winner === undefined) {
    const row = putFile(draft, author, put.nodeId, put)
    return applied(put, row, { usesContent: true, placed: [newPlace(row)] })
  }
  const name = await freeName(draft, parentId, put.copy.name, put.nodeId)
  const row = putFile(draft, author, put.nodeId, { parentId, name, content: put.content })
  return recordConflict(draft, author, put, { winner, copy: row, loss: 'name' })
}

async function copyBeside(
  draft: SpaceDraft,
  author: Author,
  put: PutOperation,
  winner: NodeRow,
  loss: Loss,
): Promise<Outcome> {
  const parentId = winner.parentId ?? put.parentId
  const nodeId = await copyNodeId(draft, put)
  const name = await freeName(draft, parentId, put.copy.name, nodeId)
  const place = { parentId, name, content: put.content }
  const copy = putFile(draft, author, nodeId, place)
  return recordConflict(draft, author, put, { winner, copy, loss })
}

/**
 * The id that the device proposes, also when that copy was deleted since: a device whose state went
 * back in time sends what lost once more. Where the copy lives and has become another, what lost is
 * kept beside it under a new id (P2).
 */
async function copyNodeId(draft: SpaceDraft, { copy }: PutOperation): Promise<NodeId> {
  const row = await draft.node(copy.nodeId)
  const isUsable = row === undefined || (row.kind === 'file' && row.deletion !== null)
  return isUsable ? copy.nodeId : draft.mint<NodeId>()
}

function recordConflict(
  draft: SpaceDraft,
  author: Author,
  put: PutOperation,
  { winner, copy, loss }: { winner: NodeRow; copy: NodeRow; loss: Loss },
): Outcome {
  const conflictId = draft.mint<ConflictId>()
  const seq = draft.putConflict(author, {
    conflictId,
    nodeId: winner.nodeId,
    copyNodeId: copy.nodeId,
    baseRev: put.base,
    winnerRev: winner.contentRev,
    copyRev: copy.contentRev,
    accountId: author.accountId,
    deviceId: author.deviceId,
    deviceName: author.deviceName,
    atMs: author.atMs,
    resolution: null,
  })
  const extra = { usesContent: true, placed: [newPlace(copy)] }
  return conflicted(put, loss, seq, { row: copy, conflictId }, extra)
}

/** A live file with new content at a place; its node may be new or deleted before. */
function putFile(
  draft: SpaceDraft,
  author: Author,
  nodeId: NodeId,
  { parentId, name, content }: { parentId: NodeId; name: string; content: FileContent },
): NodeRow {
  const contentRev = draft.addRevision(author, nodeId, content)
  return draft.upsert(author, {
    nodeId,
    parentId,
    name,
    kind: 'file',
    contentRev,
    placeRev: draft.mint<RevisionId>(),
    content,
    listOrder: 0,
    deletion: null,
  })
}

function newPlace({ nodeId }: NodeRow) {
  return { nodeId, hasBelow: false }
}
