import { expect, test } from 'vitest'
import { SleepDetector } from './sleep-watch.js'

function newDetector() {
  let [wall, steady] = [1_000_000, 0]
  const detector = new SleepDetector({ wallMs: () => wall, steadyMs: () => steady })
  return (wallMs: number, steadyMs: number): boolean => {
    wall += wallMs
    steady += steadyMs
    return detector.hasSlept(5_000)
  }
}

test('E90 ordinary time, a busy moment and a corrected clock are no sleep', () => {
  const pass = newDetector()
  expect([pass(5_000, 5_000), pass(9_000, 9_000), pass(4_000, 5_000)]).toEqual([
    ...[false, false, false],
  ])
})

test('E90 sleep is seen whether or not the steady clock stands still, once', () => {
  const pass = newDetector()
  expect([pass(3_600_000, 5_001), pass(5_000, 5_000)]).toEqual([true, false])
  expect([pass(60_000, 60_000), pass(5_000, 5_000)]).toEqual([true, false])
})

test('E27 a clock that was set by years, either way, is looked at like a sleep', () => {
  const pass = newDetector()
  const YEAR_MS = 31_536_000_000
  expect([pass(-YEAR_MS, 5_000), pass(YEAR_MS, 5_000)]).toEqual([true, true])
})
