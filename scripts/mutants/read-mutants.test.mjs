import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { breakText, readMutants } from './read-mutants.mjs'

const ROOT = dirname(dirname(import.meta.dirname))

describe('the broken variants', () => {
  it('are 32, each with a text of its own kind of damage', () => {
    const mutants = readMutants()
    expect(mutants).toHaveLength(32)
    expect(new Set(mutants.map(({ breaks }) => breaks)).size).toBe(32)
  })

  it.each(readMutants())('still apply to the sources: $name', (mutant) => {
    const text = readFileSync(join(ROOT, mutant.file), 'utf8')
    expect(breakText(mutant, text)).not.toBe(text)
  })

  it('are refused by name when what they replace is not there exactly once', () => {
    const mutant = { name: 'some-mutant', file: 'some.ts', find: 'a', replace: 'b' }
    expect(() => breakText(mutant, 'a a')).toThrow(/some-mutant.*2 times/)
    expect(() => breakText(mutant, 'b')).toThrow(/some-mutant.*0 times/)
    expect(breakText({ ...mutant, replace: '$&' }, 'a')).toBe('$&')
  })
})
