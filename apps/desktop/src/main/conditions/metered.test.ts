import { expect, test } from 'vitest'
import { parseMetered } from './metered.js'

test('a metered connection is told from the answer of each tool', () => {
  expect(parseMetered('u 1\n')).toBe(true)
  expect(parseMetered('(<uint32 3>,)\n')).toBe(true)
  expect(parseMetered('method return time=1.2 sender=:1.5\n   variant       uint32 2\n')).toBe(
    false,
  )
  expect(parseMetered('u 4\n')).toBe(false)
})

test('nothing is known of a connection where the system does not know, either', () => {
  expect(parseMetered('u 0\n')).toBeNull()
  expect(parseMetered('u 17\n')).toBeNull()
  expect(parseMetered('')).toBeNull()
})
