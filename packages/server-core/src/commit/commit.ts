import {
  AppError,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  DEFAULT_MAX_FILE_BYTES,
  type Operation,
  type OperationResult,
  type OpId,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { SpaceRow } from '../metadata/rows.js'
import type { SpaceTransaction } from '../metadata/transactions.js'
import {
  type Clock,
  type Hashing,
  type ListBlockReader,
  type MetadataStore,
  type Rng,
  spaceTopic,
  type Wakeups,
} from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { Answers } from './answers.js'
import type { OperationContext } from './apply-operation.js'
import { applyUnit, usedContents } from './apply-unit.js'
import type { BrakeSettings } from './brake-policy.js'
import { DeletionBrake, isRequestBraked } from './deletion-brake.js'
import { flushDraft } from './flush-draft.js'
import { placesOf } from './places-of.js'
import { SpaceDraft } from './space-draft.js'
import { splitChunks, splitUnits, type Unit } from './split-request.js'
import { verifyContents } from './verify-content.js'
import { type WalkedContent, walkContents } from './walk-content.js'

/** Limits that an operator can set. */
export interface CommitSettings extends BrakeSettings {
  readonly maxFileBytes: number
}

/** The settings of a fresh server. */
export const DEFAULT_COMMIT_SETTINGS: CommitSettings = {
  maxFileBytes: DEFAULT_MAX_FILE_BYTES,
  brakeFiles: 200,
  brakeShare: 0.5,
  brakeWindowMs: 600_000,
}

/** Operations in one transaction; measured at about 25 ms on a small machine. */
const CHUNK_OPERATIONS = 200
/** Sweeps begin or end seldom; more than a few in a row within one commit means something is off. */
const MAX_WALKS = 10

/** What applying operations needs. */
export interface CommitPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly wakeups: Wakeups
  readonly listBlocks: ListBlockReader
}

/** What the chunks of one request share. */
interface Request {
  readonly ports: CommitPorts
  readonly settings: CommitSettings
  readonly caller: Caller
  readonly spaceId: SpaceId
  readonly atMs: number
  readonly isBraked: boolean
}

/** Results of one transaction, by operation. */
interface ChunkOutcome {
  readonly headSeq: number
  readonly results: ReadonlyMap<Operation, OperationResult>
}

/**
 * Applies operations in order and answers one result for each, in the order of the request. Durable
 * when it resolves. A long request takes several transactions, so others may see a part of it; each
 * group is seen whole. When it throws, a first part may have been applied: sending the request
 * again under the same ids completes it.
 * @throws AppError not_found, invalid_request for an id that is given twice, epoch_mismatch (all
 *   before anything is applied)
 */
export async function commit(
  ports: CommitPorts,
  settings: CommitSettings,
  caller: Caller,
  spaceId: SpaceId,
  request: CommitRequest,
): Promise<CommitResponse> {
  const { operations } = request
  if (new Set(operations.map(({ opId }) => opId)).size < operations.length) {
    throw new AppError('invalid_request', { field: 'opId' })
  }
  const atMs = ports.clock.nowMs()
  const { space, isBraked } = await ports.store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'write')
    if (
      space.epoch !== request.epoch ||
      operations.some((operation) => isAhead(operation, space))
    ) {
      throw new AppError('epoch_mismatch')
    }
    const options = { settings, nowMs: atMs }
    return { space, isBraked: await isRequestBraked(tx, space, caller, operations, options) }
  })
  const shared = { ports, settings, caller, spaceId, atMs, isBraked }
  const results = new Map<Operation, OperationResult>()
  let { headSeq } = space
  for (const units of splitChunks(splitUnits(operations), CHUNK_OPERATIONS)) {
    const chunk = await commitChunk(shared, space, units)
    for (const [operation, result] of chunk.results) results.set(operation, result)
    if (chunk.headSeq > headSeq) ports.wakeups.publish(spaceTopic(spaceId))
    headSeq = Math.max(headSeq, chunk.headSeq)
  }
  return { headSeq, results: operations.map((operation) => getResult(results, operation)) }
}

/**
 * Whether a deletion was planned at a position that this journal has not reached: the device knows
 * another past, as after a restored backup, and what it thinks it saw may be something else (I3).
 */
function isAhead(operation: Operation, { headSeq }: SpaceRow): boolean {
  return operation.op === 'delete' && operation.plannedSeq > headSeq
}

/** Walks the contents outside of the transaction, then applies; again when a sweep came between. */
async function commitChunk(
  request: Request,
  space: SpaceRow,
  units: readonly Unit[],
): Promise<ChunkOutcome> {
  const { ports, caller, spaceId } = request
  const puts = units.flatMap(({ operations }) => operations.filter(isPut))
  for (let attempt = 0; attempt < MAX_WALKS; attempt++) {
    const contents = puts.map(({ content }) => content)
    const trees = await walkContents(ports, caller, space, contents)
    const walked = new Map<OpId, WalkedContent>()
    for (const [index, tree] of trees.entries()) {
      const put = puts[index]
      if (put !== undefined) walked.set(put.opId, tree)
    }
    const outcome = await ports.store.withSpaceLock(spaceId, (tx) =>
      applyChunk(tx, request, units, walked),
    )
    if (outcome !== 'stale') return outcome
  }
  throw new AppError('unavailable')
}

async function applyChunk(
  tx: SpaceTransaction,
  request: Request,
  units: readonly Unit[],
  walked: ReadonlyMap<OpId, WalkedContent>,
): Promise<ChunkOutcome | 'stale'> {
  const { ports, settings, caller, spaceId, atMs } = request
  // Asked again under the lock: a member may have been removed since.
  const { space } = await getSpace(tx, caller, spaceId, 'write')
  const operations = units.flatMap((unit) => unit.operations)
  const opIds = operations.map(({ opId }) => opId)
  const known = await tx.findOpResults(spaceId, caller.actorId, opIds)
  const answers = new Answers(ports.hashing, known)
  const open = new Map([...walked].filter(([opId]) => !answers.has(opId)))
  const verdicts = await verifyContents(tx, caller, space, ports.clock.nowMs(), open)
  if ([...verdicts.values()].some(({ state }) => state === 'stale')) return 'stale'
  const draft = await SpaceDraft.open(tx, space, ports.rng)
  await draft.preload(...placesOf(operations))
  const brake = await DeletionBrake.open(draft, caller, settings, request)
  const { maxFileBytes } = settings
  const context = { draft, caller, atMs, brake, maxFileBytes, verdicts }
  const results = await applyUnits(context, units, answers)
  await flushDraft(draft, ports.hashing)
  await brake.flush()
  if (answers.fresh.length > 0) await tx.addOpResults(caller.actorId, answers.fresh)
  return { headSeq: draft.seq, results }
}

async function applyUnits(
  context: OperationContext,
  units: readonly Unit[],
  answers: Answers,
): Promise<Map<Operation, OperationResult>> {
  const { draft, atMs } = context
  const results = new Map<Operation, OperationResult>()
  const used = { blockIds: new Set<BlockId>(), listIds: new Set<BlockId>() }
  for (const unit of units) {
    const repeated = answers.repeat(unit)
    const outcomes = repeated === undefined ? await applyUnit(context, unit) : []
    for (const [index, operation] of unit.operations.entries()) {
      const result = repeated?.[index] ?? outcomes[index]?.result
      if (result === undefined) continue
      results.set(operation, result)
      if (repeated === undefined) answers.add(operation, result, atMs)
    }
    for (const { blockIds, listIds } of usedContents(context, outcomes)) {
      for (const id of blockIds) used.blockIds.add(id)
      for (const id of listIds) used.listIds.add(id)
    }
  }
  const { tx, space } = draft
  if (used.blockIds.size + used.listIds.size > 0) {
    await tx.addSpaceBlocks(space.spaceId, [...used.blockIds], [...used.listIds])
  }
  return results
}

function isPut(operation: Operation): operation is Extract<Operation, { op: 'put' }> {
  return operation.op === 'put'
}

function getResult(
  results: ReadonlyMap<Operation, OperationResult>,
  operation: Operation,
): OperationResult {
  const result = results.get(operation)
  if (result === undefined) throw new Error(`no result for operation ${operation.opId}`)
  return result
}
