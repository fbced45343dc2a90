import type { NodeId, RevisionId, SpaceId } from '@tidemark/protocol'
import type { RevisionRow } from '../metadata/rows.js'
import type { SpaceTransaction } from '../metadata/transactions.js'
import type { Clock, MetadataStore, StopSignal } from '../ports.js'
import { planRetention, type RetentionPolicy } from './plan-retention.js'

const PAGE_NODES = 200

/** What a pass over a space removed. */
export interface RetentionOutcome {
  readonly removedVersions: number
  readonly freedBytes: number
  /** False when cleanup of blocks was under way, and the pass stopped: run it again later. */
  readonly isComplete: boolean
}

/**
 * Removes the versions of a space that its policy no longer keeps, a page of files per transaction.
 * It gives way to a sweep of blocks: a version that goes while another is made from it could hide
 * its blocks from the sweep's marking.
 * @throws AppError not_found
 */
export async function applyRetention(
  { store, clock }: { store: MetadataStore; clock: Clock },
  spaceId: SpaceId,
  policy: RetentionPolicy,
  signal?: StopSignal,
): Promise<RetentionOutcome> {
  let removedVersions = 0
  let freedBytes = 0
  let after = ''
  for (;;) {
    signal?.throwIfAborted()
    const page = await store.withSpaceLock(spaceId, (tx) =>
      thinPage(tx, after, clock.nowMs(), policy),
    )
    if (page === 'sweeping') return { removedVersions, freedBytes, isComplete: false }
    removedVersions += page.removedVersions
    freedBytes += page.freedBytes
    if (page.last === undefined) return { removedVersions, freedBytes, isComplete: true }
    after = page.last
  }
}

async function thinPage(
  tx: SpaceTransaction,
  after: string,
  nowMs: number,
  policy: RetentionPolicy,
): Promise<'sweeping' | { removedVersions: number; freedBytes: number; last: NodeId | undefined }> {
  const { spaceId } = tx
  const space = await tx.findSpace(spaceId)
  if (space === undefined || (await tx.sweepGeneration(space.accountId)) % 2 === 1)
    return 'sweeping'
  const protectedRevs = await revisionsInConflict(tx)
  const nodeIds = await tx.listRevisedNodes(spaceId, after, PAGE_NODES)
  const nodes = await tx.findNodes(spaceId, nodeIds)
  const gone: RevisionRow[] = []
  for (const node of nodes.values()) {
    const versions = await tx.listRevisions(spaceId, node.nodeId)
    const deletedAtMs = node.deletion?.atMs ?? null
    const history = { versions, currentRev: node.contentRev, deletedAtMs }
    const removed = new Set(planRetention(history, protectedRevs, nowMs, policy))
    gone.push(...versions.filter(({ revisionId }) => removed.has(revisionId)))
  }
  const freedBytes = gone.reduce((sum, { content }) => sum + content.sizeBytes, 0)
  if (gone.length > 0) {
    await tx.removeRevisions(gone.map(({ revisionId }) => revisionId))
    await tx.adjustUsedBytes(-freedBytes)
  }
  const last = nodeIds.length < PAGE_NODES ? undefined : nodeIds.at(-1)
  return { removedVersions: gone.length, freedBytes, last }
}

async function revisionsInConflict(tx: SpaceTransaction): Promise<Set<RevisionId>> {
  const ids = new Set<RevisionId>()
  for (const { winnerRev, copyRev, baseRev } of await tx.listOpenConflicts(tx.spaceId)) {
    ids.add(winnerRev).add(copyRev)
    if (baseRev !== null) ids.add(baseRev)
  }
  return ids
}
