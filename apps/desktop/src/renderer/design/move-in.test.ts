import { describe, expect, it } from 'vitest'
import { moveIn } from './move-in.js'

describe('keys in a long list', () => {
  it('holds at both ends', () => {
    expect(moveIn(30, 29, 'ArrowDown')).toBe(29)
    expect(moveIn(30, 4, 'PageUp')).toBe(0)
    expect(moveIn(30, 4, 'PageDown')).toBe(14)
    expect(moveIn(30, 4, 'End')).toBe(29)
  })

  it('knows no row in an empty list and no other keys', () => {
    expect(moveIn(0, -1, 'End')).toBeUndefined()
    expect(moveIn(3, 0, 'toString')).toBeUndefined()
  })
})
