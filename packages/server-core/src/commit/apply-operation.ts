import {
  checkName,
  isSameContent,
  type NodeId,
  type Operation,
  type OpId,
  type PutOperation,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { NodeRow } from '../metadata/rows.js'
import { applyDelete, planDelete } from './apply-delete.js'
import { applyMkdir } from './apply-mkdir.js'
import { applyMove } from './apply-move.js'
import { applyPut, type PutDecision } from './apply-put.js'
import { applyRestore, applyRewind } from './apply-restore.js'
import { decide } from './decide.js'
import type { DeletionBrake } from './deletion-brake.js'
import { applied, blocksMissing, conflicted, held, type Outcome, rejected } from './results.js'
import type { Decision, Situation } from './situation.js'
import type { Author, SpaceDraft } from './space-draft.js'
import type { ContentVerdict } from './verify-content.js'

/** What the operations of one transaction share. */
export interface OperationContext {
  readonly draft: SpaceDraft
  readonly caller: Caller
  readonly atMs: number
  readonly brake: DeletionBrake
  readonly maxFileBytes: number
  /** Verdict on the content of each put. */
  readonly verdicts: ReadonlyMap<OpId, ContentVerdict>
}

/**
 * Looks, decides and stages one operation. Within a group a name that is taken is no matter yet,
 * since a later operation may free it, and every conflict only reports.
 */
export async function applyOperation(
  context: OperationContext,
  operation: Operation,
  isGrouped: boolean,
): Promise<Outcome> {
  const refusal = refuseAtOnce(context, operation)
  if (refusal !== undefined) return refusal
  const situation = await observe(context, operation, isGrouped)
  const decision = decide(operation, situation)
  switch (decision.do) {
    case 'reject':
      return rejected(operation, decision.code)
    case 'keep':
      return applied(operation, decision.node)
    case 'refuse':
      return conflicted(operation, decision.loss, decision.node.changedSeq)
    case 'copied': {
      const { record, copy } = decision
      const placed = { row: copy, conflictId: record.conflictId }
      const loss = record.baseRev === null ? 'name' : 'content'
      return conflicted(operation, loss, copy.changedSeq, placed)
    }
    case 'copy':
      if (isGrouped) return conflicted(operation, decision.loss, decision.winner.changedSeq)
      return stage(context, operation, decision)
    default:
      return stage(context, operation, decision)
  }
}

/** What needs no look at the tree: names, sizes, blocks. */
function refuseAtOnce(
  { maxFileBytes, verdicts }: OperationContext,
  operation: Operation,
): Outcome | undefined {
  for (const name of namesOf(operation)) {
    const problem = checkName(name)
    if (problem !== undefined) return rejected(operation, 'name_invalid', { reason: problem.code })
  }
  if (operation.op !== 'put') return undefined
  if (operation.content.sizeBytes > maxFileBytes) {
    return rejected(operation, 'file_too_large', { maxFileBytes })
  }
  const verdict = verdicts.get(operation.opId)
  if (verdict?.state === 'missing') return blocksMissing(operation, verdict.blockIds)
  return verdict?.state === 'ok' ? undefined : rejected(operation, 'content_invalid')
}

function namesOf(operation: Operation): string[] {
  switch (operation.op) {
    case 'put':
    case 'mkdir':
      return [operation.name, operation.copy.name]
    case 'move':
    case 'restore':
      return [operation.name, operation.copyName]
    case 'delete':
      return []
  }
}

async function observe(
  { draft, caller }: OperationContext,
  operation: Operation,
  isGrouped: boolean,
): Promise<Situation> {
  const node = await draft.node(operation.nodeId)
  if (operation.op === 'delete') return { node, occupant: undefined }
  const { parentId, name } = operation
  const others = isGrouped ? [] : await draft.occupants(parentId, name)
  const occupant = others.find((row) => row.nodeId !== operation.nodeId)
  if (operation.op === 'restore') {
    const { revisionId } = operation
    const revision = revisionId === undefined ? undefined : await draft.revision(revisionId)
    return { node, occupant, revision }
  }
  if (operation.op !== 'put') return { node, occupant }
  const winner = node ?? occupant
  const isContested = winner !== undefined && winner.contentRev !== operation.base
  const earlierCopy = isContested
    ? await findEarlierCopy(draft, caller, operation, winner.nodeId)
    : undefined
  return { node, occupant, earlierCopy }
}

/**
 * The copy that the same put made before, when the device crashed between the commit and its own
 * record of it and so asks again under another operation id. Devices derive the copy's id from what
 * loses; equal content alone proves nothing, for it may be a second file (I5).
 */
async function findEarlierCopy(
  draft: SpaceDraft,
  caller: Caller,
  put: PutOperation,
  winnerId: NodeId,
): Promise<Situation['earlierCopy']> {
  const copy = await draft.node(put.copy.nodeId)
  if (copy === undefined || copy.deletion !== null || copy.content === null) return undefined
  if (!isSameContent(copy.content, put.content)) return undefined
  const record = (await draft.openConflicts()).find(
    ({ nodeId, copyNodeId, accountId, deviceId }) =>
      nodeId === winnerId &&
      copyNodeId === copy.nodeId &&
      accountId === caller.accountId &&
      deviceId === caller.deviceId,
  )
  return record && { record, copy }
}

type StagedDecision = Exclude<Decision, { do: 'reject' | 'keep' | 'refuse' | 'copied' }>

async function stage(
  context: OperationContext,
  operation: Operation,
  decision: StagedDecision,
): Promise<Outcome> {
  const { draft } = context
  const author = authorOf(context, operation)
  switch (operation.op) {
    case 'put':
      return stagePut(draft, author, operation, decision)
    case 'mkdir':
      if (decision.do !== 'create' && decision.do !== 'copy') break
      if (decision.do === 'copy' && (await draft.node(operation.copy.nodeId)) !== undefined) {
        return rejected(operation, 'node_exists')
      }
      return applyMkdir(draft, author, operation, decision)
    case 'move':
      if (decision.do !== 'move') break
      return applyMove(draft, author, operation, decision)
    case 'delete':
      if (decision.do !== 'delete') break
      return stageDelete(context, operation, decision.node)
    case 'restore':
      if (decision.do !== 'restore' && decision.do !== 'rewind') break
      if (!draft.hasRoomFor(decision.revision?.content.sizeBytes ?? 0)) {
        return rejected(operation, 'quota_exceeded')
      }
      return decision.do === 'rewind'
        ? applyRewind(draft, author, operation, decision)
        : applyRestore(draft, author, operation, decision)
  }
  throw new Error(`${decision.do} was decided for ${operation.op}`)
}

async function stagePut(
  draft: SpaceDraft,
  author: Author,
  put: PutOperation,
  decision: StagedDecision,
): Promise<Outcome> {
  if (!isPutDecision(decision)) throw new Error(`${decision.do} was decided for put`)
  if (!draft.hasRoomFor(put.content.sizeBytes)) return rejected(put, 'quota_exceeded')
  return applyPut(draft, author, put, decision)
}

function isPutDecision(decision: StagedDecision): decision is PutDecision {
  const { do: what } = decision
  return what === 'create' || what === 'update' || what === 'copy' || what === 'revive'
}

async function stageDelete(
  context: OperationContext,
  operation: Extract<Operation, { op: 'delete' }>,
  node: NodeRow,
): Promise<Outcome> {
  const { draft, brake } = context
  const plan = await planDelete(draft, node, operation.plannedSeq)
  if (!brake.admits(plan.fileCount)) {
    return held(operation, await brake.hold(operation, plan.fileCount))
  }
  return applyDelete(draft, authorOf(context, operation), operation, node, plan)
}

function authorOf({ caller, atMs }: OperationContext, { opId }: Operation): Author {
  const { accountId, deviceId, deviceName } = caller
  return { accountId, deviceId, deviceName, opId, atMs }
}
