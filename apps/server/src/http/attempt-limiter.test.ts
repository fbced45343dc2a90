import { describe, expect, it } from 'vitest'
import { AttemptLimiter } from './attempt-limiter.js'

describe('AttemptLimiter', () => {
  it('counts per key and starts anew after the window', () => {
    let nowMs = 0
    const limiter = new AttemptLimiter({ nowMs: () => nowMs }, { attempts: 2, windowMs: 1000 })
    limiter.attempt('a')
    limiter.attempt('a')
    limiter.attempt('b')
    nowMs = 400
    expect(() => limiter.attempt('a')).toThrow(/retryAfterSeconds: 1/)
    nowMs = 1000
    limiter.attempt('a')
  })

  it('takes a forgiven attempt back', () => {
    const limiter = new AttemptLimiter({ nowMs: () => 0 }, { attempts: 1, windowMs: 1000 })
    for (let i = 0; i < 5; i++) {
      limiter.attempt('a')
      limiter.forgive('a')
    }
    limiter.attempt('a')
    expect(() => limiter.attempt('a')).toThrow()
  })
})
