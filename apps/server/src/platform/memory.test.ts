import { expect, test } from 'vitest'
import { giveBack } from './memory.js'

test('bytes that own their memory are freed at once', () => {
  const bytes = new Uint8Array(1024)
  giveBack(bytes)
  expect(bytes.buffer.detached).toBe(true)
  expect(bytes.length).toBe(0)
})

test('bytes that share their memory stay, and so does what lies beside them', () => {
  const whole = new Uint8Array([1, 2, 3, 4])
  giveBack(whole.subarray(1, 3))
  expect([...whole]).toEqual([1, 2, 3, 4])
})
