import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockIdOf } from './_frames.js'
import { readVectors } from './_vectors.js'
import { formatBlockId, formatHex, parseHex } from './ids.js'
import { MAX_BLOCK_BYTES, MAX_LIST_ENTRIES } from './limits.js'
import {
  decodeListBlock,
  encodeListBlock,
  ListBlockError,
  type ListEntry,
  listBlockBytes,
} from './list-block.js'

interface ListVectors {
  valid: { hex: string; level: number; entries: ListEntry[]; comment: string }[]
  invalid: { hex: string; comment: string }[]
}

const vectors = readVectors<ListVectors>('list-blocks')
const entry: ListEntry = { blockId: blockIdOf('a'), spanBytes: 5 }

describe('list block', () => {
  it.each(vectors.valid)('reads and writes $comment', ({ hex, level, entries }) => {
    const block = decodeListBlock(parseHex(hex))
    const spanBytes = entries.reduce((sum, each) => sum + each.spanBytes, 0)
    expect(block).toEqual({ level, entries, spanBytes })
    expect(formatHex(encodeListBlock(level, entries))).toBe(hex)
  })

  it.each(vectors.invalid)('refuses $comment', ({ hex }) => {
    expect(() => decodeListBlock(parseHex(hex))).toThrow(ListBlockError)
  })

  it('reads a view that starts inside a larger buffer', () => {
    const bytes = encodeListBlock(1, [entry])
    const larger = new Uint8Array(bytes.length + 13)
    larger.set(bytes, 13)
    expect(decodeListBlock(larger.subarray(13)).entries).toEqual([entry])
  })

  it('holds as many entries as the limit and not one more (SEC-47)', () => {
    const most = Array<ListEntry>(MAX_LIST_ENTRIES).fill(entry)
    const bytes = encodeListBlock(1, most)
    expect(bytes).toHaveLength(listBlockBytes(MAX_LIST_ENTRIES))
    expect(decodeListBlock(bytes).entries).toHaveLength(MAX_LIST_ENTRIES)
    expect(() => encodeListBlock(1, [...most, entry])).toThrow(ListBlockError)
    const tooLong = Buffer.concat([bytes, bytes.subarray(8, 48)])
    expect(() => decodeListBlock(tooLong)).toThrow(ListBlockError)
  })

  it.each([
    ['no entries', 1, []],
    ['level 0', 0, [entry]],
    ['level 1.5', 1.5, [entry]],
    ['an empty span', 1, [{ ...entry, spanBytes: 0 }]],
    ['a negative span', 1, [{ ...entry, spanBytes: -1 }]],
    ['a fraction', 2, [{ ...entry, spanBytes: 1.5 }]],
    ['a data block over the limit', 1, [{ ...entry, spanBytes: MAX_BLOCK_BYTES + 1 }]],
  ])('does not write %s', (_, level, entries) => {
    expect(() => encodeListBlock(level, entries)).toThrow(ListBlockError)
  })

  it('reads any bytes as a block that encodes to them, or refuses', () => {
    const anyEntries = fc.array(
      fc.record({
        blockId: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(formatBlockId),
        spanBytes: fc.integer({ min: 1, max: MAX_BLOCK_BYTES }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    const flip = fc.tuple(fc.nat(), fc.nat(255))
    fc.assert(
      fc.property(anyEntries, flip, fc.nat(3), (entries, [at, mask], cut) => {
        const bytes = encodeListBlock(1, entries)
        const index = at % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ mask
        const damaged = bytes.subarray(0, bytes.length - cut)
        try {
          const block = decodeListBlock(damaged)
          expect(encodeListBlock(block.level, block.entries)).toEqual(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(ListBlockError)
        }
      }),
    )
  })
})
