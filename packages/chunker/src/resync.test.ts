import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createContent, createXorshift32 } from './_content.js'
import { cutsOf, lengthsOf, profileOf } from './_cutting.js'
import type { ChunkProfile } from './profiles.js'
import { createWasmKernel } from './wasm-kernel.js'

const KIB = 1024
const MIB = 1024 * KIB
const EDITS = 25
const kernel = createWasmKernel()

interface Chunk {
  readonly name: string
  readonly lengthBytes: number
}

function chunksOf(profile: ChunkProfile, bytes: Uint8Array): Chunk[] {
  const cuts = cutsOf(profile, bytes, kernel)
  return lengthsOf(cuts).map((lengthBytes, i) => {
    const end = cuts[i] ?? 0
    const name = createHash('sha256')
      .update(bytes.subarray(end - lengthBytes, end))
      .digest('hex')
    return { name, lengthBytes }
  })
}

function spliceBytes(
  bytes: Uint8Array,
  at: number,
  removed: number,
  added: Uint8Array,
): Uint8Array {
  const edited = new Uint8Array(bytes.length - removed + added.length)
  edited.set(bytes.subarray(0, at))
  edited.set(added, at)
  edited.set(bytes.subarray(at + removed), at + added.length)
  return edited
}

/** The chunks that each of many random edits makes new. */
function newChunksPerEdit(
  profile: ChunkProfile,
  bytes: Uint8Array,
  removedBytes: number,
  addedBytes: number,
): Chunk[][] {
  const known = new Set(chunksOf(profile, bytes).map(({ name }) => name))
  const next = createXorshift32(77)
  return Array.from({ length: EDITS }, (_, i) => {
    const at = next() % (bytes.length - removedBytes)
    const added = createContent({ kind: 'random', seed: 1000 + i, sizeBytes: addedBytes })
    const edited = spliceBytes(bytes, at, removedBytes, added)
    return chunksOf(profile, edited).filter(({ name }) => !known.has(name))
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('after an edit the cuts fall back into step, so that only what changed is sent', () => {
  const random = createContent({ kind: 'random', seed: 51, sizeBytes: 3 * MIB })
  const text = createContent({ kind: 'text', seed: 52, sizeBytes: 3 * MIB })
  const small = profileOf('fastcdc-v1/64k')

  it.each([
    ['inserting 1 byte into random bytes', random, 0, 1],
    ['inserting 1 KiB into random bytes', random, 0, KIB],
    ['deleting 5000 bytes from random bytes', random, 5000, 0],
    ['overwriting 1 KiB of random bytes', random, KIB, KIB],
    ['inserting 100 bytes into text', text, 0, 100],
  ])('%s makes about two chunks new, never many', (_title, bytes, removed, added) => {
    const counts = newChunksPerEdit(small, bytes, removed, added).map((chunks) => chunks.length)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1)
    expect(meanOf(counts)).toBeLessThan(2.5)
    expect(Math.max(...counts)).toBeLessThanOrEqual(10)
  })

  it('inserting 1 KiB into a file of the 256 KiB profile makes less than 2 MiB new', () => {
    const bytes = createContent({ kind: 'random', seed: 53, sizeBytes: 8 * MIB })
    const edits = newChunksPerEdit(profileOf('fastcdc-v1/256k'), bytes, 0, KIB)
    const sizes = edits.map((chunks) => chunks.reduce((sum, chunk) => sum + chunk.lengthBytes, 0))
    expect(meanOf(sizes)).toBeLessThan(MIB)
    expect(Math.max(...sizes)).toBeLessThan(2 * MIB)
  })
})
