import { expect, test } from 'vitest'
import { giveBackMemory } from './memory.js'

test('what nobody uses any more is given back at once, and the collector stays out of sight', () => {
  let unused: object[] | undefined = Array.from({ length: 500_000 }, (_, index) => ({ index }))
  const before = process.memoryUsage().heapUsed
  expect(unused.length).toBe(500_000)
  unused = undefined
  giveBackMemory()
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 10 * 1024 * 1024)
  expect('gc' in globalThis).toBe(false)
})
