import { parseId, type RevisionId } from '@tidemark/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RETENTION, planRetention } from './plan-retention.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW_MS = 20_000 * DAY_MS
const none = new Set<RevisionId>()
const rev = (number: number) => parseId<RevisionId>(number.toString(16).padStart(32, '0'))

/** Versions of these ages, newest first; the first one is current. */
function history(agesMs: readonly number[], deletedAtMs: number | null = null) {
  const versions = agesMs.map((ageMs, i) => ({ revisionId: rev(i), atMs: NOW_MS - ageMs }))
  return { versions, currentRev: rev(0), deletedAtMs }
}
const removed = (agesMs: readonly number[], policy = DEFAULT_RETENTION) =>
  planRetention(history(agesMs), none, NOW_MS, policy).map((id) => Number.parseInt(id, 16))

describe('planning retention', () => {
  it('keeps every version of the last day', () => {
    const ages = Array.from({ length: 100 }, (_, i) => i * 60_000)
    expect(removed(ages)).toEqual([])
  })

  it('keeps the last version of each day for a month', () => {
    const ages = [0, 2 * DAY_MS + 1, 2 * DAY_MS + HOUR_MS, 3 * DAY_MS + 1, 3 * DAY_MS + 2]
    expect(removed(ages)).toEqual([2, 4])
  })

  it('keeps one version of each week after that, until the age limit', () => {
    const ages = [0, ...[40, 41, 47, 54, 200, 366].map((days) => days * DAY_MS)]
    const kept = [0, 1, 2, 3, 4, 5, 6].filter((i) => !removed(ages).includes(i))
    expect(kept).toContain(0)
    expect(kept).toContain(5)
    expect(kept).not.toContain(6)
    expect(kept.length).toBeLessThan(6)
  })

  it('removes nothing for the time of a clock that was not set (P3)', () => {
    const unset = 5 * DAY_MS
    expect(removed([0, NOW_MS - unset, NOW_MS - unset - HOUR_MS])).toEqual([])
    expect(planRetention(history([0, 1], unset), none, NOW_MS, DEFAULT_RETENTION)).toEqual([])
  })

  it('keeps at most so many versions, the newest', () => {
    expect(removed([0, 1, 2, 3], { ...DEFAULT_RETENTION, maxVersions: 2 })).toEqual([2, 3])
  })

  it('keeps the current version whatever its age, and what is protected', () => {
    const policy = { ...DEFAULT_RETENTION, maxVersions: 0 }
    const plan = planRetention(
      history([900 * DAY_MS, 901 * DAY_MS, 902 * DAY_MS]),
      new Set([rev(2)]),
      NOW_MS,
      policy,
    )
    expect(plan).toEqual([rev(1)])
  })

  it('removes all versions of a file that has left the trash, but not a day earlier', () => {
    const ages = [0, 1]
    const leaves = (days: number) =>
      planRetention(history(ages, NOW_MS - days * DAY_MS), none, NOW_MS, DEFAULT_RETENTION).length
    expect([leaves(180), leaves(181)]).toEqual([0, 2])
  })

  it('never removes current, protected or fresh versions, and is settled after one pass', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 500 * DAY_MS }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(ages, fc.nat(59), (unsorted, protectedIndex) => {
        const sorted = unsorted.toSorted((a, b) => a - b)
        const protectedRevs = new Set([rev(protectedIndex)])
        const before = history(sorted)
        const gone = new Set(planRetention(before, protectedRevs, NOW_MS, DEFAULT_RETENTION))
        const versions = before.versions.filter(({ revisionId }) => !gone.has(revisionId))
        expect(gone.has(rev(0)) || gone.has(rev(protectedIndex))).toBe(false)
        for (const { revisionId, atMs } of before.versions.slice(
          0,
          DEFAULT_RETENTION.maxVersions,
        )) {
          if (NOW_MS - atMs <= DAY_MS) expect(gone.has(revisionId)).toBe(false)
        }
        const again = planRetention(
          { ...before, versions },
          protectedRevs,
          NOW_MS,
          DEFAULT_RETENTION,
        )
        expect(again).toEqual([])
      }),
    )
  })
})
