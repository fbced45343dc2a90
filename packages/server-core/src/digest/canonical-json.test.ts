import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.js'

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: {} }, '{"b":{}}'],
    ['\u00e9\u2028\ud83d\ude00\u007f"\\\n', '"\\u00e9\\u2028\\ud83d\\ude00\\u007f\\"\\\\\\n"'],
    [{ __proto__: null, A: 0, a: -1.5 }, '{"A":0,"a":-1.5}'],
    [[], '[]'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it('does not depend on the order in which members were set', () => {
    expect(canonicalJson({ x: 1, y: { b: 2, a: 3 } })).toBe(
      canonicalJson({ y: { a: 3, b: 2 }, x: 1 }),
    )
  })

  it('is read back as the same value', () => {
    const value = { name: 'e\u0301 \ud83d\ude00', list: [1, { deep: '\u0000' }] }
    expect(JSON.parse(canonicalJson(value))).toEqual(value)
  })
})
