import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planTrashSweep, RELEASED_REST_MS } from './plan-trash-sweep.js'
import { bucketNames, parseBucket, type TrashBucket } from './trash-bucket.js'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 10, 23, 12)

function bucketsOf(...names: readonly string[]): TrashBucket[] {
  return names.map((name) => {
    const bucket = parseBucket(name)
    if (bucket === undefined) throw new Error(`no bucket: ${name}`)
    return bucket
  })
}

function sweepOf(
  names: readonly string[],
  limits: { keepDays?: number | null; maxBytes?: number | null },
) {
  const all = { keepDays: null, maxBytes: null, ...limits }
  const { remove, settle, redate } = planTrashSweep(bucketsOf(...names), all, NOW_MS, () => 10)
  const name = (bucket: TrashBucket) => bucket.name
  return { remove: remove.map(name), settle: settle.map(name), redate: redate.map(name) }
}

describe('the trash of a folder', () => {
  it('keeps each day for its whole time, and for ever without a limit', () => {
    const names = ['2026-10-23', '2026-10-24', '2026-11-23', '2026-10-01 10.00.00 2']
    expect(sweepOf(names, { keepDays: 30 }).remove).toEqual(['2026-10-01 10.00.00 2', '2026-10-23'])
    expect(sweepOf(names, {}).remove).toEqual([])
  })

  it('lets the oldest days go until it is small enough, and nothing of the last day', () => {
    const names = ['2026-11-22', '2026-11-23', '2026-11-20', '2026-11-21']
    expect(sweepOf(names, { maxBytes: 30 }).remove).toEqual(['2026-11-20'])
    expect(sweepOf(names, { maxBytes: 0 }).remove).toEqual(['2026-11-20', '2026-11-21'])
    expect(sweepOf(names, { keepDays: 2, maxBytes: 30 }).remove).toEqual(['2026-11-20'])
  })

  it('lets what was released rest for minutes', () => {
    const [young, old] = [RELEASED_REST_MS, RELEASED_REST_MS + 1_000].map((agoMs) =>
      String(bucketNames(NOW_MS - agoMs, 'released').next().value),
    )
    expect(sweepOf([young ?? '', old ?? '', '2026-11-20'], {}).settle).toEqual([old])
  })

  it('dates anew what a wrong clock stamped with a day to come, whatever the limits (E27)', () => {
    const limits = { keepDays: 1, maxBytes: 0 }
    expect(sweepOf(['2031-01-01', '2026-11-24'], limits)).toEqual({
      ...{ remove: [], settle: [] },
      redate: ['2031-01-01'],
    })
  })

  it('reads the names that it gives, and takes no other for its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.constantFrom('deleted' as const, 'released' as const),
        fc.nat({ max: 3 }),
        (seconds, reason, count) => {
          const names = bucketNames(seconds * 1_000, reason)
          let name = ''
          for (let index = 0; index <= count; index++) name = String(names.next().value)
          const bucket = parseBucket(name)
          expect(bucket?.reason).toBe(reason)
          expect(bucket?.startMs).toBeLessThanOrEqual(seconds * 1_000)
          expect(bucket?.endMs).toBeGreaterThan(seconds * 1_000)
          expect((bucket?.endMs ?? 0) - seconds * 1_000).toBeLessThanOrEqual(DAY_MS)
        },
      ),
    )
    for (const name of ['', 'mine', '2026-11-23x', '2026-13-40', 'released', '0']) {
      expect(parseBucket(name)).toBeUndefined()
    }
  })
})
