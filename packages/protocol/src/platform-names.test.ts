import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyName } from './_names.js'
import { readVectors } from './_vectors.js'
import { checkName } from './names.js'
import { parseRelPath } from './paths.js'
import { platformPathProblem, platformProblem } from './platform-names.js'

interface NameVector {
  readonly name: string
  readonly times?: number
  readonly problem?: string
  readonly comment: string
}

const vectors = readVectors<Record<string, NameVector[]>>('names')

describe('platformProblem', () => {
  it.each(vectors.windowsValid ?? [])('Windows takes $name: $comment', ({ name, times = 1 }) => {
    expect(checkName(name.repeat(times))).toBeUndefined()
    expect(platformProblem(name.repeat(times), 'windows')).toBeUndefined()
  })

  it.each(vectors.windowsInvalid ?? [])('Windows holds $name: $comment', (vector) => {
    expect(checkName(vector.name)).toBeUndefined()
    expect(platformProblem(vector.name, 'windows')?.code).toBe(vector.problem)
  })

  it.each(vectors.macosValid ?? [])('macOS takes $name: $comment', ({ name }) => {
    expect(platformProblem(name, 'macos')).toBeUndefined()
  })

  it.each(vectors.macosInvalid ?? [])('macOS holds $name: $comment', ({ name, problem }) => {
    expect(platformProblem(name, 'macos')?.code).toBe(problem)
  })

  it('holds nothing on Linux that can be synced at all (E49)', () => {
    fc.assert(fc.property(anyName, (name) => platformProblem(name, 'linux') === undefined))
  })

  it('has vectors for every list', () => {
    const sizes = Object.entries(vectors).filter(([key]) => key !== 'comment')
    expect(sizes.every(([, list]) => list.length > 0)).toBe(true)
    expect(sizes).toHaveLength(6)
  })
})

describe('platformPathProblem', () => {
  const nested = parseRelPath(`${'d'.repeat(99)}/${'e'.repeat(100)}`)

  it.each([
    ['linux', 4095],
    ['macos', 1023],
    ['windows', 32_762],
  ] as const)(
    'takes the longest path of %s and holds a longer one (E46, SEC-63)',
    (platform, most) => {
      const rootLength = most - 1 - 200
      expect(platformPathProblem(nested, rootLength, platform)).toBeUndefined()
      expect(platformPathProblem(nested, rootLength + 1, platform)?.code).toBe('path_too_long')
    },
  )

  it('counts bytes on POSIX and UTF-16 units on Windows', () => {
    const hangul = parseRelPath('가'.repeat(80))
    expect(platformPathProblem(hangul, 1000, 'macos')?.code).toBe('path_too_long')
    expect(platformPathProblem(hangul, 32_762 - 81, 'windows')).toBeUndefined()
  })
})
