import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyName, hostileText } from './_names.js'
import { readVectors } from './_vectors.js'
import { foldKey } from './name-keys.js'
import { checkName, NameError, parseName } from './names.js'

interface NameVector {
  readonly name: string
  readonly times?: number
  readonly problem?: string
  readonly comment: string
}

const vectors = readVectors<{ valid: NameVector[]; invalid: NameVector[] }>('names')

describe('checkName', () => {
  it.each(vectors.valid)('syncs $name: $comment', ({ name, times = 1 }) => {
    expect(checkName(name.repeat(times))).toBeUndefined()
  })

  it.each(vectors.invalid)('refuses $name: $comment', ({ name, times = 1, problem }) => {
    expect(checkName(name.repeat(times))?.code).toBe(problem)
  })

  it('never repeats the name in its message (SEC-71)', () => {
    for (const { name, times = 1 } of vectors.invalid.filter(({ name }) => name.length > 3)) {
      expect(checkName(name.repeat(times))?.message).not.toContain(name)
    }
  })

  it('lets no name through that a path could be split at or cut at (SEC-60, SEC-62)', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(name).not.toMatch(/[/\0]/)
        expect(['', '.', '..']).not.toContain(name)
        expect(Buffer.from(name).toString()).toBe(name)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      }),
    )
  })

  it('refuses our own names in every case and normalisation (SEC-64)', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        for (const form of [name.normalize('NFD'), name.toUpperCase(), foldKey(name)]) {
          expect(form.replace(/[\u200b-\u200d\ufeff]/g, '').toLowerCase()).not.toBe('.tidemark')
          expect(form.toLowerCase().startsWith('.tidemark-tmp-')).toBe(false)
        }
      }),
    )
  })
})

describe('parseName', () => {
  it('returns the name unchanged', () => {
    fc.assert(fc.property(anyName, (name) => parseName(name) === name))
  })

  it('throws the problem that checkName finds', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const problem = checkName(text)
        fc.pre(problem !== undefined)
        expect(() => parseName(text)).toThrow(NameError)
        expect(() => parseName(text)).toThrow(expect.objectContaining({ code: problem?.code }))
      }),
    )
  })
})
