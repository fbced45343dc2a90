import { describe, expect, it } from 'vitest'
import { decisionsOf, findRule, joinDecisions, type RuleRow, readRules } from './_rule-table.js'
import { type Case, context, id, treesOf } from './_trees.js'
import { passingName } from './passing-name.js'
import { reconcile } from './reconcile.js'

type Side = NonNullable<Case['l']>
type States<S> = Readonly<Record<string, S>>

const BIT = { facts: { executable: true } }

/** What a word of the tables says about the content of a file. */
const CONTENT_HERE: States<Side> = {
  unread: { has: '?' },
  same: { has: 'a' },
  bit: { has: 'a', ...BIT },
  edited: { has: 'b' },
}
const CONTENT_THERE: States<NonNullable<Case['r']>> = {
  same: { has: 'a' },
  back: { has: 'a', contentRev: '2' },
  time: { has: 'a', contentRev: '2', facts: { mtimeNs: '7' } },
  bit: { has: 'a', contentRev: '2', ...BIT },
  edited: { has: 'c', contentRev: '2' },
  alike: { has: 'b', contentRev: '2' },
}
/** And about a place. */
const PLACE_HERE: States<Side> = {
  same: {},
  moved: { at: 'b' },
  passing: { at: passingName({ nodeId: id('a'), name: 'a' }) },
}
const PLACE_THERE: States<NonNullable<Case['r']>> = {
  same: {},
  moved: { at: 'c', placeRev: '2' },
  alike: { at: 'b', placeRev: '2' },
  passing: { at: passingName({ nodeId: id('a'), name: 'a' }), placeRev: '2' },
}
/** Where one side lacks the item. */
const ABSENT: States<Side | undefined> = {
  '-': undefined,
  gone: { has: 'a', missing: 'settled' },
  going: { has: 'a', missing: 'just_now' },
}
const SYNCED: States<Case['s']> = { yes: { has: 'a' }, '-': undefined }

function decide(one: Case): string {
  const plan = reconcile(treesOf({ a: one }), [id('a')], context)
  return joinDecisions(decisionsOf(plan).map(([, word]) => word))
}

function asCase(r: Case['r'], l: Case['l'], s: Case['s']): Case {
  return { ...(r && { r }), ...(l && { l }), ...(s && { s }) }
}

function asFolder(one: Case): Case {
  const folder = (side: Case['l'] | Case['r']) => {
    if (side === undefined) return undefined
    const { has: _, ...rest } = side
    return rest
  }
  return asCase(folder(one.r), folder(one.l), folder(one.s))
}

/** Goes through every combination and finds out which rows were of use. */
class Rules {
  readonly rows: readonly RuleRow[]
  readonly #used = new Set<RuleRow>()

  constructor(heading: string) {
    this.rows = readRules(heading)
  }

  find(states: Readonly<Record<string, string>>): RuleRow {
    const row = findRule(this.rows, states)
    this.#used.add(row)
    return row
  }

  unused(): string[] {
    return this.rows.filter((row) => !this.#used.has(row)).map((row) => row.row ?? '')
  }
}

describe('the tables of docs/design/reconcile.md', () => {
  it('say what happens to content and place of an item that both sides have', () => {
    const contents = new Rules('Content of a file that both sides have (decide-content.ts)')
    const places = new Rules('Place of a node that both sides have (decide-place.ts)')
    for (const [contentHere, lc] of Object.entries(CONTENT_HERE)) {
      for (const [contentThere, rc] of Object.entries(CONTENT_THERE)) {
        for (const [placeHere, lp] of Object.entries(PLACE_HERE)) {
          for (const [placeThere, rp] of Object.entries(PLACE_THERE)) {
            for (const [S, s] of Object.entries(SYNCED)) {
              const one = asCase({ ...rc, ...rp }, { ...lc, ...lp }, s)
              const content = contents.find({ L: contentHere, R: contentThere, S })
              const place = places.find({ L: placeHere, R: placeThere, S })
              // Without a merge base the content comes first.
              const isLater = S === '-' && content.then !== 'place'
              const words = [content.decision ?? '', isLater ? '' : (place.decision ?? '')]
              const expected = joinDecisions(words.filter((word) => word !== ''))
              const states = { contentHere, contentThere, placeHere, placeThere, S }
              expect({ ...states, decision: decide(one) }).toEqual({
                ...states,
                decision: expected,
              })
            }
          }
        }
      }
    }
    expect([...contents.unused(), ...places.unused()]).toEqual([])
  })

  it('say what happens to an item that one side lacks', () => {
    const rules = new Rules('Items that one side lacks (planner.ts)')
    const here: States<Side | undefined> = { ...ABSENT, ...CONTENT_HERE }
    const moved = { moved: { ...CONTENT_HERE.same, at: 'b' } }
    const passing = { passing: { ...CONTENT_HERE.same, ...PLACE_HERE.passing } }
    const there: States<Case['r']> = {
      '-': undefined,
      same: CONTENT_THERE.same,
      edited: CONTENT_THERE.edited,
      moved: { has: 'a', ...PLACE_THERE.moved },
    }
    for (const [L, l] of Object.entries({ ...here, ...moved, ...passing })) {
      for (const [R, r] of Object.entries(there)) {
        for (const [S, s] of Object.entries(SYNCED)) {
          if (r !== undefined && !(L in ABSENT)) continue
          const file = asCase(r, l, s)
          const states = { L, R, S, kind: 'file' }
          const row = rules.find(states)
          expect({ ...states, decision: decide(file) }).toEqual({
            ...states,
            decision: row.decision,
          })
          if (R === 'edited' || ['unread', 'bit', 'edited'].includes(L)) continue
          const folder = { ...states, kind: 'folder' }
          expect({ ...folder, decision: decide(asFolder(file)) }).toEqual({
            ...folder,
            decision: rules.find(folder).decision,
          })
        }
      }
    }
    expect(rules.unused()).toEqual([])
  })

  it.each(readRules('Several items (planner.ts, local-deletions.ts, remote-deletions.ts)'))(
    'say what happens to $items ($row)',
    ({ items = '', decision = '' }) => {
      const cases = Object.fromEntries(items.split('; ').map(readItem))
      const plan = reconcile(treesOf(cases), Object.keys(cases).map(id), context)
      const words = Object.keys(cases).map((key) => {
        const own = decisionsOf(plan).flatMap(([nodeId, word]) =>
          nodeId === id(key) ? [word] : [],
        )
        return `${key}: ${joinDecisions(own)}`
      })
      expect(words.join('; ').toLowerCase()).toBe(decision.toLowerCase())
    },
  )
})

/** `D: R x, L gone, S y/x*`: a capital is a folder; the path ends in `*` = edited, `?` = unread. */
function readItem(text: string): [string, Case] {
  const [key = '', states = ''] = text.split(': ')
  const isFolder = key === key.toUpperCase()
  const sides = Object.fromEntries(states.split(', ').map((state) => state.split(' ')))
  const { R, L, S } = sides as Record<string, string | undefined> // other letters are not read
  const s = S === undefined ? undefined : readPlace(S, isFolder)
  const r = R === undefined ? undefined : { ...readPlace(R, isFolder), ...revisions(R, S) }
  const l = L === undefined || L === 'gone' ? undefined : readPlace(L, isFolder)
  const gone = L === 'gone' && s !== undefined ? { ...s, missing: 'settled' as const } : undefined
  return [key.toLowerCase(), asCase(r, l ?? gone, s)]
}

function readPlace(path: string, isFolder: boolean) {
  const [, parent, at = '', mark] = /^(?:(.)\/)?([^*?]+)([*?])?$/.exec(path) ?? []
  const content = { '*': 'b', '?': '?' }[mark ?? ''] ?? 'a'
  const place = { at, ...(parent === undefined ? {} : { in: id(parent.toLowerCase()) }) }
  return isFolder ? place : { ...place, has: content }
}

/** A revision is another one where something differs from what was synced. */
function revisions(there: string, synced: string | undefined) {
  const isMoved = synced !== undefined && there.replace('*', '') !== synced
  return { placeRev: isMoved ? '2' : '1', contentRev: there.endsWith('*') ? '2' : '1' }
}
