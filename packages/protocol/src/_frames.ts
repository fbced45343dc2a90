import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { checksum } from './_checksum.js'
import { type BlockId, formatBlockId } from './ids.js'
import { encodeFrame, encodePackEnd, encodePackHeader } from './pack.js'
import type { BlockFrame, Frame } from './pack-format.js'

/** SHA-256 as programs inject it. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

/** The id of a made-up block. */
export function blockIdOf(seed: string): BlockId {
  return formatBlockId(sha256(Buffer.from(seed)))
}

const anyBlockId = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(formatBlockId)
const anyPayload = fc.uint8Array({ minLength: 1, maxLength: 300 })
const anyBase = fc.record({
  blockId: anyBlockId,
  offset: fc.nat(1_000_000),
  length: fc.integer({ min: 1, max: 500_000 }),
})

const rawFrame = fc
  .tuple(fc.constantFrom('data' as const, 'list' as const), anyBlockId, anyPayload)
  .map(
    ([kind, blockId, payload]): BlockFrame => ({
      kind,
      encoding: 'raw',
      blockId,
      rawLength: payload.length,
      bases: [],
      payload,
    }),
  )
const packedFrame = fc
  .tuple(rawFrame, fc.integer({ min: 400, max: 80_000 }), fc.array(anyBase, { maxLength: 8 }))
  .map(([frame, rawLength, bases]): BlockFrame => {
    const encoding = bases.length > 0 ? 'zstd_dictionary' : 'zstd'
    return { ...frame, encoding, rawLength, bases }
  })
const absentFrame = anyBlockId.map((blockId): Frame => ({ kind: 'absent', blockId }))

/** Frames of every kind; payloads are random, for the framing never opens them. */
export const anyFrames = fc.array(fc.oneof(rawFrame, packedFrame, absentFrame), { maxLength: 6 })

/** A whole pack in one array. */
export function encodePack(frames: readonly Frame[]): Uint8Array<ArrayBuffer> {
  const parts = frames.flatMap((frame) => encodeFrame(frame, checksum))
  return Uint8Array.from(
    Buffer.concat([encodePackHeader(), ...parts, encodePackEnd(frames.length, checksum)]),
  )
}
