import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, context, id, ROOT, treesOf } from './_trees.js'
import type { Plan } from './plan.js'
import { reconcile } from './reconcile.js'

const KEYS = ['a', 'b', 'c', 'd', 'e'] as const
const revision = fc.constantFrom('1', '2')
/** Any parent, rings and files as parents included: rows may be corrupt. */
const place = {
  at: fc.constantFrom('x', 'y', 'z'),
  in: fc.constantFrom(ROOT, ...KEYS.map(id)),
}
const isFolder = { nil: undefined, freq: 2 }
const known = fc.record({
  ...place,
  has: fc.option(fc.constantFrom('a', 'b'), isFolder),
  contentRev: revision,
  placeRev: revision,
})
const onDisk = fc.record({
  ...place,
  has: fc.option(fc.constantFrom('a', 'b', '?'), isFolder),
  missing: fc.option(fc.constantFrom('settled' as const, 'just_now' as const), { nil: undefined }),
})

function withoutUndefined<T extends object>(value: T | undefined): T | undefined {
  if (value === undefined) return undefined
  const kept = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(kept) as T // the same object without its undefined parts
}

const optional = { nil: undefined }
const node = fc
  .record({
    r: fc.option(known, optional),
    l: fc.option(onDisk, optional),
    s: fc.option(known, optional),
  })
  .map(({ r, l, s }) =>
    withoutUndefined({
      r: withoutUndefined(r),
      l: withoutUndefined(l),
      s: withoutUndefined(s),
    }),
  )
// Undefined parts are gone, which is what Case asks for.
const anyCases = fc.record(Object.fromEntries(KEYS.map((key) => [key, node]))) as fc.Arbitrary<
  Record<string, Case>
>

function plan(cases: Record<string, Case>): Plan {
  return reconcile(treesOf(cases), KEYS.map(id), context)
}

describe('reconcile, on any trees', () => {
  it('gives a plan, and the same one again', () => {
    fc.assert(
      fc.property(anyCases, (cases) => {
        expect(plan(cases)).toEqual(plan(cases))
      }),
      { numRuns: 1_000 },
    )
  })

  it('deletes nothing that was never synced, so nothing at all without a merge base (I14)', () => {
    fc.assert(
      fc.property(anyCases, (cases) => {
        const { remoteDeletes, localTrash } = plan(cases)
        for (const { nodeId } of [...remoteDeletes, ...localTrash]) {
          expect(KEYS.find((key) => id(key) === nodeId && cases[key]?.s)).toBeDefined()
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('never deletes here and there, nor what it sends or fetches', () => {
    fc.assert(
      fc.property(anyCases, (cases) => {
        const { remoteDeletes, localTrash, puts, downloads } = plan(cases)
        const touched = [...remoteDeletes, ...localTrash, ...puts, ...downloads]
        const ids = touched.map(({ nodeId }) => nodeId)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 1_000 },
    )
  })

  it('forgets no node: each is settled, waits, or has something done about it', () => {
    fc.assert(
      fc.property(anyCases, (cases) => {
        const found = JSON.stringify(plan(cases))
        for (const key of KEYS) expect(found).toContain(id(key))
      }),
      { numRuns: 1_000 },
    )
  })
})
