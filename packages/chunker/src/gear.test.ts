import { describe, expect, it } from 'vitest'
import { createContent } from './_content.js'
import { FAST_CDC_IDS, profileOf } from './_cutting.js'
import { fastCdcRule } from './cut-rule.js'
import { GEAR, GEAR_WINDOW_BYTES, rollGear } from './gear.js'

describe('the gear hash', () => {
  it('depends on the last 32 bytes alone', () => {
    const bytes = createContent({ kind: 'random', seed: 3, sizeBytes: 100 })
    const window = rollGear(0, bytes, 100 - GEAR_WINDOW_BYTES, 100)
    expect(rollGear(12345, bytes, 0, 100)).toBe(window)
    expect(rollGear(rollGear(7, bytes, 0, 61), bytes, 61, 100)).toBe(window)
    expect(rollGear(0, bytes, 101 - GEAR_WINDOW_BYTES, 100)).not.toBe(window)
  })

  it('has a different table entry for each byte value', () => {
    expect(new Set(GEAR).size).toBe(256)
  })

  it('finds no candidate in a run of one byte value, so that such runs are cut at the maximum', () => {
    const masks = FAST_CDC_IDS.map((id) => fastCdcRule(profileOf(id)).looseMask)
    for (let byte = 0; byte < 256; byte++) {
      const hash = rollGear(0, new Uint8Array(GEAR_WINDOW_BYTES).fill(byte), 0, GEAR_WINDOW_BYTES)
      for (const mask of masks) expect(hash & mask, `byte ${byte}`).not.toBe(0)
    }
  })
})

describe('the cut rule', () => {
  it.each(FAST_CDC_IDS)('of %s asks for 2 bits more, then 2 less, and never for bit 31', (id) => {
    const { strictMask, looseMask } = fastCdcRule(profileOf(id))
    const bits = Math.log2(profileOf(id).targetBytes)
    const countOnes = (mask: number): number => mask.toString(2).replaceAll('0', '').length
    expect([countOnes(strictMask), countOnes(looseMask)]).toEqual([bits + 2, bits - 2])
    expect([strictMask > 0, looseMask > 0]).toEqual([true, true])
    expect(strictMask & looseMask).toBe(looseMask)
  })

  it.each(FAST_CDC_IDS)('of %s leaves room for the hash window before the first cut', (id) => {
    const rule = fastCdcRule(profileOf(id))
    expect(rule.minBytes).toBeGreaterThanOrEqual(GEAR_WINDOW_BYTES)
    expect(rule.minBytes).toBeLessThan(rule.normalBytes)
    expect(rule.normalBytes).toBeLessThan(rule.maxBytes)
  })
})
