import { expect, test } from 'vitest'
import { coverage, formatCoverage, idsOfTest, isComplete } from './coverage.mjs'

const catalogue = [
  { id: 'PS001', says: 'one' },
  { id: 'PS100', says: 'two' },
  { id: 'E20', says: 'three' },
]

test('finds ids in titles and tables of tests, not in comments or inside longer words', () => {
  const text = `
    // PS003
    it('keeps it (PS001, E100)', () => {})
    it.each([['a row (E20)', 1]])(\`%s PS002 \${x} PS004\`, () => {})
    const other = 'SEC-E1 CAPS100 PS1000'
  `
  expect([...idsOfTest('a.test.ts', text)].sort()).toEqual([
    'E100',
    'E20',
    'PS001',
    'PS002',
    'PS004',
  ])
})

test('an id is covered, out of scope with its reason, or missing', () => {
  const found = coverage(catalogue, [{ id: 'E20', reason: 'why' }], new Set(['PS001']))
  const states = found.entries.map(({ id, state }) => [id, state])
  expect(states).toEqual([
    ['PS001', 'covered'],
    ['PS100', 'missing'],
    ['E20', 'out of scope'],
  ])
  expect(isComplete(found)).toBe(false)
  const lines = formatCoverage(found)
  expect(lines).toContain('  missing       PS100 two')
  expect(lines).toContain('  out of scope  E20 three: why')
  expect(lines.at(-1)).toBe('scenarios: 1 covered, 1 out of scope, 1 missing')
})

test('is complete when nothing is missing and nothing contradicts', () => {
  const tested = new Set(['PS001', 'PS100'])
  expect(isComplete(coverage(catalogue, [{ id: 'E20', reason: 'why' }], tested))).toBe(true)
})

test.each([
  ['an unknown id out of scope', [{ id: 'E99', reason: 'why' }], []],
  ['an id with a test out of scope', [{ id: 'E20', reason: 'why' }], ['E20']],
  [
    'an id out of scope twice',
    [
      { id: 'E20', reason: 'why' },
      { id: 'E20', reason: 'why' },
    ],
    [],
  ],
  ['a test of an unknown id', [], ['E99']],
])('%s is a problem', (_, outOfScope, tested) => {
  const found = coverage(catalogue, outOfScope, new Set(tested))
  expect(found.problems).toHaveLength(1)
  expect(isComplete(found)).toBe(false)
})
