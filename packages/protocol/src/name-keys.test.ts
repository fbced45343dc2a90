import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyName, hostileText } from './_names.js'
import { readVectors } from './_vectors.js'
import { foldKey, nameKey } from './name-keys.js'

interface PairVector {
  readonly a: string
  readonly b: string
  readonly sameName: boolean
  readonly sameFold: boolean
  readonly comment: string
}

const { pairs } = readVectors<{ pairs: PairVector[] }>('name-keys')

describe('nameKey and foldKey', () => {
  it.each(pairs)('compare $a and $b: $comment', ({ a, b, sameName, sameFold }) => {
    expect(nameKey(a) === nameKey(b)).toBe(sameName)
    expect(foldKey(a) === foldKey(b)).toBe(sameFold)
  })

  it('give equal fold keys to names with equal name keys (E41, E42)', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(foldKey(name.normalize('NFD'))).toBe(foldKey(nameKey(name)))
      }),
    )
  })

  it('change nothing when applied again', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text))
        expect(foldKey(foldKey(text))).toBe(foldKey(text))
      }),
    )
  })

  it('fold every letter together with its lower case, over all of Unicode (E43)', () => {
    const apart: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue
      const character = String.fromCodePoint(code)
      const lower = character.toLowerCase()
      // Longer mappings are full folding, where lower case alone does not decide.
      if ([...lower].length !== 1 || lower === character) continue
      if (foldKey(lower) !== foldKey(character)) apart.push(code.toString(16))
    }
    expect(apart).toEqual([])
  })
})
