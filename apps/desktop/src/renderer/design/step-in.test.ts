import { describe, expect, it } from 'vitest'
import { stepIn } from './step-in.js'

describe('keys in a row of tabs', () => {
  it('goes round at both ends of the row', () => {
    expect(stepIn(3, 2, 'ArrowRight')).toBe(0)
    expect(stepIn(3, 0, 'ArrowLeft')).toBe(2)
  })

  it('jumps to the ends and leaves other keys alone', () => {
    expect(stepIn(3, 1, 'Home')).toBe(0)
    expect(stepIn(3, 1, 'End')).toBe(2)
    expect(stepIn(3, 1, 'a')).toBeUndefined()
    expect(stepIn(0, -1, 'ArrowRight')).toBeUndefined()
  })
})
