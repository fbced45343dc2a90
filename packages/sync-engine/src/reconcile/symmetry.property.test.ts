import type { NodeId } from '@tidemark/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, context, id, ROOT, treesOf } from './_trees.js'
import type { Plan } from './plan.js'
import { reconcile } from './reconcile.js'

const KEYS = ['a', 'b', 'c', 'd', 'e'] as const
type Key = (typeof KEYS)[number]

/** Where an item is and what it holds; absent = it is not there. */
type Tree = Partial<Record<Key, { at: string; in: NodeId; has?: string }>>

const NAMES = ['x', 'y', 'z'] as const
/** Where an item would like to be. */
interface Wish {
  readonly isThere: boolean
  readonly name: (typeof NAMES)[number]
  readonly into: Key | undefined
  readonly letter: string
}

interface Wishes {
  readonly order: readonly Key[]
  readonly items: readonly Wish[]
}

const wish: fc.Arbitrary<Wish> = fc.record({
  isThere: fc.boolean(),
  name: fc.constantFrom(...NAMES),
  into: fc.option(fc.constantFrom(...KEYS), { nil: undefined }),
  letter: fc.constantFrom('a', 'b'),
})
const wishes: fc.Arbitrary<Wishes> = fc.record({
  order: fc.shuffledSubarray([...KEYS], { minLength: KEYS.length }),
  items: fc.tuple(wish, wish, wish, wish, wish),
})
const folders = fc.subarray([...KEYS])

/** A valid tree of the wishes: folders before what they hold, each name once in a folder. */
function treeOf({ order, items }: Wishes, folderKeys: readonly Key[]): Tree {
  const tree: Tree = {}
  const taken = new Set<string>()
  for (const key of order) {
    const item = items[KEYS.indexOf(key)]
    if (item === undefined || !item.isThere) continue
    const isFolder = item.into !== undefined && folderKeys.includes(item.into)
    const parent = isFolder && item.into !== undefined && tree[item.into] ? id(item.into) : ROOT
    const at = taken.has(`${parent}/${item.name}`) ? `own ${key}` : item.name
    taken.add(`${parent}/${at}`)
    const content = folderKeys.includes(key) ? {} : { has: item.letter }
    tree[key] = { at, in: parent, ...content }
  }
  return tree
}

/** The cases of one side having changed from `before` to `after`, the other one not. */
function changedOn(side: 'here' | 'there', before: Tree, after: Tree): Record<string, Case> {
  const entries = KEYS.map((key): [string, Case] => {
    const [s, now] = [before[key], after[key]]
    if (s === undefined)
      return [key, now === undefined ? {} : side === 'here' ? { l: now } : { r: now }]
    if (side === 'here') return [key, { s, r: s, l: now ?? { ...s, missing: 'settled' } }]
    return [key, { s, l: s, ...(now === undefined ? {} : { r: { ...now, ...revisions(s, now) } }) }]
  })
  return Object.fromEntries(entries)
}

function revisions(before: { at: string; in: NodeId; has?: string }, now: typeof before) {
  const isMoved = before.at !== now.at || before.in !== now.in
  return { placeRev: isMoved ? '2' : '1', contentRev: before.has === now.has ? '1' : '2' }
}

/** What a plan does to the other side, in words that do not name it. */
function deedsOf(plan: Plan, cases: Record<string, Case>) {
  const places = [...plan.remotePlacements, ...plan.localPlacements].flat()
  const sent = [...plan.puts, ...plan.downloads]
  const deleted = new Set([...plan.remoteDeletes, ...plan.localTrash].map(({ nodeId }) => nodeId))
  for (let count = -1; count !== deleted.size; ) {
    count = deleted.size
    for (const [key, { s, r, l }] of Object.entries(cases)) {
      const isGone = s !== undefined && (r === undefined || l?.missing !== undefined)
      if (isGone && s.in !== undefined && deleted.has(s.in)) deleted.add(id(key))
    }
  }
  return {
    places: places
      .map(({ kind, nodeId, parentId, name }) => [kind, nodeId, parentId, name].join(' '))
      .sort(),
    sent: sent.map(({ nodeId, content }) => `${nodeId} ${content.root}`).sort(),
    deleted: [...deleted].sort(),
  }
}

describe('reconcile, where only one side has changed', () => {
  it('does on one side what it would do on the other', () => {
    const counts = { places: 0, sent: 0, deleted: 0 }
    fc.assert(
      fc.property(wishes, wishes, folders, (one, other, folderKeys) => {
        const before = treeOf(one, folderKeys)
        const after = treeOf(other, folderKeys)
        const [here, there] = (['here', 'there'] as const).map((side) => {
          const cases = changedOn(side, before, after)
          return deedsOf(reconcile(treesOf(cases), KEYS.map(id), context), cases)
        })
        expect(here).toEqual(there)
        for (const deed of ['places', 'sent', 'deleted'] as const) {
          counts[deed] += here?.[deed].length ?? 0
        }
      }),
      { numRuns: 1_000 },
    )
    // The trees were not so alike that there was nothing to do.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(200)
  })
})
