import { describe, expect, it } from 'vitest'
import { isBraked } from './delete-brake.js'

const brake = (deleteCount: number, totalCount: number, approvedCount = 0) =>
  isBraked({ deleteCount, totalCount, approvedCount })

describe('the delete brake (P9, I15)', () => {
  it('lets 50 items and a fifth of the folder pass, and holds one more of both', () => {
    expect(brake(50, 60)).toBe(false)
    expect(brake(51, 255)).toBe(false)
    expect(brake(51, 254)).toBe(true)
  })

  it('holds the whole of a folder from 10 items on', () => {
    expect(brake(9, 9)).toBe(false)
    expect(brake(10, 10)).toBe(true)
    expect(brake(9, 10)).toBe(false)
  })

  it('lets pass what was approved, and nothing beyond', () => {
    expect(brake(100, 100, 100)).toBe(false)
    expect(brake(101, 101, 100)).toBe(true)
  })
})
