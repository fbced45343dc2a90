import { describe, expect, it } from 'vitest'
import { formatRateInput, parseRate } from './rate-limit.js'

describe('limits of bandwidth as they are typed', () => {
  it('takes megabytes per second, with a point or a comma', () => {
    expect(parseRate('2')).toBe(2_000_000)
    expect(parseRate(' 0,5 ')).toBe(500_000)
    expect(parseRate('')).toBeNull()
  })

  it('refuses what is no limit or too slow for a request to end', () => {
    for (const text of ['fast', '-1', '0', '0.01', '1e9', 'NaN', '0x10']) {
      expect(parseRate(text)).toBeUndefined()
    }
  })

  it('shows what was set in the way it was typed', () => {
    expect(formatRateInput(parseRate('1.25') ?? null)).toBe('1.25')
    expect(formatRateInput(null)).toBe('')
  })
})
