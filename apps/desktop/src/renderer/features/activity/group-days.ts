import type { ActivityEntry } from '../../../ipc-contract/index.js'

/** What the list shows: days as headings, entries below them. */
export type ActivityRow =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'entry'; readonly key: string; readonly entry: ActivityEntry }

/** Puts a heading before the first entry of each local day. Entries come newest first. */
export function groupDays(
  entries: readonly ActivityEntry[],
  dayOf: (atMs: number) => number,
): readonly ActivityRow[] {
  const rows: ActivityRow[] = []
  let day: number | null = null
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

/**
 * Newer entries before those that are shown, none twice. Where there is a hole between them only the
 * newer ones stay; the rest is asked for again as the list is scrolled.
 */
export function prependNewer(
  shown: readonly ActivityEntry[],
  newest: readonly ActivityEntry[],
): readonly ActivityEntry[] {
  const firstId = shown[0]?.id
  if (firstId === undefined) return newest
  const newer = newest.filter(({ id }) => id > firstId)
  const hasHole = newer.length === newest.length && newest.length > 0
  return hasHole ? newest : [...newer, ...shown]
}
