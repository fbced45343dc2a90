import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyName, hostileText } from './_names.js'
import { readVectors } from './_vectors.js'
import { MAX_DEPTH } from './limits.js'
import { NameError } from './names.js'
import {
  baseName,
  checkRelPath,
  isWithin,
  joinPath,
  parentOf,
  parseRelPath,
  ROOT_PATH,
  splitPath,
} from './paths.js'

interface PathVector {
  readonly path: string
  readonly times?: number
  readonly parts?: string[]
  readonly problem?: string
  readonly comment: string
}

const vectors = readVectors<{ valid: PathVector[]; invalid: PathVector[] }>('paths')
const anyPath = fc
  .array(anyName, { maxLength: 5 })
  .map((names) => names.reduce(joinPath, ROOT_PATH))

describe('parseRelPath', () => {
  it.each(vectors.valid)('takes $path: $comment', ({ path, parts }) => {
    expect(splitPath(parseRelPath(path))).toEqual(parts)
  })

  it.each(vectors.invalid)('refuses $path: $comment', ({ path, times = 1, problem }) => {
    expect(checkRelPath(path.repeat(times))?.code).toBe(problem)
    expect(() => parseRelPath(path.repeat(times))).toThrow(NameError)
  })

  it('takes a file in the deepest folder and nothing deeper (E18)', () => {
    const deepest = 'd/'.repeat(MAX_DEPTH)
    expect(parseRelPath(`${deepest}f`)).toBe(`${deepest}f`)
    expect(checkRelPath(`${deepest}d/f`)?.code).toBe('path_too_deep')
  })

  it('never lets a path lead out of its tree (SEC-60)', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 5 }), (parts) => {
        const text = parts.join('/')
        fc.pre(checkRelPath(text) === undefined)
        const resolved = new URL(parts.map(encodeURIComponent).join('/'), 'file:///tree/')
        expect(resolved.pathname.startsWith('/tree/')).toBe(true)
        expect(text.split('/')).not.toContain('..')
      }),
    )
  })
})

describe('path parts', () => {
  it('rebuild the path from parent and name', () => {
    fc.assert(
      fc.property(anyPath, anyName, (parent, name) => {
        const path = joinPath(parent, name)
        expect(parentOf(path)).toBe(parent)
        expect(baseName(path)).toBe(name)
        expect(splitPath(path).reduce(joinPath, ROOT_PATH)).toBe(path)
        expect(isWithin(path, parent)).toBe(true)
        expect(isWithin(parent, path)).toBe(false)
      }),
    )
  })

  it('say that the root has no parent and no name', () => {
    expect(() => parentOf(ROOT_PATH)).toThrow(RangeError)
    expect(() => baseName(ROOT_PATH)).toThrow(RangeError)
  })

  it('tell a folder from its prefix siblings', () => {
    const folder = parseRelPath('a/b')
    expect(isWithin(parseRelPath('a/b'), folder)).toBe(true)
    expect(isWithin(parseRelPath('a/b/c'), folder)).toBe(true)
    expect(isWithin(parseRelPath('a/bc'), folder)).toBe(false)
    expect(isWithin(parseRelPath('a'), folder)).toBe(false)
  })
})
