import { expect, test } from 'vitest'
import { formatOffer, formatPaired } from './pairing-text.js'
import { PLAIN } from './style.js'

const offer = {
  pairingId: 'aa'.repeat(16) as never, // not shown
  code: 'K7P3QX',
  expiresAtMs: 600_000,
  serverUrl: 'https://files.example/',
}

test('a code is shown with what to type on the new device', () => {
  const text = formatOffer(offer, 1000, PLAIN)
  expect(text).toContain('Code: K7P-3QX')
  expect(text).toContain('tidemark login https://files.example/ --code K7P-3QX')
  expect(text).toContain('one device and 10 minutes')
  expect(formatOffer(offer, 599_999, PLAIN)).toContain('1 minute.')
})

test('SEC-71 the name of a new device reaches the terminal escaped', () => {
  expect(formatPaired('a\u001b[2Jb', PLAIN)).not.toContain('\u001b')
})
