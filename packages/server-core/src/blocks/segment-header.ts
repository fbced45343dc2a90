import { formatHex, parseHex } from '@tidemark/protocol'
import { crc32c } from './crc32c.js'
import type { RecordKind } from './record-header.js'

/**
 * A segment is this header and then records, one after the other, up to its end or to a torn tail.
 * Little-endian:
 *
 *      0  magic "TMSG" u32
 *      4  version u8 = 1
 *      5  kind u8          0 data, 1 list: kind of all its records
 *      6  zero u16
 *      8  segmentId 16     a file under a wrong name is noticed
 *     24  crc u32          CRC-32C of bytes 0..23
 *     28  zero u32
 */

/** Bytes before the first record. */
export const SEGMENT_HEADER_BYTES = 32

const MAGIC = 0x47534d54 // "TMSG" read as u32
const VERSION = 1
const KINDS = ['data', 'list'] as const

/** What the header of a segment says. */
export interface SegmentHeader {
  readonly kind: RecordKind
  /** 32 lower-case hex digits. */
  readonly segmentId: string
}

/** The SEGMENT_HEADER_BYTES bytes of `header`. */
export function encodeSegmentHeader(header: SegmentHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint8(4, VERSION)
  view.setUint8(5, KINDS.indexOf(header.kind))
  bytes.set(parseHex(header.segmentId), 8)
  view.setUint32(24, crc32c(bytes.subarray(0, 24)), true)
  return bytes
}

/** Reads a segment's header; undefined when it is cut short, damaged or of an unknown version. */
export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, SEGMENT_HEADER_BYTES)
  if (view.getUint32(0, true) !== MAGIC || view.getUint8(4) !== VERSION) return undefined
  if (view.getUint32(24, true) !== crc32c(bytes.subarray(0, 24))) return undefined
  const kind = KINDS[view.getUint8(5)]
  if (kind === undefined) return undefined
  return { kind, segmentId: formatHex(bytes.subarray(8, 24)) }
}
