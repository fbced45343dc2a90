import { describe, expect, it } from 'vitest'
import { groupDays, prependNewer } from './group-days.js'

const DAY_MS = 86_400_000
const entry = (id: number, atMs = id) => ({ id, atMs, folderId: 'f', kind: 'uploaded', path: 'a' })
const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS)
const ids = (entries: readonly { id: number }[]) => entries.map(({ id }) => id)

describe('activity by days', () => {
  it('puts one heading before each day', () => {
    const rows = groupDays([entry(4, 2 * DAY_MS), entry(3, 2 * DAY_MS), entry(2, DAY_MS)], dayOf)
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'entry', 'entry', 'day', 'entry'])
  })

  it('has no heading without entries', () => {
    expect(groupDays([], dayOf)).toEqual([])
  })

  it('gives every row a key of its own', () => {
    const rows = groupDays([entry(2), entry(1)], dayOf)
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })
})

describe('activity that comes while the list is shown', () => {
  it('goes before what is shown, nothing twice', () => {
    expect(ids(prependNewer([entry(3), entry(2)], [entry(5), entry(4), entry(3)]))).toEqual([
      5, 4, 3, 2,
    ])
  })

  it('never hides a hole between new and old', () => {
    expect(ids(prependNewer([entry(3), entry(2)], [entry(90), entry(89)]))).toEqual([90, 89])
  })

  it('leaves the list as it is when nothing is newer', () => {
    expect(ids(prependNewer([entry(3), entry(2)], [entry(3), entry(2)]))).toEqual([3, 2])
    expect(ids(prependNewer([entry(3)], []))).toEqual([3])
  })
})
