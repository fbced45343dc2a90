import { describe, expect, it } from 'vitest'
import { type ActivityRow, appendOlder, groupDays, prependNewer } from './group-days.js'

const DAY_MS = 86_400_000
const entry = (id: number, atMs = id) => ({ id, atMs, folderId: 'f', kind: 'uploaded', path: 'a' })
const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS)
const group = (...entries: ReturnType<typeof entry>[]) => groupDays(entries, dayOf)
/** Ids of the entries; a day is a word. */
const shape = (rows: readonly ActivityRow[]) =>
  rows.map((row) => (row.kind === 'day' ? 'day' : row.entry.id))

describe('activity by days', () => {
  it('puts one heading before each day', () => {
    const rows = group(entry(4, 2 * DAY_MS), entry(3, 2 * DAY_MS), entry(2, DAY_MS))
    expect(shape(rows)).toEqual(['day', 4, 3, 'day', 2])
  })

  it('has no heading without entries', () => {
    expect(group()).toEqual([])
  })

  it('gives every row a key of its own', () => {
    const rows = group(entry(2), entry(1))
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })
})

describe('activity of the past', () => {
  it('goes on below what is shown, in the same day or with a heading of its own', () => {
    const shown = group(entry(5, DAY_MS + 2), entry(4, DAY_MS + 1))
    const rows = appendOlder(shown, [entry(3, DAY_MS), entry(2)], dayOf)
    expect(shape(rows)).toEqual(['day', 5, 4, 3, 'day', 2])
    expect(rows).toEqual(
      group(entry(5, DAY_MS + 2), entry(4, DAY_MS + 1), entry(3, DAY_MS), entry(2)),
    )
  })

  it('begins where nothing is shown yet', () => {
    expect(shape(appendOlder([], [entry(2)], dayOf))).toEqual(['day', 2])
  })
})

describe('activity that comes while the list is shown', () => {
  it('goes before what is shown, nothing twice, its day with one heading', () => {
    const rows = prependNewer(group(entry(3), entry(2)), [entry(5), entry(4), entry(3)], dayOf)
    expect(shape(rows)).toEqual(['day', 5, 4, 3, 2])
  })

  it('keeps the heading of an older day', () => {
    const rows = prependNewer(group(entry(3)), [entry(4, DAY_MS), entry(3)], dayOf)
    expect(shape(rows)).toEqual(['day', 4, 'day', 3])
  })

  it('never hides a hole between new and old', () => {
    const rows = prependNewer(group(entry(3), entry(2)), [entry(90), entry(89)], dayOf)
    expect(shape(rows)).toEqual(['day', 90, 89])
  })

  it('leaves the list as it is when nothing is newer', () => {
    const shown = group(entry(3), entry(2))
    expect(prependNewer(shown, [entry(3), entry(2)], dayOf)).toBe(shown)
    expect(prependNewer(shown, [], dayOf)).toBe(shown)
  })
})
