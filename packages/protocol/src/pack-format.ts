import type { BlockId } from './ids.js'
import {
  MAX_BLOCK_BYTES,
  MAX_DELTA_WINDOW_BYTES,
  MAX_FRAME_BASES,
  MAX_LIST_ENTRIES,
} from './limits.js'
import { listBlockBytes } from './list-block.js'

/**
 * A pack carries blocks in one stream. All integers are little-endian.
 *
 *     stream  "TMPK" | version u8 = 1 | 3 zero bytes | frames | end frame
 *
 *     frame   kind u8 | encoding u8 | bases u8 | 0 u8 | blockId 32 | rawLength u32 | encodedLength u32
 *             bases x (blockId 32 | offset u32 | length u32)
 *             checksum u64        XXH64, seed 0, of everything of the frame above, then the payload
 *             payload             encodedLength bytes
 *
 *     end     a frame of kind 255 with rawLength = frames before it and everything else zero
 *
 * Frames stand alone, so any prefix of a pack is worth keeping; the end frame tells a whole pack
 * from a connection that broke between two frames.
 */

/** First bytes of a pack: "TMPK" read as u32. */
export const PACK_MAGIC = 0x4b504d54
/** Format that this code writes and the only one that it reads. */
export const PACK_VERSION = 1
/** Bytes of the stream header. */
export const PACK_HEADER_BYTES = 8
/** Bytes of a frame up to its bases. */
export const FRAME_HEAD_BYTES = 44
/** Bytes of one base in a frame. */
export const FRAME_BASE_BYTES = 40
/** Bytes of a frame's checksum. */
export const FRAME_CHECKSUM_BYTES = 8
/** Bytes of the end frame. */
export const PACK_END_BYTES = FRAME_HEAD_BYTES + FRAME_CHECKSUM_BYTES

/** Values of a frame's first byte. */
export const FRAME_KIND = { data: 0, list: 1, absent: 2, end: 255 } as const
/** Values of a frame's second byte. */
export const FRAME_ENCODING = { raw: 0, zstd: 1, zstd_dictionary: 2 } as const

/**
 * How a payload became of the block: as it is, a zstd frame, or a zstd frame whose raw dictionary
 * is the frame's bases joined in their order.
 */
export type FrameEncoding = keyof typeof FRAME_ENCODING

/** A span of a block that the receiver holds; part of a delta frame's dictionary. */
export interface FrameBase {
  readonly blockId: BlockId
  /** Where the span starts in the block's plaintext. */
  readonly offset: number
  readonly length: number
}

/** A block: file bytes (`data`) or a list block (`list`). Ids are not verified by the framing. */
export interface BlockFrame {
  readonly kind: 'data' | 'list'
  readonly encoding: FrameEncoding
  readonly blockId: BlockId
  /** Bytes of the block's plaintext. For `raw` the length of the payload. */
  readonly rawLength: number
  /** At least one for `zstd_dictionary`, none otherwise. */
  readonly bases: readonly FrameBase[]
  readonly payload: Uint8Array
}

/** Answer to a read: the sender has no block of this id that the reader may read. */
export interface AbsentFrame {
  readonly kind: 'absent'
  readonly blockId: BlockId
}

/** What a pack consists of. */
export type Frame = BlockFrame | AbsentFrame

/**
 * XXH64 with seed 0 of the parts as if they were one. Injected, because this package is pure.
 * Must not keep or change the parts.
 */
export type FrameChecksum = (parts: readonly Uint8Array[]) => bigint

/** What can be wrong with a pack; codes of the error registry. */
export type PackErrorCode = 'pack_truncated' | 'pack_corrupt' | 'pack_too_large'

/** A pack that breaks the format or a limit. */
export class PackError extends Error {
  readonly code: PackErrorCode

  constructor(code: PackErrorCode, message: string) {
    super(message)
    this.name = 'PackError'
    this.code = code
  }
}

/** Every field of a frame but its payload. */
export type FrameHead = Omit<BlockFrame, 'payload'> & { readonly encodedLength: number }

const MAX_LIST_BLOCK_BYTES = listBlockBytes(MAX_LIST_ENTRIES)

/**
 * Checks the numbers of a block frame against each other and the limits, so that nothing is
 * allocated for a frame that cannot be valid (SEC-46, SEC-72). Used when writing and when reading.
 * @throws PackError
 */
export function checkFrameHead(head: FrameHead): void {
  const { kind, encoding, rawLength, encodedLength, bases } = head
  const maxRawBytes = kind === 'list' ? MAX_LIST_BLOCK_BYTES : MAX_BLOCK_BYTES
  if (!isCount(rawLength, 1) || !isCount(encodedLength, 1)) {
    throw corrupt('a block has at least one byte')
  }
  if (rawLength > maxRawBytes) throw tooLarge(`${kind} block of ${rawLength} bytes`)
  if (encoding === 'raw' && encodedLength !== rawLength) {
    throw corrupt('a raw payload is as long as its block')
  }
  if (encodedLength > maxEncodedBytes(rawLength)) {
    throw tooLarge(`payload of ${encodedLength} bytes for a block of ${rawLength}`)
  }
  if ((encoding === 'zstd_dictionary') !== bases.length > 0) {
    throw corrupt('bases come with a dictionary encoding and only with it')
  }
  checkBases(bases, rawLength)
}

/** Longest zstd frame that a block of this size can become (ZSTD_compressBound, rounded up). */
export function maxEncodedBytes(rawLength: number): number {
  return rawLength + Math.floor(rawLength / 256) + 64
}

function checkBases(bases: readonly FrameBase[], rawLength: number): void {
  if (bases.length > MAX_FRAME_BASES) throw tooLarge(`${bases.length} bases in one frame`)
  let windowBytes = rawLength
  for (const { offset, length } of bases) {
    if (!isCount(length, 1) || !isCount(offset, 0)) throw corrupt('a base has at least one byte')
    if (offset + length > MAX_BLOCK_BYTES) throw tooLarge('a base ends past the largest block')
    windowBytes += length
  }
  if (windowBytes > MAX_DELTA_WINDOW_BYTES) throw tooLarge(`delta window of ${windowBytes} bytes`)
}

function isCount(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least
}

/** A PackError for bytes that break the format. */
export function corrupt(message: string): PackError {
  return new PackError('pack_corrupt', `damaged pack: ${message}`)
}

/** A PackError for numbers over a limit. */
export function tooLarge(message: string): PackError {
  return new PackError('pack_too_large', `pack over a limit: ${message}`)
}
