import type { ActivityEntry } from '../../../ipc-contract/index.js'

interface DayRow {
  readonly kind: 'day'
  readonly key: string
  readonly atMs: number
}
interface EntryRow {
  readonly kind: 'entry'
  readonly key: string
  readonly entry: ActivityEntry
}
/** What the list shows: days as headings, entries below them. */
export type ActivityRow = DayRow | EntryRow

/** Tells the day of a moment, by any value that its moments share. */
type DayOf = (atMs: number) => number

/** Puts a heading before the first entry of each local day. Entries come newest first. */
export function groupDays(
  entries: readonly ActivityEntry[],
  dayOf: DayOf,
  after?: ActivityEntry,
): readonly ActivityRow[] {
  const rows: ActivityRow[] = []
  let day = after === undefined ? null : dayOf(after.atMs)
  for (const entry of entries) {
    const entryDay = dayOf(entry.atMs)
    if (entryDay !== day) rows.push({ kind: 'day', key: `day ${entry.id}`, atMs: entry.atMs })
    day = entryDay
    rows.push({ kind: 'entry', key: String(entry.id), entry })
  }
  return rows
}

/** The day of a moment where this computer is. */
export function localDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0)
}

/** Older entries below those that are shown; only the new ones are looked at, however many are. */
export function appendOlder(
  shown: readonly ActivityRow[],
  older: readonly ActivityEntry[],
  dayOf: DayOf,
): readonly ActivityRow[] {
  return [...shown, ...groupDays(older, dayOf, lastEntry(shown))]
}

/**
 * Newer entries before those that are shown, none twice. Where there is a hole between them only the
 * newer ones stay; the rest is asked for again as the list is scrolled.
 */
export function prependNewer(
  shown: readonly ActivityRow[],
  newest: readonly ActivityEntry[],
  dayOf: DayOf,
): readonly ActivityRow[] {
  const first = shown.find(isEntry)?.entry
  const newer = first === undefined ? newest : newest.filter(({ id }) => id > first.id)
  const last = newer.at(-1)
  if (last === undefined) return shown
  const above = groupDays(newer, dayOf)
  const hasHole = newer.length === newest.length
  if (first === undefined || hasHole) return above
  // The heading of a day stays above its first entry.
  return [...above, ...(dayOf(last.atMs) === dayOf(first.atMs) ? shown.slice(1) : shown)]
}

/** The oldest entry that is shown. */
export function lastEntry(shown: readonly ActivityRow[]): ActivityEntry | undefined {
  const last = shown.at(-1)
  return last !== undefined && isEntry(last) ? last.entry : undefined
}

function isEntry(row: ActivityRow): row is EntryRow {
  return row.kind === 'entry'
}
