import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContentSpec, createContent } from './_content.js'
import { cutsOf, FAST_CDC_IDS, lengthsOf, profileOf } from './_cutting.js'
import { createChunker } from './chunker.js'
import { createJsKernel } from './js-kernel.js'
import type { Kernel } from './kernel.js'
import { createWasmKernel } from './wasm-kernel.js'

const KIB = 1024
const js = createJsKernel()
const wasm = createWasmKernel()
const small = profileOf('fastcdc-v1/64k')

const SIZE_BYTES = 700 * KIB + 13
const CONTENTS: ContentSpec[] = [
  ...[1, 2, 3].map((seed) => ({ kind: 'random' as const, seed, sizeBytes: SIZE_BYTES })),
  ...[4, 5].map((seed) => ({ kind: 'text' as const, seed, sizeBytes: SIZE_BYTES })),
  ...[6, 7].map((seed) => ({ kind: 'dna' as const, seed, sizeBytes: SIZE_BYTES })),
  { kind: 'constant', byte: 0, sizeBytes: SIZE_BYTES },
  ...[2, 33, 1000, 70_000].map((periodBytes) => ({
    kind: 'periodic' as const,
    seed: periodBytes,
    periodBytes,
    sizeBytes: SIZE_BYTES,
  })),
]

describe.each(CONTENTS)('cutting $kind content (seed $seed, period $periodBytes)', (spec) => {
  const bytes = createContent(spec)
  const cuts = cutsOf(small, bytes, js)

  it('gives the same cuts for both kernels and any split of the input', () => {
    expect(cutsOf(small, bytes, wasm)).toEqual(cuts)
    const splits = fc.uniqueArray(fc.nat({ max: SIZE_BYTES }), { maxLength: 40 })
    fc.assert(
      fc.property(splits, fc.constantFrom(js, wasm), (points, kernel) => {
        const ascending = points.toSorted((a, b) => a - b)
        expect(cutsOf(small, bytes, kernel, ascending)).toEqual(cuts)
      }),
      { numRuns: 12 },
    )
  })

  it('covers the content in order, within the bounds of the profile', () => {
    const lengths = lengthsOf(cuts)
    expect(cuts.at(-1)).toBe(SIZE_BYTES)
    for (const length of lengths) expect(length).toBeLessThanOrEqual(small.maxBytes)
    for (const length of lengths.slice(0, -1)) {
      expect(length).toBeGreaterThanOrEqual(small.minBytes)
    }
    expect(lengths.at(-1)).toBeGreaterThan(0)
  })
})

describe('cutting, byte by byte', () => {
  it.each([js, wasm])('gives the same cuts with the $kind kernel', (kernel) => {
    const bytes = createContent({ kind: 'random', seed: 8, sizeBytes: 150 * KIB })
    const everyByte = Array.from({ length: bytes.length }, (_, i) => i)
    const cuts = cutsOf(small, bytes, kernel)
    expect(cuts.length).toBeGreaterThan(1)
    expect(cutsOf(small, bytes, kernel, everyByte)).toEqual(cuts)
  })
})

describe.each(FAST_CDC_IDS)('%s', (id) => {
  const profile = profileOf(id)
  const random = createContent({ kind: 'random', seed: 21, sizeBytes: profile.maxBytes + 1 })

  it('cuts an empty file into no chunk', () => {
    expect(cutsOf(profile, new Uint8Array(0), wasm)).toEqual([])
  })

  it('makes one chunk of anything up to the minimum', () => {
    for (const sizeBytes of [1, 31, 32, profile.minBytes - 1, profile.minBytes]) {
      expect(cutsOf(profile, random.subarray(0, sizeBytes), wasm)).toEqual([sizeBytes])
    }
  })

  it('cuts content without candidates at the maximum', () => {
    const zeros = new Uint8Array(2 * profile.maxBytes + 1)
    const cuts = [profile.maxBytes, 2 * profile.maxBytes]
    expect(cutsOf(profile, zeros.subarray(0, profile.maxBytes), wasm)).toEqual([profile.maxBytes])
    expect(cutsOf(profile, zeros.subarray(0, 2 * profile.maxBytes), wasm)).toEqual(cuts)
    expect(cutsOf(profile, zeros, wasm)).toEqual([...cuts, 2 * profile.maxBytes + 1])
  })

  it('cuts where the definition says: 32-byte hash, strict mask, then loose mask', () => {
    // A kernel that finds a candidate everywhere shows which lengths are asked about, and in which order.
    const asked: { length: number; bits: number }[] = []
    const probe: Kernel = {
      kind: 'js',
      findCandidate(_bytes, start, end, _hash, mask) {
        const bits = mask.toString(2).replaceAll('0', '').length
        asked.push({ length: start + 1, bits }, { length: end, bits })
        return -1
      },
    }
    const targetBits = Math.log2(profile.targetBytes)
    const normalBytes = (profile.targetBytes * 13) / 16
    cutsOf(profile, random.subarray(0, profile.maxBytes), probe)
    expect(asked).toEqual([
      { length: profile.minBytes, bits: targetBits + 2 },
      { length: normalBytes - 1, bits: targetBits + 2 },
      { length: normalBytes, bits: targetBits - 2 },
      { length: profile.maxBytes, bits: targetBits - 2 },
    ])
  })

  it('gives chunks of the target length on average on incompressible content', () => {
    const sizeBytes = 160 * profile.targetBytes
    const unit = createContent({
      kind: 'random',
      seed: 22,
      sizeBytes: Math.min(sizeBytes, 48 * KIB * KIB),
    })
    const mean = unit.length / cutsOf(profile, unit, wasm).length
    expect(mean / profile.targetBytes).toBeGreaterThan(0.85)
    expect(mean / profile.targetBytes).toBeLessThan(1.15)
  })
})

describe('the mean length of 64 KiB chunks', () => {
  it.each(['text', 'dna'] as const)('keeps near the target on %s', (kind) => {
    const bytes = createContent({ kind, seed: 23, sizeBytes: 12 * KIB * KIB })
    const mean = bytes.length / cutsOf(small, bytes, wasm).length
    expect(mean / small.targetBytes).toBeGreaterThan(0.85)
    expect(mean / small.targetBytes).toBeLessThan(1.15)
  })
})

describe('whole-v1', () => {
  const whole = profileOf('whole-v1')

  it.each([
    [0, []],
    [1, [1]],
    [64 * KIB, [64 * KIB]],
    [64 * KIB + 1, [64 * KIB, 64 * KIB + 1]],
    [128 * KIB, [64 * KIB, 128 * KIB]],
  ])('cuts %i bytes at %j, split anyhow', (sizeBytes, cuts) => {
    const bytes = new Uint8Array(sizeBytes)
    expect(cutsOf(whole, bytes, js)).toEqual(cuts)
    expect(cutsOf(whole, bytes, js, [0, sizeBytes >> 1, sizeBytes])).toEqual(cuts)
  })
})

describe('a chunker', () => {
  it('returns each cut with the push that completes the chunk', () => {
    const chunker = createChunker(small, wasm)
    const zeros = new Uint8Array(small.maxBytes)
    expect(chunker.push(zeros.subarray(1))).toEqual([])
    expect(chunker.push(new Uint8Array(0))).toEqual([])
    expect(chunker.push(zeros.subarray(0, 1))).toEqual([small.maxBytes])
    expect(chunker.push(zeros.subarray(0, 5))).toEqual([])
    expect(chunker.finish()).toEqual([small.maxBytes + 5])
  })

  it('does not return the last cut twice when a chunk ends with the file', () => {
    const chunker = createChunker(small, wasm)
    expect(chunker.push(new Uint8Array(small.maxBytes))).toEqual([small.maxBytes])
    expect(chunker.finish()).toEqual([])
  })

  it('keeps no part of the pushed buffer', () => {
    const bytes = createContent({ kind: 'random', seed: 31, sizeBytes: 400 * KIB })
    const chunker = createChunker(small, wasm)
    const reused = new Uint8Array(10_000)
    const cuts: number[] = []
    for (let at = 0; at < bytes.length; at += reused.length) {
      const piece = bytes.subarray(at, at + reused.length)
      reused.set(piece)
      cuts.push(...chunker.push(reused.subarray(0, piece.length)))
      reused.fill(0xff)
    }
    expect([...cuts, ...chunker.finish()]).toEqual(cutsOf(small, bytes, wasm))
  })

  it('shares its kernel with chunkers that run at the same time', () => {
    const contents = [41, 42].map((seed) =>
      createContent({ kind: 'random', seed, sizeBytes: 300 * KIB }),
    )
    const chunkers = contents.map(() => createChunker(small, wasm))
    const cuts: number[][] = [[], []]
    for (let at = 0; at < 300 * KIB; at += 5_000) {
      contents.forEach((bytes, i) => {
        cuts[i]?.push(...(chunkers[i]?.push(bytes.subarray(at, at + 5_000)) ?? []))
      })
    }
    chunkers.forEach((chunker, i) => {
      cuts[i]?.push(...chunker.finish())
    })
    expect(cuts).toEqual(contents.map((bytes) => cutsOf(small, bytes, wasm)))
  })

  it('makes a kernel of its own when none is given', () => {
    const bytes = createContent({ kind: 'random', seed: 43, sizeBytes: 300 * KIB })
    const chunker = createChunker(small)
    const cuts = [...chunker.push(bytes), ...chunker.finish()]
    expect(cuts).toEqual(cutsOf(small, bytes, js))
  })

  it('refuses to go on after finish', () => {
    const chunker = createChunker(small, js)
    chunker.finish()
    expect(() => chunker.push(new Uint8Array(1))).toThrow('after finish')
    expect(() => chunker.finish()).toThrow('after finish')
  })

  it('refuses a profile that is not one of the frozen ones', () => {
    expect(() => createChunker({ ...small, maxBytes: 1 }, js)).toThrow(RangeError)
  })
})
