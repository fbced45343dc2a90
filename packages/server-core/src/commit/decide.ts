import {
  type DeleteOperation,
  type FileContent,
  isSameContent,
  isSameContentAndMetadata,
  type MoveOperation,
  type Operation,
  type PutOperation,
  type RestoreOperation,
} from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import type { Decision, Situation } from './situation.js'

/**
 * The conflict policy, the only place that has one. It looks at revisions and contents, never at a
 * clock (P3), and knows two rules: the first write wins and the other survives (P1, P2); equal
 * results are no conflict (P4). The tables are in the protocol's commit.ts.
 */
export function decide(operation: Operation, situation: Situation): Decision {
  switch (operation.op) {
    case 'put':
      return decidePut(operation, situation)
    case 'mkdir':
      return decideMkdir(situation)
    case 'move':
      return decideMove(operation, situation)
    case 'delete':
      return decideDelete(operation, situation)
    case 'restore':
      return decideRestore(operation, situation)
  }
}

function decidePut(put: PutOperation, situation: Situation): Decision {
  const { node, occupant, earlierCopy } = situation
  if (node === undefined) {
    if (put.base !== null) return { do: 'reject', code: 'node_missing' }
    if (occupant === undefined) return { do: 'create' }
    if (holds(occupant, put.content)) return { do: 'keep', node: occupant }
    return lose(put, situation, occupant, 'name')
  }
  if (node.kind !== 'file') return { do: 'reject', code: badKind(put) }
  if (node.deletion !== null) {
    if (occupant === undefined) return { do: 'revive', node, winner: undefined }
    if (holds(occupant, put.content)) return { do: 'keep', node: occupant }
    // The node itself is the copy then, so it needs no second one.
    if (put.onConflict === 'fail') return { do: 'refuse', node: occupant, loss: 'name' }
    return { do: 'revive', node, winner: occupant }
  }
  if (node.contentRev === put.base) {
    const isSame = node.content !== null && isSameContentAndMetadata(node.content, put.content)
    return { do: isSame ? 'keep' : 'update', node }
  }
  if (holds(node, put.content)) return { do: 'keep', node }
  if (earlierCopy !== undefined) return { do: 'copied', ...earlierCopy }
  return lose(put, situation, node, 'content')
}

function lose(
  put: PutOperation,
  { earlierCopy }: Situation,
  winner: NodeRow,
  loss: 'content' | 'name',
): Decision {
  if (earlierCopy !== undefined) return { do: 'copied', ...earlierCopy }
  return put.onConflict === 'fail'
    ? { do: 'refuse', node: winner, loss }
    : { do: 'copy', winner, loss }
}

function decideMkdir({ node, occupant }: Situation): Decision {
  if (node !== undefined) {
    const isSame = node.kind === 'folder' && node.deletion === null
    return isSame ? { do: 'keep', node } : { do: 'reject', code: 'node_exists' }
  }
  if (occupant === undefined) return { do: 'create' }
  if (occupant.kind === 'folder') return { do: 'keep', node: occupant }
  return { do: 'copy', winner: occupant, loss: 'name' }
}

function decideMove(move: MoveOperation, { node, occupant }: Situation): Decision {
  if (node === undefined) return { do: 'reject', code: 'node_missing' }
  if (node.parentId === null) return { do: 'reject', code: 'node_kind' }
  if (node.deletion !== null) return { do: 'refuse', node, loss: 'deleted' }
  if (node.parentId === move.parentId && node.name === move.name) return { do: 'keep', node }
  if (node.placeRev !== move.base) return { do: 'refuse', node, loss: 'place' }
  return { do: 'move', node, isNameTaken: occupant !== undefined }
}

function decideDelete({ base }: DeleteOperation, { node }: Situation): Decision {
  if (node === undefined) return { do: 'reject', code: 'node_missing' }
  if (node.parentId === null) return { do: 'reject', code: 'node_kind' }
  if (node.deletion !== null) return { do: 'keep', node }
  if (node.contentRev !== base.contentRev) return { do: 'refuse', node, loss: 'content' }
  if (node.placeRev !== base.placeRev) return { do: 'refuse', node, loss: 'place' }
  return { do: 'delete', node }
}

function decideRestore(restore: RestoreOperation, situation: Situation): Decision {
  const { node, occupant, revision } = situation
  if (node === undefined) return { do: 'reject', code: 'node_missing' }
  const isAsked = restore.revisionId !== undefined
  if (isAsked && node.kind !== 'file') return { do: 'reject', code: 'node_kind' }
  if (isAsked && revision?.nodeId !== node.nodeId) return { do: 'reject', code: 'revision_missing' }
  if (node.deletion === null) {
    const isCurrent = revision === undefined || revision.revisionId === node.contentRev
    const isAsSeen = restore.base === undefined || restore.base === node.contentRev
    if (!isCurrent && !isAsSeen) return { do: 'refuse', node, loss: 'content' }
    return isCurrent ? { do: 'keep', node } : { do: 'rewind', node, revision }
  }
  if (node.kind === 'file' && node.content === null && revision === undefined) {
    return { do: 'reject', code: 'revision_missing' }
  }
  return { do: 'restore', node, revision, isNameTaken: occupant !== undefined }
}

/** Whether `node` is a file with these bytes. */
function holds(node: NodeRow, content: FileContent): boolean {
  return node.content !== null && isSameContent(node.content, content)
}

function badKind({ base }: PutOperation): 'node_exists' | 'node_kind' {
  return base === null ? 'node_exists' : 'node_kind'
}
