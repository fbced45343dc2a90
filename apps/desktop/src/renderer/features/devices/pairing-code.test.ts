import { describe, expect, it } from 'vitest'
import { formatPairingCode, looksLikePairingCode } from './pairing-code.js'

describe('codes to pair a device', () => {
  it('are shown in two halves and taken back as shown', () => {
    expect(formatPairingCode('K7P3QX')).toBe('K7P-3QX')
    expect(looksLikePairingCode(formatPairingCode('K7P3QX'))).toBe(true)
    expect(looksLikePairingCode(' k7p 3qx ')).toBe(true)
  })

  it('have six characters that nobody mistakes for others', () => {
    for (const text of ['', 'K7P3Q', 'K7P3QX9', 'O7P3QX', 'I7P3QX', '07P3QX', '17P3QX']) {
      expect(looksLikePairingCode(text)).toBe(false)
    }
  })
})
