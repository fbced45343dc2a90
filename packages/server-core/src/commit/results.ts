import {
  type AppliedResult,
  type BlockId,
  type ConflictId,
  type ConflictResult,
  type ErrorCode,
  type ErrorDetails,
  formatErrorMessage,
  type HoldId,
  type NodeId,
  type Operation,
  type OperationResult,
} from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import type { Loss } from './situation.js'

/** What one operation led to, with what the unit's final checks need to know. */
export interface Outcome {
  readonly result: OperationResult
  /** Nodes that have come to a place where they were not before. */
  readonly placed: readonly PlacedNode[]
  /** Whether the operation's content is in use now. */
  readonly usesContent: boolean
  /** Files that the operation deleted. */
  readonly deletedFiles: number
}

/** A node at a new place; `hasBelow` when it may bring folders along. */
export interface PlacedNode {
  readonly nodeId: NodeId
  readonly hasBelow: boolean
}

const NOTHING = { placed: [], usesContent: false, deletedFiles: 0 } as const

/** The operation was done, or was done already; `row` is how its node looks now. */
export function applied(
  operation: Operation,
  row: NodeRow,
  extra: Partial<Omit<Outcome, 'result'>> = {},
  seq: number = row.changedSeq,
): Outcome {
  const result: AppliedResult = { opId: operation.opId, result: 'applied', ...after(row), seq }
  return { ...NOTHING, ...extra, result }
}

/** The operation lost; `placed` is where the caller's version is now, if anywhere. */
export function conflicted(
  operation: Operation,
  reason: Loss,
  seq: number,
  placed?: { row: NodeRow; conflictId?: ConflictId },
  extra: Partial<Omit<Outcome, 'result'>> = {},
): Outcome {
  const result: ConflictResult = {
    opId: operation.opId,
    result: 'conflict',
    reason,
    seq,
    ...(placed?.conflictId === undefined ? {} : { conflictId: placed.conflictId }),
    ...(placed === undefined ? {} : { placed: after(placed.row) }),
  }
  return { ...NOTHING, ...extra, result }
}

/** Nothing was done, and the same operation would be refused again as things are. */
export function rejected(
  operation: Operation,
  code: ErrorCode,
  details: ErrorDetails = {},
): Outcome {
  const message = formatErrorMessage(code, details)
  return { ...NOTHING, result: { opId: operation.opId, result: 'rejected', error: code, message } }
}

/** Kept back by the deletion brake. */
export function held(operation: Operation, holdId: HoldId): Outcome {
  return { ...NOTHING, result: { opId: operation.opId, result: 'held', holdId } }
}

/** Blocks must be uploaded first. */
export function blocksMissing(operation: Operation, blockIds: BlockId[]): Outcome {
  return { ...NOTHING, result: { opId: operation.opId, result: 'blocks_missing', blockIds } }
}

function after({ nodeId, name, contentRev, placeRev }: NodeRow) {
  return { nodeId, name, contentRev, placeRev }
}
