import { expect, test } from 'vitest'
import { formatBytes, formatPercent } from './amounts.js'
import { ENGLISH } from './english.js'
import { KOREAN } from './korean.js'
import { decideLanguage } from './words.js'

test('the chosen language wins, then the system, then English', () => {
  expect(decideLanguage('ko', 'en-GB')).toBe('ko')
  expect(decideLanguage('system', 'ko-KR')).toBe('ko')
  expect(decideLanguage('system', 'kok-IN')).toBe('en')
  expect(decideLanguage('system', 'fr')).toBe('en')
})

test('one conflict is not many', () => {
  expect(ENGLISH.conflicts(1)).toBe('1 conflict')
  expect(ENGLISH.conflicts(1200)).toBe('1,200 conflicts')
  expect(KOREAN.conflicts(2)).toBe('충돌 2개')
})

test('amounts are short', () => {
  expect(formatBytes(999, 'en')).toBe('999 byte')
  expect(formatBytes(1_250_000, 'en')).toBe('1.3 MB')
  expect(formatBytes(123_456_789, 'en')).toBe('123 MB')
  expect(formatPercent(0.426, 'en')).toBe('43%')
})
