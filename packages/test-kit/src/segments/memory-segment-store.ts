import { formatHex } from '@tidemark/protocol'
import {
  encodeSegmentHeader,
  type RecordKind,
  type RecordLocation,
  type Rng,
  type ScannedSpan,
  SEGMENT_HEADER_BYTES,
  type SegmentInfo,
  SegmentMissingError,
  type SegmentRef,
  type SegmentStore,
  scanSegment,
} from '@tidemark/server-core'

interface MemorySegment extends SegmentRef {
  bytes: Uint8Array
}

/** Segments in memory, for tests and for the simulation: the same `rng` gives the same ids. */
export class MemorySegmentStore implements SegmentStore {
  readonly #rng: Rng
  readonly #segmentBytes: number
  readonly #segments = new Map<string, MemorySegment>()
  readonly #open = new Map<RecordKind, MemorySegment>()

  constructor(options: { rng: Rng; segmentBytes?: number }) {
    this.#rng = options.rng
    this.#segmentBytes = options.segmentBytes ?? 64 * 1024 * 1024
  }

  async append(kind: RecordKind, records: readonly Uint8Array[]): Promise<RecordLocation[]> {
    const segment = this.#openSegment(kind)
    let offset = segment.bytes.length
    const locations = records.map(({ length }) => {
      const location = { kind, segmentId: segment.segmentId, offset, length }
      offset += length
      return location
    })
    segment.bytes = joined([segment.bytes, ...records])
    if (segment.bytes.length >= this.#segmentBytes) this.#open.delete(kind)
    return locations
  }

  async read({ segmentId, kind, offset, length }: RecordLocation): Promise<Uint8Array> {
    return this.#get({ segmentId, kind }).bytes.slice(offset, offset + length)
  }

  async list(): Promise<SegmentInfo[]> {
    return [...this.#segments.values()].map((segment) => ({
      kind: segment.kind,
      segmentId: segment.segmentId,
      sizeBytes: segment.bytes.length,
      isOpen: this.#open.get(segment.kind) === segment,
    }))
  }

  async *scan(ref: SegmentRef): AsyncGenerator<ScannedSpan> {
    const { bytes } = this.#get(ref)
    yield* scanSegment(async (offset, length) => bytes.slice(offset, offset + length), bytes.length)
  }

  async closeOpen(): Promise<void> {
    this.#open.clear()
  }

  async remove({ segmentId, kind }: SegmentRef): Promise<void> {
    if (this.#open.get(kind)?.segmentId === segmentId) {
      throw new RangeError(`segment ${segmentId} is open`)
    }
    this.#segments.delete(segmentId)
  }

  /** Remembers all segments; the result puts them back, as restoring a backup does. */
  backUp(): () => void {
    const copies = [...this.#segments.values()].map((segment) => ({ ...segment }))
    return () => {
      this.#open.clear()
      this.#segments.clear()
      for (const copy of copies) this.#segments.set(copy.segmentId, { ...copy })
    }
  }

  /** Changes stored bytes behind the store's back, as a failing disk would. */
  damage(location: RecordLocation, change: (record: Uint8Array) => void): void {
    const { bytes } = this.#get(location)
    change(bytes.subarray(location.offset, location.offset + location.length))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open.clear()
  }

  #get({ segmentId, kind }: SegmentRef): MemorySegment {
    const segment = this.#segments.get(segmentId)
    if (segment === undefined || segment.kind !== kind) throw new SegmentMissingError(segmentId)
    return segment
  }

  #openSegment(kind: RecordKind): MemorySegment {
    const open = this.#open.get(kind)
    if (open !== undefined) return open
    const segmentId = formatHex(this.#rng.bytes(16))
    const header = encodeSegmentHeader({ kind, segmentId })
    const segment: MemorySegment = { kind, segmentId, bytes: header }
    this.#segments.set(segmentId, segment)
    this.#open.set(kind, segment)
    return segment
  }
}

/** Offset of the first record of every segment. */
export const FIRST_RECORD_OFFSET = SEGMENT_HEADER_BYTES

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
