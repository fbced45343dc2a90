import { describe, expect, it } from 'vitest'
import { formatMinute, PROPOSED_HOURS, parseMinute, toggleDay } from './pause-hours.js'

describe('hours of pausing', () => {
  it('reads and shows a time of the day', () => {
    expect(parseMinute('22:30')).toBe(1350)
    expect(parseMinute('0:05')).toBe(5)
    expect(formatMinute(5)).toBe('00:05')
    expect(parseMinute('24:00')).toBeUndefined()
    expect(parseMinute('')).toBeUndefined()
  })

  it('switches days, and keeps the last one', () => {
    const monday = { ...PROPOSED_HOURS, days: [1] }
    expect(toggleDay(monday, 0).days).toEqual([0, 1])
    expect(toggleDay(PROPOSED_HOURS, 3).days).toEqual([1, 2, 4, 5])
    expect(toggleDay(monday, 1)).toBe(monday)
  })
})
