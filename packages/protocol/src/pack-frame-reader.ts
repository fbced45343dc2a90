import { type BlockId, formatBlockId } from './ids.js'
import { MAX_FRAME_BASES } from './limits.js'
import {
  type AbsentFrame,
  checkFrameHead,
  corrupt,
  FRAME_BASE_BYTES,
  FRAME_CHECKSUM_BYTES,
  FRAME_ENCODING,
  FRAME_HEAD_BYTES,
  FRAME_KIND,
  type FrameBase,
  type FrameEncoding,
  type FrameHead,
  PACK_HEADER_BYTES,
  PACK_MAGIC,
  PACK_VERSION,
  tooLarge,
} from './pack-format.js'

/** The end frame. */
export interface PackEnd {
  readonly kind: 'end'
  readonly frameCount: number
}

/** Everything of a frame but its payload, checked against every limit but not yet its checksum. */
export interface OpenFrame {
  readonly frame: FrameHead | AbsentFrame | PackEnd
  readonly payloadBytes: number
  /** What the checksum covers before the payload. */
  readonly summed: Uint8Array
  readonly checksum: bigint
}

/** @throws PackError when the bytes do not open a pack of this version. */
export function checkPackHeader(bytes: Uint8Array): void {
  const view = viewOf(bytes)
  if (bytes.length !== PACK_HEADER_BYTES || view.getUint32(0, true) !== PACK_MAGIC) {
    throw corrupt('it does not begin like a pack')
  }
  if (view.getUint32(4, true) !== PACK_VERSION) throw corrupt('unknown version')
}

/**
 * Size of a frame up to its payload.
 * @param prefix its first FRAME_HEAD_BYTES bytes.
 * @throws PackError
 */
export function frameHeadBytes(prefix: Uint8Array): number {
  const baseCount = viewOf(prefix).getUint8(2)
  if (baseCount > MAX_FRAME_BASES) throw tooLarge(`${baseCount} bases in one frame`)
  return FRAME_HEAD_BYTES + baseCount * FRAME_BASE_BYTES + FRAME_CHECKSUM_BYTES
}

/**
 * Reads a frame up to its payload.
 * @param bytes exactly the `frameHeadBytes` of the frame.
 * @throws PackError
 */
export function readFrameHead(bytes: Uint8Array): OpenFrame {
  const view = viewOf(bytes)
  const checksumAt = bytes.length - FRAME_CHECKSUM_BYTES
  const encodedLength = view.getUint32(40, true)
  if (view.getUint8(3) !== 0) throw corrupt('reserved byte in use')
  return {
    frame: readFrame(bytes.subarray(0, checksumAt), view, encodedLength),
    payloadBytes: encodedLength,
    summed: bytes.subarray(0, checksumAt),
    checksum: view.getBigUint64(checksumAt, true),
  }
}

function readFrame(bytes: Uint8Array, view: DataView, encodedLength: number): OpenFrame['frame'] {
  const kind = view.getUint8(0)
  const rawLength = view.getUint32(36, true)
  const blockId = readBlockId(bytes, 4)
  if (kind === FRAME_KIND.data || kind === FRAME_KIND.list) {
    const head: FrameHead = {
      kind: kind === FRAME_KIND.data ? 'data' : 'list',
      encoding: readEncoding(view.getUint8(1)),
      blockId,
      rawLength,
      encodedLength,
      bases: readBases(bytes, view),
    }
    checkFrameHead(head)
    return head
  }
  const isEmpty = view.getUint8(1) === 0 && view.getUint8(2) === 0 && encodedLength === 0
  if (kind === FRAME_KIND.absent && isEmpty && rawLength === 0) return { kind: 'absent', blockId }
  if (kind === FRAME_KIND.end && isEmpty && /^0+$/.test(blockId)) {
    return { kind: 'end', frameCount: rawLength }
  }
  throw corrupt(`frame of kind ${kind}`)
}

function readEncoding(value: number): FrameEncoding {
  switch (value) {
    case FRAME_ENCODING.raw:
      return 'raw'
    case FRAME_ENCODING.zstd:
      return 'zstd'
    case FRAME_ENCODING.zstd_dictionary:
      return 'zstd_dictionary'
    default:
      throw corrupt(`encoding ${value}`)
  }
}

function readBases(bytes: Uint8Array, view: DataView): FrameBase[] {
  const bases: FrameBase[] = []
  for (let at = FRAME_HEAD_BYTES; at < bytes.length; at += FRAME_BASE_BYTES) {
    bases.push({
      blockId: readBlockId(bytes, at),
      offset: view.getUint32(at + 32, true),
      length: view.getUint32(at + 36, true),
    })
  }
  return bases
}

function readBlockId(bytes: Uint8Array, at: number): BlockId {
  return formatBlockId(bytes.subarray(at, at + 32))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
