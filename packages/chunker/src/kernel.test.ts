import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ContentSpec, createContent } from './_content.js'
import { createFastestKernel } from './fastest-kernel.js'
import { GEAR } from './gear.js'
import { createJsKernel } from './js-kernel.js'
import { type Kernel, PIECE_BYTES } from './kernel.js'
import { createWasmKernel } from './wasm-kernel.js'

/** The definition, one byte a step: `h = 2 * h + GEAR[byte]` modulo 2^32. */
const findCandidateByDefinition: Kernel['findCandidate'] = (bytes, start, end, hash, mask) => {
  let h = hash
  for (let i = start; i < end; i++) {
    h = (h * 2 + (GEAR[bytes[i] ?? 0] ?? 0)) | 0
    if ((h & mask) === 0) return i + 1
  }
  return -1
}

const kernels = [createJsKernel(), createWasmKernel()]

const contents: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({
      kind: fc.constantFrom('random' as const, 'dna' as const, 'text' as const),
      seed: fc.integer({ min: 1 }),
      sizeBytes: fc.integer({ min: 0, max: PIECE_BYTES + 100 }),
    })
    .map((spec: ContentSpec) => createContent(spec)),
)

describe.each(kernels)('the $kind kernel', (kernel) => {
  it('finds what the definition finds, for any bytes, range, hash and mask', () => {
    const calls = fc.record({
      bytes: contents,
      range: fc.tuple(fc.nat(), fc.nat()),
      hash: fc.integer(),
      maskBits: fc.integer({ min: 1, max: 24 }),
    })
    fc.assert(
      fc.property(calls, ({ bytes, range, hash, maskBits }) => {
        const [a, b] = range.map((value) => value % (bytes.length + 1)) as [number, number]
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        const mask = ((1 << maskBits) - 1) << (31 - maskBits)
        const expected = findCandidateByDefinition(bytes, start, end, hash, mask)
        expect(kernel.findCandidate(bytes, start, end, hash, mask)).toBe(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('finds a candidate however few bytes behind the edge between two pieces it lies', () => {
    const bytes = createContent({ kind: 'random', seed: 11, sizeBytes: 40 * PIECE_BYTES })
    const mask = 0x7fff8000
    const candidate = findCandidateByDefinition(bytes, 20 * PIECE_BYTES, bytes.length, 0, mask)
    expect(candidate).toBeGreaterThan(0)
    for (let behind = 0; behind <= 40; behind++) {
      const start = candidate - behind - PIECE_BYTES
      expect(kernel.findCandidate(bytes, start, bytes.length, 0, mask)).toBe(candidate)
    }
  })

  it('leaves the bytes alone and keeps nothing between calls', () => {
    const bytes = createContent({ kind: 'text', seed: 5, sizeBytes: 5000 })
    const copy = bytes.slice()
    const first = kernel.findCandidate(bytes, 0, 5000, 0, 0x7f800000)
    kernel.findCandidate(new Uint8Array(9000).fill(7), 0, 9000, 1, 0x7fffffff)
    expect(kernel.findCandidate(bytes, 0, 5000, 0, 0x7f800000)).toBe(first)
    expect(bytes).toEqual(copy)
  })
})

describe('createFastestKernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is the WebAssembly kernel where WebAssembly runs', () => {
    expect(createFastestKernel().kind).toBe('wasm')
  })

  it('is the TypeScript kernel where WebAssembly is missing', () => {
    vi.stubGlobal('WebAssembly', undefined)
    expect(() => createWasmKernel()).toThrow('WebAssembly is not available')
    expect(createFastestKernel().kind).toBe('js')
  })

  it('is the TypeScript kernel where a security policy forbids compiling', () => {
    const Module = class {
      constructor() {
        throw new Error('refused by Content-Security-Policy')
      }
    }
    vi.stubGlobal('WebAssembly', { Module })
    expect(createFastestKernel().kind).toBe('js')
  })
})
