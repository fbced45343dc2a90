import type { LocalTrashLimits } from '@tidemark/control'
import type { TrashBucket } from './trash-bucket.js'

const DAY_MS = 86_400_000
/** A program that had a released file open may go on writing to it for so long and lose nothing. */
export const RELEASED_REST_MS = 10 * 60_000

/** What is to become of the trash; a bucket that is not named stays. */
export interface TrashSweep {
  /** Go with all that is in them. */
  readonly remove: readonly TrashBucket[]
  /** Whatever nobody has written to since it was released goes. */
  readonly settle: readonly TrashBucket[]
  /** Of days to come, so stamped by a clock that was wrong (E27): from now on of today. */
  readonly redate: readonly TrashBucket[]
}

/**
 * What the limits let go. Age counts from the end of a bucket's time. The limit of size takes the
 * oldest first and never what is less than a day old: a person who deletes too much notices it.
 * @param bytesOf asked for only when there is a limit of size.
 */
export function planTrashSweep(
  buckets: readonly TrashBucket[],
  { keepDays, maxBytes }: LocalTrashLimits,
  nowMs: number,
  bytesOf: (bucket: TrashBucket) => number,
): TrashSweep {
  const redate = buckets.filter(({ startMs }) => startMs > nowMs + DAY_MS)
  const known = buckets
    .filter((bucket) => !redate.includes(bucket))
    .sort((a, b) => a.endMs - b.endMs)
  const isOld = ({ endMs }: TrashBucket) => keepDays !== null && nowMs - endMs >= keepDays * DAY_MS
  const remove = new Set(known.filter(isOld))
  if (maxBytes !== null) {
    const kept = known.filter((bucket) => !remove.has(bucket))
    let total = kept.reduce((sum, bucket) => sum + bytesOf(bucket), 0)
    for (const bucket of kept) {
      if (total <= maxBytes || nowMs - bucket.endMs < DAY_MS) break
      remove.add(bucket)
      total -= bytesOf(bucket)
    }
  }
  const settle = known.filter(
    (bucket) =>
      bucket.reason === 'released' &&
      !remove.has(bucket) &&
      nowMs - bucket.endMs >= RELEASED_REST_MS,
  )
  return { remove: [...remove], settle, redate }
}
