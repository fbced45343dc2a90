import { parseHex } from './ids.js'
import { MAX_PACK_FRAMES } from './limits.js'
import {
  checkFrameHead,
  FRAME_BASE_BYTES,
  FRAME_CHECKSUM_BYTES,
  FRAME_ENCODING,
  FRAME_HEAD_BYTES,
  FRAME_KIND,
  type Frame,
  type FrameBase,
  type FrameChecksum,
  PACK_HEADER_BYTES,
  PACK_MAGIC,
  PACK_VERSION,
  tooLarge,
} from './pack-format.js'

/** The first bytes of every pack. */
export function encodePackHeader(): Uint8Array {
  const bytes = new Uint8Array(PACK_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, PACK_MAGIC, true)
  view.setUint8(4, PACK_VERSION)
  return bytes
}

/** Bytes that `encodeFrame` makes of a frame, so that a sender can fill a pack to its limit. */
export function encodedFrameBytes(frame: Frame): number {
  const fixedBytes = FRAME_HEAD_BYTES + FRAME_CHECKSUM_BYTES
  if (frame.kind === 'absent') return fixedBytes
  return fixedBytes + frame.bases.length * FRAME_BASE_BYTES + frame.payload.length
}

/**
 * Encodes one frame as parts to be sent in order. The payload is the caller's own array, not a
 * copy: it must stay unchanged until it was sent.
 * @throws PackError when the frame breaks the format or a limit: no reader would take it.
 */
export function encodeFrame(frame: Frame, checksum: FrameChecksum): Uint8Array[] {
  if (frame.kind === 'absent') {
    const head = newHead(FRAME_KIND.absent, 0)
    head.set(parseHex(frame.blockId), 4)
    return [seal(head, [], checksum)]
  }
  const { kind, encoding, rawLength, bases, payload } = frame
  checkFrameHead({ ...frame, encodedLength: payload.length })
  const head = newHead(FRAME_KIND[kind], bases.length)
  const view = new DataView(head.buffer)
  view.setUint8(1, FRAME_ENCODING[encoding])
  view.setUint8(2, bases.length)
  head.set(parseHex(frame.blockId), 4)
  view.setUint32(36, rawLength, true)
  view.setUint32(40, payload.length, true)
  writeBases(head, bases)
  return [seal(head, [payload], checksum), payload]
}

/**
 * The last frame of a pack.
 * @param frameCount frames that were encoded before it.
 * @throws PackError when there are more than a pack may hold.
 */
export function encodePackEnd(frameCount: number, checksum: FrameChecksum): Uint8Array {
  if (frameCount > MAX_PACK_FRAMES) throw tooLarge(`${frameCount} frames`)
  const head = newHead(FRAME_KIND.end, 0)
  new DataView(head.buffer).setUint32(36, frameCount, true)
  return seal(head, [], checksum)
}

/** Zeroed bytes for everything of a frame before its payload. */
function newHead(kind: number, baseCount: number): Uint8Array<ArrayBuffer> {
  const bytes = FRAME_HEAD_BYTES + baseCount * FRAME_BASE_BYTES + FRAME_CHECKSUM_BYTES
  const head = new Uint8Array(bytes)
  head[0] = kind
  return head
}

function writeBases(head: Uint8Array<ArrayBuffer>, bases: readonly FrameBase[]): void {
  const view = new DataView(head.buffer)
  let at = FRAME_HEAD_BYTES
  for (const base of bases) {
    head.set(parseHex(base.blockId), at)
    view.setUint32(at + 32, base.offset, true)
    view.setUint32(at + 36, base.length, true)
    at += FRAME_BASE_BYTES
  }
}

function seal(
  head: Uint8Array<ArrayBuffer>,
  payload: readonly Uint8Array[],
  checksum: FrameChecksum,
): Uint8Array {
  const checksumAt = head.length - FRAME_CHECKSUM_BYTES
  const sum = checksum([head.subarray(0, checksumAt), ...payload])
  new DataView(head.buffer).setBigUint64(checksumAt, sum, true)
  return head
}
