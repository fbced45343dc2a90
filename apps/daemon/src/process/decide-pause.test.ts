import { DEFAULT_SYNC_SETTINGS, type PauseRules } from '@tidemark/control'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decidePause } from './decide-pause.js'

const NONE = DEFAULT_SYNC_SETTINGS.pauseRules
const UNKNOWN = { onBattery: null, isMetered: null }
const at = (day: number, hour: number, minute = 0) => ({ day, minute: hour * 60 + minute })
const hours = (days: number[], from: number, to: number): PauseRules => ({
  ...NONE,
  hours: [{ days, fromMinute: from * 60, toMinute: to * 60 }],
})

test('hours pause from their first minute up to their last', () => {
  const work = hours([1, 2, 3, 4, 5], 9, 17)
  expect(decidePause(work, UNKNOWN, at(1, 9))).toBe('hours')
  expect(decidePause(work, UNKNOWN, at(5, 16, 59))).toBe('hours')
  expect(decidePause(work, UNKNOWN, at(1, 8, 59))).toBeUndefined()
  expect(decidePause(work, UNKNOWN, at(1, 17))).toBeUndefined()
  expect(decidePause(work, UNKNOWN, at(6, 12))).toBeUndefined()
})

test('hours over midnight belong to the day on which they begin, also from Saturday to Sunday', () => {
  const night = hours([6], 22, 6)
  expect(decidePause(night, UNKNOWN, at(6, 22))).toBe('hours')
  expect(decidePause(night, UNKNOWN, at(0, 5, 59))).toBe('hours')
  expect(decidePause(night, UNKNOWN, at(0, 6))).toBeUndefined()
  expect(decidePause(night, UNKNOWN, at(6, 5))).toBeUndefined()
  expect(decidePause(night, UNKNOWN, at(0, 22))).toBeUndefined()
})

test('equal hours are one whole day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 1439 }),
      (from, later) => {
        const minute = from * 60 + later
        const moment = { day: minute < 1440 ? 3 : 4, minute: minute % 1440 }
        expect(decidePause(hours([3], from, from), UNKNOWN, moment)).toBe('hours')
      },
    ),
  )
})

test('what is not known, or not asked for, pauses nothing', () => {
  const both: PauseRules = { ...NONE, onBattery: true, onMetered: true }
  const now = at(1, 12)
  expect(decidePause(both, UNKNOWN, now)).toBeUndefined()
  expect(decidePause(both, { onBattery: true, isMetered: null }, now)).toBe('battery')
  expect(decidePause(both, { onBattery: false, isMetered: true }, now)).toBe('metered')
  expect(decidePause(NONE, { onBattery: true, isMetered: true }, now)).toBeUndefined()
})
