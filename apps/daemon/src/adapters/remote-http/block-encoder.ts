import type { BlockFrame } from '@tidemark/protocol'
import type { OutgoingBlock } from '@tidemark/sync-engine'
import { Compressor } from 'zstd-napi'

/** Bytes looked at to guess whether compressing is worth it, and in how many places. */
const PROBE_BYTES = 1024
const PROBE_PLACES = 4
/** Random bytes give about 7.95 bits in a probe of this size, text 4 to 6. */
const INCOMPRESSIBLE_BITS = 7.6
/** A frame must save at least one part in this many, or the receiver's work is for nothing. */
const WORTHWHILE_PART = 32
/** Largest block of each level: small blocks are cheap to press harder. */
const LEVELS = [
  { maxBytes: 64 * 1024, level: 7 },
  { maxBytes: 512 * 1024, level: 4 },
  { maxBytes: Number.POSITIVE_INFINITY, level: 3 },
] as const

/** Makes frames of blocks: a zstd frame where that helps, the plain bytes otherwise. */
export class BlockEncoder {
  readonly #compressors = LEVELS.map(({ maxBytes, level }) => {
    const compressor = new Compressor()
    compressor.setParameters({ compressionLevel: level, contentSizeFlag: true })
    return { maxBytes, compressor }
  })

  /** The frame of `block`. Its payload may be the block's own bytes. */
  encode(block: OutgoingBlock): BlockFrame {
    const { blockId, kind, bytes } = block
    const frame = { kind, blockId, rawLength: bytes.length, bases: [] }
    // List blocks are hashes: nothing to gain.
    if (kind === 'list' || looksIncompressible(bytes)) {
      return { ...frame, encoding: 'raw', payload: bytes }
    }
    const payload = this.#compressorFor(bytes.length).compress(bytes)
    const isWorthwhile = payload.length < bytes.length - bytes.length / WORTHWHILE_PART
    return isWorthwhile
      ? { ...frame, encoding: 'zstd', payload }
      : { ...frame, encoding: 'raw', payload: bytes }
  }

  #compressorFor(sizeBytes: number): Compressor {
    const found = this.#compressors.find(({ maxBytes }) => sizeBytes <= maxBytes)
    if (found === undefined) throw new RangeError('the last level takes every size')
    return found.compressor
  }
}

/**
 * Whether `bytes` look compressed or encrypted already: the entropy of a few samples. Too few bytes
 * tell nothing, so they count as compressible.
 */
export function looksIncompressible(bytes: Uint8Array): boolean {
  if (bytes.length < PROBE_BYTES * PROBE_PLACES) return false
  const counts = new Uint32Array(256)
  const step = Math.floor((bytes.length - PROBE_BYTES) / (PROBE_PLACES - 1))
  for (let place = 0; place < PROBE_PLACES; place++) {
    const sample = bytes.subarray(place * step, place * step + PROBE_BYTES)
    for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1
  }
  return entropyBits(counts, PROBE_BYTES * PROBE_PLACES) > INCOMPRESSIBLE_BITS
}

function entropyBits(counts: Uint32Array, total: number): number {
  let bits = 0
  for (const count of counts) {
    if (count > 0) bits -= (count / total) * Math.log2(count / total)
  }
  return bits
}
