import type { RevisionId } from '@tidemark/protocol'
import type { RevisionRow } from '../metadata/rows.js'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** Which versions are kept. Ages count from when a version was committed. */
export interface RetentionPolicy {
  /** Every version younger than this is kept. */
  readonly keepAllMs: number
  /** Younger than this the last version of each day is kept, older ones by week. */
  readonly keepDailyMs: number
  /** Older versions than this go; null for no limit. */
  readonly maxAgeMs: number | null
  /** Versions of one file. */
  readonly maxVersions: number
  /** A file that is longer in the trash than this loses all versions; null for no limit. */
  readonly trashMaxAgeMs: number | null
  /** Times before this are of a clock that was not set and tell no age: what has one is kept. */
  readonly earliestMs: number
}

/** All for a day, daily for a month, weekly for a year; half a year in the trash. */
export const DEFAULT_RETENTION: RetentionPolicy = {
  keepAllMs: DAY_MS,
  keepDailyMs: 30 * DAY_MS,
  maxAgeMs: 365 * DAY_MS,
  maxVersions: 200,
  trashMaxAgeMs: 180 * DAY_MS,
  earliestMs: Date.UTC(2020, 0, 1),
}

/** A file with its versions. */
export interface FileHistory {
  /** Newest first. */
  readonly versions: readonly Pick<RevisionRow, 'revisionId' | 'atMs'>[]
  /** The content that the file has, or had when it was deleted. */
  readonly currentRev: RevisionId
  /** null while live. */
  readonly deletedAtMs: number | null
}

/**
 * The versions that may go. Never the current one of a live file or of one that the trash still
 * keeps, and never one of `protectedRevs` (open conflicts). Clocks decide here about history only.
 */
export function planRetention(
  { versions, currentRev, deletedAtMs }: FileHistory,
  protectedRevs: ReadonlySet<RevisionId>,
  nowMs: number,
  policy: RetentionPolicy,
): RevisionId[] {
  const { trashMaxAgeMs, earliestMs } = policy
  const hasLeftTrash =
    deletedAtMs !== null &&
    deletedAtMs >= earliestMs &&
    trashMaxAgeMs !== null &&
    nowMs - deletedAtMs > trashMaxAgeMs
  const removed: RevisionId[] = []
  const taken = new Set<string>()
  let kept = 0
  for (const { revisionId, atMs } of versions) {
    const slot = slotOf(atMs, nowMs, policy)
    const isNeeded = protectedRevs.has(revisionId) || (revisionId === currentRev && !hasLeftTrash)
    const isWanted =
      !hasLeftTrash && slot !== 'none' && !taken.has(slot) && kept < policy.maxVersions
    if (!isNeeded && !isWanted) {
      removed.push(revisionId)
      continue
    }
    kept++
    // Versions of the last day share no slot.
    if (slot !== 'all') taken.add(slot)
  }
  return removed
}

/** Versions of one slot are one too many; `none` is beyond the age limit. */
function slotOf(atMs: number, nowMs: number, policy: RetentionPolicy): string {
  const ageMs = nowMs - atMs
  if (ageMs <= policy.keepAllMs || atMs < policy.earliestMs) return 'all'
  if (policy.maxAgeMs !== null && ageMs > policy.maxAgeMs) return 'none'
  return ageMs <= policy.keepDailyMs
    ? `day ${Math.floor(atMs / DAY_MS)}`
    : `week ${Math.floor(atMs / WEEK_MS)}`
}
