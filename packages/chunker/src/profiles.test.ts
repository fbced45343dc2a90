import { describe, expect, it } from 'vitest'
import { FAST_CDC_IDS, profileOf } from './_cutting.js'
import { findProfile, profileForNextVersion, profileForSize } from './profiles.js'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB
/** The protocol's MAX_BLOCK_BYTES, stated again: this package imports nothing. */
const MAX_BLOCK_BYTES = 4 * MIB

describe('profileForSize', () => {
  it.each([
    [0, 'whole-v1'],
    [64 * KIB, 'whole-v1'],
    [64 * KIB + 1, 'fastcdc-v1/64k'],
    [256 * MIB, 'fastcdc-v1/64k'],
    [256 * MIB + 1, 'fastcdc-v1/256k'],
    [4 * GIB, 'fastcdc-v1/256k'],
    [4 * GIB + 1, 'fastcdc-v1/1m'],
    [Number.MAX_SAFE_INTEGER, 'fastcdc-v1/1m'],
  ])('cuts a file of %i bytes with %s', (sizeBytes, id) => {
    expect(profileForSize(sizeBytes).id).toBe(id)
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the size %d', (sizeBytes) => {
    expect(() => profileForSize(sizeBytes)).toThrow(RangeError)
    expect(() => profileForNextVersion(profileOf('whole-v1'), sizeBytes)).toThrow(RangeError)
  })
})

describe('profileForNextVersion', () => {
  it('keeps the profile when a file grows a little past the size it was chosen for', () => {
    const next = profileForNextVersion(profileOf('fastcdc-v1/64k'), 2 * GIB)
    expect(next).toBe(profileOf('fastcdc-v1/64k'))
  })

  it('keeps the profile when a file shrinks', () => {
    expect(profileForNextVersion(profileOf('fastcdc-v1/1m'), 1)).toBe(profileOf('fastcdc-v1/1m'))
  })

  it('changes the profile once the file has outgrown it', () => {
    const small = profileForNextVersion(profileOf('whole-v1'), 64 * KIB + 1)
    const large = profileForNextVersion(profileOf('fastcdc-v1/64k'), 2 * GIB + 1)
    expect([small.id, large.id]).toEqual(['fastcdc-v1/64k', 'fastcdc-v1/256k'])
  })
})

describe('findProfile', () => {
  it('finds every profile by its id', () => {
    for (const id of ['whole-v1', ...FAST_CDC_IDS]) expect(findProfile(id)?.id).toBe(id)
  })

  it.each(['', 'whole-v2', 'fastcdc-v1', 'fastcdc-v1/64K', '__proto__'])(
    'does not know %j',
    (id) => {
      expect(findProfile(id)).toBeUndefined()
    },
  )

  it('gives profiles whose chunks fit into one block and that nobody can change', () => {
    for (const id of ['whole-v1', ...FAST_CDC_IDS] as const) {
      const profile = profileOf(id)
      expect(profile.maxBytes).toBeLessThanOrEqual(MAX_BLOCK_BYTES)
      expect(profile.minBytes).toBeLessThanOrEqual(profile.targetBytes)
      expect(profile.targetBytes).toBeLessThanOrEqual(profile.maxBytes)
      expect(Object.isFrozen(profile)).toBe(true)
    }
  })
})
