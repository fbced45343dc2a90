import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { backOffMs, parseRetryAfter } from './back-off.js'
import { looksIncompressible } from './block-encoder.js'
import { isInsecure, parseServerUrl } from './server-url.js'

const strict = { allowInsecure: false }

test('an address without scheme is https, on loopback http', () => {
  expect(parseServerUrl('files.example.org', strict).href).toBe('https://files.example.org/')
  expect(parseServerUrl('localhost:8080', strict).href).toBe('http://localhost:8080/')
  expect(parseServerUrl(' https://a.example/tide ', strict).href).toBe('https://a.example/tide/')
})

test('SEC-129 http beyond loopback needs the flag', () => {
  expect(() => parseServerUrl('http://192.168.1.5:80', strict)).toThrow('not encrypted')
  expect(() => parseServerUrl('http://localhost.evil.example', strict)).toThrow('not encrypted')
  expect(() => parseServerUrl('http://127.0.0.1.evil.example', strict)).toThrow('not encrypted')
  const allowed = parseServerUrl('http://192.168.1.5', { allowInsecure: true })
  expect(isInsecure(allowed)).toBe(true)
  expect(isInsecure(parseServerUrl('http://[::1]:9', strict))).toBe(false)
})

test.each([
  'file:///etc/passwd',
  'https://sam:pw@a.example',
  'https://a.example?x',
  'ht tp://',
  '',
])('refuses %j as an address', (text) => {
  expect(() => parseServerUrl(text, strict)).toThrow()
})

test('back-off doubles up to its cap and is spread over all of it', () => {
  expect([0, 1, 2, 10, 1000].map((attempt) => backOffMs(attempt, 1, undefined))).toEqual([
    500, 1000, 2000, 20_000, 20_000,
  ])
  expect(backOffMs(5, 0, undefined)).toBe(0)
  expect(backOffMs(0, 0, 3000)).toBe(3000)
})

test('Retry-After is read as seconds or a date and bounded', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(parseRetryAfter('120', now)).toBe(120_000)
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000)
  expect(parseRetryAfter('Thu, 01 Jan 2020 00:00:00 GMT', now)).toBe(0)
  expect(parseRetryAfter('999999999', now)).toBe(3_600_000)
  expect(parseRetryAfter('soon', now)).toBeUndefined()
  expect(parseRetryAfter(undefined, now)).toBeUndefined()
})

test('tells compressed bytes from text', () => {
  expect(looksIncompressible(randomBytes(100_000))).toBe(true)
  expect(looksIncompressible(Buffer.from('const tide = 1\n'.repeat(1000)))).toBe(false)
  expect(looksIncompressible(Buffer.from(randomBytes(50_000).toString('base64')))).toBe(false)
  expect(looksIncompressible(randomBytes(100))).toBe(false)
})
