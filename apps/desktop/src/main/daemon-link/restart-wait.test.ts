import { expect, test } from 'vitest'
import { restartWaitMs } from './restart-wait.js'

test('the first restart is at once, the following wait longer and longer, up to a minute', () => {
  expect([0, 1, 2, 3, 4, 5].map(restartWaitMs)).toEqual([0, 0, 500, 1000, 2000, 4000])
  expect(restartWaitMs(9)).toBe(60_000)
  expect(restartWaitMs(5000)).toBe(60_000)
})
