import {
  decodeRecordHeader,
  RECORD_HEADER_BYTES,
  RECORD_MAGIC,
  type RecordHeader,
} from './record-header.js'
import { SEGMENT_HEADER_BYTES } from './segment-header.js'

/** Reads `length` bytes at `offset`, fewer at the end of the segment. */
export type ReadSegmentAt = (offset: number, length: number) => Promise<Uint8Array>

/** One thing found in a segment, in order of offset. */
export type ScannedSpan =
  /** A whole record by its header; whether it opens is not known yet. */
  | {
      readonly found: 'record'
      readonly offset: number
      readonly length: number
      readonly header: RecordHeader
    }
  /** Bytes that are no record: a torn tail after a crash, or damage. */
  | { readonly found: 'gap'; readonly offset: number; readonly length: number }

/** Bytes read at a time while looking for the next record behind damage. */
const SEARCH_BYTES = 64 * 1024

/**
 * Walks the records of a segment without any key. A tail that a crash tore is reported as a gap and
 * is never an error: nothing in it was acknowledged. Damage in the middle is skipped up to the next
 * header whose CRC holds.
 */
export async function* scanSegment(
  readAt: ReadSegmentAt,
  sizeBytes: number,
): AsyncGenerator<ScannedSpan> {
  let offset = SEGMENT_HEADER_BYTES
  while (offset < sizeBytes) {
    const header = decodeRecordHeader(await readAt(offset, RECORD_HEADER_BYTES))
    const length = RECORD_HEADER_BYTES + (header?.sealedLength ?? 0)
    if (header !== undefined && offset + length <= sizeBytes) {
      yield { found: 'record', offset, length, header }
      offset += length
      continue
    }
    const next = await findHeader(readAt, offset + 1, sizeBytes)
    yield { found: 'gap', offset, length: next - offset }
    offset = next
  }
}

/** Offset of the first undamaged header at or after `from`, or `sizeBytes`. */
async function findHeader(readAt: ReadSegmentAt, from: number, sizeBytes: number): Promise<number> {
  for (let at = from; at < sizeBytes; at += SEARCH_BYTES) {
    // Overlaps the next window, so that a header across the border is seen whole.
    const bytes = await readAt(at, SEARCH_BYTES + RECORD_HEADER_BYTES)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const last = Math.min(SEARCH_BYTES, bytes.length - RECORD_HEADER_BYTES + 1)
    for (let i = 0; i < last; i++) {
      if (view.getUint32(i, true) !== RECORD_MAGIC) continue
      if (decodeRecordHeader(bytes.subarray(i)) !== undefined) return at + i
    }
  }
  return sizeBytes
}
