import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyName, hostileText } from './_names.js'
import { readVectors } from './_vectors.js'
import {
  type ConflictOrigin,
  disambiguateName,
  formatConflictName,
  parseConflictName,
} from './conflict-name.js'
import { isExtension, splitExtension } from './name-extension.js'
import { checkName, parseName } from './names.js'
import { platformProblem } from './platform-names.js'

interface ConflictVectors {
  formatted: { name: string; deviceName?: string; expected: string; comment: string }[]
  numbered: { name: string; number: number; expected: string; comment: string }[]
  parsed: { name: string; baseName: string; deviceName: string; number: number; comment: string }[]
  notParsed: { name: string; comment: string }[]
}

const vectors = readVectors<ConflictVectors>('conflict-names')
const at = { year: 2026, month: 11, day: 22, hour: 14, minute: 5 }
const laptop: ConflictOrigin = { deviceName: 'Laptop', at }
const anyOrigin = fc.record({
  deviceName: hostileText,
  at: fc.record({
    year: fc.integer({ min: 0, max: 9999 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  }),
})

function countSuffixes(name: string): number {
  return name.split(' (conflicted copy, ').length - 1
}

describe('formatConflictName', () => {
  it.each(vectors.formatted)('$name: $comment', ({ name, deviceName = 'Laptop', expected }) => {
    expect(formatConflictName(parseName(name), { deviceName, at })).toBe(expected)
  })

  it('gives a name that can be synced and that no platform holds but for the original (E45)', () => {
    fc.assert(
      fc.property(anyName, anyOrigin, (name, origin) => {
        const copy = formatConflictName(name, origin)
        expect(checkName(copy)).toBeUndefined()
        if (platformProblem(name, 'windows') === undefined) {
          expect(platformProblem(copy, 'windows')).toBeUndefined()
        }
      }),
    )
  })

  it('never nests suffixes, whoever made the first copy (PS058)', () => {
    fc.assert(
      fc.property(anyName, anyOrigin, anyOrigin, (name, first, second) => {
        const once = formatConflictName(name, second)
        const again = formatConflictName(formatConflictName(name, first), second)
        // Fewer when the first copy was shortened by text that only looked like a suffix.
        expect(countSuffixes(again)).toBeLessThanOrEqual(countSuffixes(once))
        if (countSuffixes(name) === 0) {
          expect(countSuffixes(again)).toBe(1)
          expect(formatConflictName(again, second)).toBe(again)
        }
      }),
    )
  })

  it('keeps the extension that the name has', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        fc.pre(parseConflictName(name) === undefined)
        const copy = formatConflictName(name, laptop)
        expect(copy.endsWith(splitExtension(name).extension)).toBe(true)
      }),
    )
  })

  it.each([
    ['month', 0],
    ['month', 13],
    ['day', 32],
    ['hour', 24],
    ['minute', 60],
    ['year', 10_000],
    ['minute', 1.5],
    ['day', Number.NaN],
  ])('refuses %s %d', (part, value) => {
    const origin = { deviceName: 'Laptop', at: { ...at, [part]: value } }
    expect(() => formatConflictName(parseName('a'), origin)).toThrow(RangeError)
  })
})

describe('disambiguateName', () => {
  it.each(vectors.numbered)('$name, $number: $comment', ({ name, number, expected }) => {
    expect(disambiguateName(parseName(name), number)).toBe(expected)
  })

  it('gives a different valid name for every number', () => {
    fc.assert(
      fc.property(anyName, anyOrigin, (name, origin) => {
        const copy = formatConflictName(name, origin)
        const names = [2, 3, 10, 11, 999_999_999].map((number) => disambiguateName(copy, number))
        expect(new Set([copy, ...names]).size).toBe(6)
        for (const each of names) expect(checkName(each)).toBeUndefined()
        expect(new Set([2, 3, 10].map((number) => disambiguateName(name, number))).size).toBe(3)
      }),
    )
  })

  it.each([1, 0, -1, 2.5, Number.NaN, 1e9])('refuses number %d', (number) => {
    expect(() => disambiguateName(parseName('a'), number)).toThrow(RangeError)
  })
})

describe('parseConflictName', () => {
  it.each(vectors.parsed)('reads $name: $comment', ({ comment: _, name, ...expected }) => {
    expect(parseConflictName(name)).toEqual({ ...expected, at })
  })

  it.each(vectors.notParsed)('takes $name for an ordinary name: $comment (E48)', ({ name }) => {
    expect(parseConflictName(name)).toBeUndefined()
  })

  it('reads what formatConflictName wrote', () => {
    fc.assert(
      fc.property(anyName, anyOrigin, (name, origin) => {
        const base = parseConflictName(name)?.baseName ?? name
        const parts = parseConflictName(formatConflictName(name, origin))
        expect(parts?.at).toEqual(origin.at)
        if (Buffer.byteLength(base) <= 100) expect(parts?.baseName).toBe(base)
      }),
    )
  })

  it('answers for any text without throwing', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (before, after) => {
        parseConflictName(`${before} (conflicted copy, Laptop, 2026-11-22 14.05)${after}`)
      }),
    )
  })
})

describe('splitExtension', () => {
  it('cuts a name in two without loss and leaves a stem', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const { stem, extension } = splitExtension(name)
        expect(stem + extension).toBe(name)
        expect(stem).not.toBe('')
        expect(isExtension(extension)).toBe(true)
      }),
    )
  })
})
