import { AppError, ERRORS, type ErrorCode } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { handlingOf, itemRetryDelayMs, takeItemError } from './failure.js'

describe('handling of errors', () => {
  it('knows every code of the registry', () => {
    // The registry's keys are its codes.
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      expect(['item', 'retry', 'stop', 'reset']).toContain(handlingOf(code))
    }
  })

  it('never takes a full account or an unreadable file for a reason to stop (E34, E108)', () => {
    expect(handlingOf('quota_exceeded')).toBe('item')
    expect(handlingOf('file_unreadable')).toBe('item')
    expect(handlingOf('disk_full')).toBe('item')
  })

  it('passes on what does not concern one item, faults of the program above all', () => {
    const fault = new TypeError('bug')
    expect(() => takeItemError(fault)).toThrow(fault)
    expect(() => takeItemError(new AppError('unauthorized'))).toThrow(AppError)
    expect(takeItemError(new AppError('file_busy')).code).toBe('file_busy')
  })

  it('waits 2 s, 4 s and so on up to 5 minutes before the next try (E20, PS218)', () => {
    const delays = [1, 2, 3, 8, 9, 100].map((attempts) => itemRetryDelayMs(attempts, 300_000))
    expect(delays).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000])
  })
})
