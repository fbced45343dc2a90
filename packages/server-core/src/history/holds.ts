import { AppError, type DeviceId, type Hold, type HoldId, type SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { listBelow, planDelete, removePlanned, restate } from '../commit/apply-delete.js'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import type { HeldDelete, HoldRow, NodeRow } from '../metadata/rows.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { type ChangePorts, changeSpace } from './space-change.js'

/** Held deletions decided in one transaction. */
const BATCH_DELETES = 200

/**
 * Undecided holds, oldest first.
 * @throws AppError not_found
 */
export async function listHolds(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
): Promise<{ holds: Hold[] }> {
  return store.read(async (tx) => {
    await getSpace(tx, caller, spaceId, 'read')
    return { holds: (await tx.listOpenHolds(spaceId)).map(holdView) }
  })
}

function holdView(row: HoldRow): Hold {
  const deviceId: DeviceId | null = row.deviceId
  return {
    holdId: row.holdId,
    deviceId,
    deviceName: row.deviceName,
    atMs: row.atMs,
    fileCount: row.deletes.reduce((sum, { fileCount }) => sum + fileCount, 0),
    spaceFileCount: row.spaceFileCount,
    examplePaths: [...row.examplePaths],
  }
}

/**
 * Approves (deletes what is still as it was when it was asked) or reverts (keeps all, and journals
 * it anew so that the device restores it) a held deletion, and records who did. Long holds take
 * several transactions; what is not decided yet stays in the hold, so an interrupted decision can
 * be given again.
 * @throws AppError not_found, hold_missing
 */
export async function decideHold(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  holdId: HoldId,
  decision: 'approve' | 'revert',
): Promise<{ fileCount: number }> {
  const atMs = ports.clock.nowMs()
  let fileCount = 0
  for (;;) {
    const step = await changeSpace(ports, caller, spaceId, async (draft) => {
      const hold = await draft.tx.findHold(spaceId, holdId)
      if (hold === undefined || hold.decision !== null) throw new AppError('hold_missing')
      return decideBatch(draft, caller, hold, { decision, atMs })
    })
    fileCount += step.fileCount
    if (step.isDone) return { fileCount }
  }
}

async function decideBatch(
  draft: SpaceDraft,
  caller: Caller,
  hold: HoldRow,
  { decision, atMs }: { decision: 'approve' | 'revert'; atMs: number },
): Promise<{ fileCount: number; isDone: boolean }> {
  // The server acts here, in the name of the account that decided.
  const { accountId, deviceName } = caller
  const author: Author = { accountId, deviceId: null, deviceName, opId: null, atMs }
  let fileCount = 0
  for (const held of hold.deletes.slice(0, BATCH_DELETES)) {
    fileCount += await decideOne(draft, author, held, decision)
  }
  const deletes = hold.deletes.slice(BATCH_DELETES)
  const isDone = deletes.length === 0
  const outcome = isDone ? { decision, atMs, accountId, deviceName } : null
  await draft.tx.putHold({ ...hold, deletes, decision: outcome })
  // What a person approved does not count against the next deletions.
  if (isDone && decision === 'approve') await draft.tx.removeDeletions(hold.actorId)
  return { fileCount, isDone }
}

async function decideOne(
  draft: SpaceDraft,
  author: Author,
  held: HeldDelete,
  decision: 'approve' | 'revert',
): Promise<number> {
  const node = await draft.node(held.nodeId)
  if (node === undefined || node.deletion !== null) return 0
  // Changed since, or stated anew with its folder a moment ago: the device hears of it anyway.
  if (node.contentRev !== held.contentRev || node.placeRev !== held.placeRev) return 0
  if (decision === 'revert') return restateAll(draft, author, node)
  const plan = await planDelete(draft, node, held.plannedSeq)
  await removePlanned(draft, author, plan)
  return plan.fileCount
}

/** Parents first, so that the device can put each item into a folder that it has. */
async function restateAll(draft: SpaceDraft, author: Author, node: NodeRow): Promise<number> {
  const rows = node.kind === 'folder' ? [node, ...(await listBelow(draft, node.nodeId))] : [node]
  for (const row of rows) restate(draft, author, row)
  return rows.filter((row) => row.kind === 'file').length
}
