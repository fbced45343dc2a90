import { expect, test } from 'vitest'
import { testIgnoreRules } from './ignore-test.js'

test('a test of rules names the one that decides, with its line, or the built-in one', () => {
  const rules = '# mine\nlogs/\n*.iso\n!keep.iso\n'
  const tested = testIgnoreRules(rules, [
    ...['logs/', 'logs/today.txt', 'logs', 'a.iso', 'keep.iso', 'Thumbs.db', 'a.txt', '../up', ''],
  ])
  const decided = tested.map(({ path, rule }) => [path, rule?.pattern, rule?.line])
  expect(decided).toEqual([
    ['logs/', 'logs/', 2],
    ['logs/today.txt', 'logs/', 2],
    ['logs', undefined, undefined],
    ['a.iso', '*.iso', 3],
    ['keep.iso', undefined, undefined],
    ['Thumbs.db', 'Thumbs.db', null],
    ['a.txt', undefined, undefined],
    ['../up', undefined, undefined],
    ['', undefined, undefined],
  ])
  expect(tested[5]?.rule?.reason).not.toBe('')
})
