import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RestWatch } from './rest-watch.js'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watch() {
  const rests: number[] = []
  const restWatch = new RestWatch(() => rests.push(Date.now()))
  return { rests, restWatch }
}

test('a rest is told once, after ten quiet seconds', () => {
  const { rests, restWatch } = watch()
  restWatch.note(true)
  vi.advanceTimersByTime(60_000)
  expect(rests).toEqual([])
  restWatch.note(false)
  vi.advanceTimersByTime(9_999)
  expect(rests).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(rests).toHaveLength(1)
})

test('what moves again before that ends the wait for a rest, and so does the end', () => {
  const { rests, restWatch } = watch()
  restWatch.note(false)
  vi.advanceTimersByTime(9_000)
  restWatch.note(true)
  vi.advanceTimersByTime(60_000)
  restWatch.note(false)
  restWatch[Symbol.dispose]()
  vi.advanceTimersByTime(60_000)
  expect(rests).toEqual([])
})
