import { describe, expect, it } from 'vitest'
import { formatAliasName, isAliasOf } from './alias-name.js'
import { MAX_NAME_BYTES } from './limits.js'
import { parseName } from './names.js'
import { utf8Length } from './utf8.js'

const REPORT = parseName('Report.txt')

describe('formatAliasName', () => {
  it.each([
    ['Report.txt', 'case', 1, 'Report (case conflict).txt'],
    ['Report.txt', 'case', 3, 'Report (case conflict 3).txt'],
    ['A', 'spelling', 1, 'A (spelling conflict)'],
    ['Films', 'selective sync', 2, 'Films (selective sync conflict 2)'],
    ['.bashrc', 'case', 1, '.bashrc (case conflict)'],
    ['x.tar.gz', 'case', 2, 'x (case conflict 2).tar.gz'],
    ['a (case conflict).txt', 'case', 1, 'a (case conflict) (case conflict).txt'],
  ] as const)('makes of %j (%s, %d) %j (E41, E42)', (name, clash, number, alias) => {
    expect(formatAliasName(parseName(name), clash, number)).toBe(alias)
    expect(isAliasOf(alias, parseName(name), clash)).toBe(true)
  })

  it('shortens the stem and keeps the extension (E45)', () => {
    const name = parseName(`${'é'.repeat(125)}.docx`)
    const alias = formatAliasName(name, 'case', 12)
    expect(utf8Length(alias)).toBeLessThanOrEqual(MAX_NAME_BYTES)
    expect(alias).toMatch(/^é+ \(case conflict 12\)\.docx$/)
    expect(isAliasOf(alias, name, 'case')).toBe(true)
  })
})

describe('isAliasOf', () => {
  it.each([
    'Report.txt',
    'report (case conflict).txt',
    'Report (spelling conflict).txt',
    'Report (case conflict 1).txt',
    'Report (case conflict 02).txt',
    'Report (case conflict)',
    'Report (case conflict x).txt',
    'Report (case conflict).txt (case conflict)',
  ])('does not take %j for an alias of Report.txt (E48)', (alias) => {
    expect(isAliasOf(alias, REPORT, 'case')).toBe(false)
  })
})
