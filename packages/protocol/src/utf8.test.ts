import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasLoneSurrogate, takeUtf8Bytes, utf8Length } from './utf8.js'

const anyText = fc.string({ unit: 'binary', maxLength: 40 })

it('counts bytes as an encoder does', () => {
  fc.assert(fc.property(anyText, (text) => utf8Length(text) === Buffer.byteLength(text)))
})

it('takes the longest start that fits and never half a code point (E45)', () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), (text, maxBytes) => {
      const start = takeUtf8Bytes(text, maxBytes)
      expect(text.startsWith(start)).toBe(true)
      expect(utf8Length(start)).toBeLessThanOrEqual(maxBytes)
      const [next] = text.slice(start.length)
      if (next !== undefined) expect(utf8Length(start + next)).toBeGreaterThan(maxBytes)
    }),
  )
})

it.each([
  ['\ud800', true],
  ['a\udc00', true],
  ['\udc00\ud800', true],
  ['🌊', false],
  ['', false],
])('finds lone surrogates in %j: %s', (text, expected) => {
  expect(hasLoneSurrogate(text)).toBe(expected)
})
