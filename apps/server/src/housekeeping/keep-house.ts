import {
  applyRetention,
  type BlockStorage,
  type Clock,
  type CrashPoint,
  compactSegments,
  forgetAnswers,
  forgetExpired,
  type InFlightWrites,
  type ListBlockReader,
  listAccounts,
  type RetentionPolicy,
  type Rng,
  type SpaceRow,
  sweepBlocks,
  trimJournal,
} from '@tidemark/server-core'
import type { Logger } from 'pino'
import { underLease } from './under-lease.js'

/** How long things are kept. */
export interface KeepingRules {
  readonly retention: RetentionPolicy
  readonly journalMs: number
  readonly answersMs: number
}

export interface HousekeepingParts {
  readonly storage: BlockStorage
  readonly listBlocks: ListBlockReader
  readonly inFlight: InFlightWrites
  readonly clock: Clock
  readonly rng: Rng
  readonly crashPoint: CrashPoint
  readonly rules: KeepingRules
  readonly logger: Logger
}

/** What was removed. */
export interface HousekeepingReport {
  readonly grants: number
  readonly versions: number
  readonly changes: number
  readonly answers: number
  readonly blocks: number
  readonly segments: number
  readonly segmentBytes: number
  /** Accounts and spaces that were left alone because something of theirs is damaged. */
  readonly skipped: number
  /** Jobs that another process was doing. */
  readonly busyJobs: readonly string[]
}

type Tally = { -readonly [K in keyof HousekeepingReport]: HousekeepingReport[K] }
type Job = (parts: HousekeepingParts, tally: Tally, signal: AbortSignal) => Promise<void>

/** In this order: what a job takes out of use, a later one removes. */
const JOBS: Readonly<Record<string, Job>> = {
  expired: forgetExpiredRows,
  versions: thinVersions,
  journals: trimJournals,
  blocks: removeBlocks,
}

/**
 * Does all jobs once, each under the lease of its name, so that two processes never do one at the
 * same time. Damage of one account does not stop the others. Each job may be stopped anywhere and
 * begins anew the next time.
 * @throws the signal's reason
 */
export async function keepHouse(
  parts: HousekeepingParts,
  signal: AbortSignal,
): Promise<HousekeepingReport> {
  const tally: Tally = {
    grants: 0,
    versions: 0,
    changes: 0,
    answers: 0,
    blocks: 0,
    segments: 0,
    segmentBytes: 0,
    skipped: 0,
    busyJobs: [],
  }
  const lease = { store: parts.storage.metadata, clock: parts.clock, rng: parts.rng }
  for (const [name, job] of Object.entries(JOBS)) {
    signal.throwIfAborted()
    const done = await underLease(lease, `housekeeping ${name}`, signal, async (whileOurs) => {
      await job(parts, tally, whileOurs)
      return true
    })
    if (done === undefined) tally.busyJobs = [...tally.busyJobs, name]
  }
  return tally
}

async function forgetExpiredRows(
  { storage, clock }: HousekeepingParts,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  tally.grants += await forgetExpired({ store: storage.metadata, clock }, signal)
}

function thinVersions(parts: HousekeepingParts, tally: Tally, signal: AbortSignal): Promise<void> {
  const { storage, clock, rules } = parts
  return eachSpace(parts, tally, signal, async ({ spaceId }) => {
    const ports = { store: storage.metadata, clock }
    const outcome = await applyRetention(ports, spaceId, rules.retention, signal)
    tally.versions += outcome.removedVersions
  })
}

function trimJournals(parts: HousekeepingParts, tally: Tally, signal: AbortSignal): Promise<void> {
  const { storage, clock, rules } = parts
  return eachSpace(parts, tally, signal, async ({ spaceId }) => {
    const nowMs = clock.nowMs()
    const { metadata } = storage
    tally.changes += await trimJournal(metadata, spaceId, nowMs - rules.journalMs, signal)
    tally.answers += await forgetAnswers(metadata, spaceId, nowMs - rules.answersMs, signal)
  })
}

async function removeBlocks(
  parts: HousekeepingParts,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const { storage, listBlocks: reader, clock, inFlight, crashPoint } = parts
  const options = { storage, reader, clock, crashPoint, signal }
  for (const { accountId } of await listAccounts(storage.metadata)) {
    await skipDamaged(parts, tally, { accountId }, signal, async () => {
      tally.blocks += (await sweepBlocks(options, accountId)).removedBlocks
    })
  }
  const compacted = await compactSegments(storage, inFlight, crashPoint, signal)
  tally.segments += compacted.removedSegments
  tally.segmentBytes += compacted.removedBytes
}

async function eachSpace(
  parts: HousekeepingParts,
  tally: Tally,
  signal: AbortSignal,
  work: (space: SpaceRow) => Promise<void>,
): Promise<void> {
  const { metadata } = parts.storage
  for (const { accountId } of await listAccounts(metadata)) {
    for (const { space } of await metadata.read((tx) => tx.listSpaces(accountId))) {
      if (space.accountId !== accountId) continue
      const { spaceId } = space
      await skipDamaged(parts, tally, { accountId, spaceId }, signal, () => work(space))
    }
  }
}

async function skipDamaged(
  { logger }: HousekeepingParts,
  tally: Tally,
  ids: object,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    signal.throwIfAborted()
    tally.skipped += 1
    logger.error({ ...ids, err: error }, 'housekeeping left something alone')
  }
}
