import { describe, expect, it } from 'vitest'
import { readVectors } from './_vectors.js'
import { formatPairingCode, PAIRING_ALPHABET, parsePairingCode } from './pairing.js'

interface PairingVectors {
  readonly valid: readonly { readonly text: string; readonly code: string }[]
  readonly invalid: readonly { readonly text: string; readonly comment: string }[]
}

const vectors = readVectors<PairingVectors>('pairing-codes')

describe('pairing codes', () => {
  it.each(vectors.valid)('reads $text as it was made', ({ text, code }) => {
    expect(parsePairingCode(text)).toBe(code)
    expect(parsePairingCode(formatPairingCode(code))).toBe(code)
  })

  it.each(vectors.invalid)('refuses $text: $comment', ({ text }) => {
    expect(parsePairingCode(text)).toBeUndefined()
  })

  it('have 32 characters to choose from, none like another', () => {
    expect(new Set(PAIRING_ALPHABET).size).toBe(32)
    for (const alike of '01IO') expect(PAIRING_ALPHABET).not.toContain(alike)
  })
})
