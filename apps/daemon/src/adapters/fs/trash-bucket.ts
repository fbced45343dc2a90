/** Folders of the trash, each named by the day or the second in which something went into it. */

import type { TrashReason } from '@tidemark/sync-engine'

/** One folder of the trash. */
export interface TrashBucket {
  readonly name: string
  readonly reason: TrashReason
  /** The time that its name tells, from when to when. */
  readonly startMs: number
  readonly endMs: number
}

const DAY_MS = 86_400_000
const SECOND_MS = 1_000
const NAME = /^(released )?(\d{4}-\d\d-\d\d)(?: (\d\d)\.(\d\d)\.(\d\d)(?: \d+)?)?$/

/** Names to try, in this order, for what goes into the trash now. */
export function* bucketNames(nowMs: number, reason: TrashReason): Generator<string> {
  const time = new Date(nowMs).toISOString()
  const date = time.slice(0, 10)
  const second = `${date} ${time.slice(11, 19).replaceAll(':', '.')}`
  if (reason === 'deleted') yield date
  const prefix = reason === 'released' ? 'released ' : ''
  yield `${prefix}${second}`
  for (let count = 2; count < 100_000; count++) yield `${prefix}${second} ${count}`
}

/** A name as `bucketNames` makes them; undefined for what is not ours. */
export function parseBucket(name: string): TrashBucket | undefined {
  const [, released, date, hours, minutes, seconds] = NAME.exec(name) ?? []
  if (date === undefined) return undefined
  const time = hours === undefined ? '00:00:00' : `${hours}:${minutes}:${seconds}`
  const startMs = Date.parse(`${date}T${time}Z`)
  if (Number.isNaN(startMs)) return undefined
  const endMs = startMs + (hours === undefined ? DAY_MS : SECOND_MS)
  return { name, reason: released === undefined ? 'deleted' : 'released', startMs, endMs }
}
