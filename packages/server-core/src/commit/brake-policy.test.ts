import { describe, expect, it } from 'vitest'
import { exceedsBrake } from './brake-policy.js'

const settings = { brakeFiles: 200, brakeShare: 0.5, brakeWindowMs: 600_000 }

describe('the deletion brake (P9, I15)', () => {
  it.each([
    ['few files of few', { recent: 0, asked: 200, live: 200 }, false],
    ['one more than few', { recent: 0, asked: 201, live: 201 }, true],
    ['many, but not half', { recent: 0, asked: 500, live: 1000 }, false],
    ['more than half', { recent: 0, asked: 501, live: 1000 }, true],
    ['half in small steps', { recent: 500, asked: 1, live: 500 }, true],
    ['nothing asked for', { recent: 900, asked: 0, live: 10 }, false],
  ])('%s', (_, counts, expected) => {
    expect(exceedsBrake(counts, settings)).toBe(expected)
  })
})
