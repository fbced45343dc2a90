import {
  encodeFrame,
  encodePackEnd,
  encodePackHeader,
  type Frame,
  type FrameChecksum,
  MAX_PACK_BYTES,
  PackDecoder,
} from '@tidemark/protocol'

/** Small frames are sent together in pieces of about this size. */
const PIECE_BYTES = 64 * 1024

/** Frames of a pack as they arrive. Throws PackError behind the last frame that arrived whole. */
export async function* decodePack(
  body: AsyncIterable<Uint8Array>,
  checksum: FrameChecksum,
): AsyncGenerator<Frame> {
  const decoder = new PackDecoder({ checksum, maxBytes: MAX_PACK_BYTES })
  for await (const bytes of body) yield* decoder.push(bytes)
  decoder.finish()
}

/** The bytes of a pack, no faster than they are taken. */
export async function* encodePack(
  frames: AsyncIterable<Frame>,
  checksum: FrameChecksum,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [encodePackHeader()]
  let sizeBytes = 0
  let frameCount = 0
  for await (const frame of frames) {
    for (const part of encodeFrame(frame, checksum)) {
      parts.push(part)
      sizeBytes += part.length
    }
    frameCount += 1
    if (sizeBytes < PIECE_BYTES) continue
    yield Buffer.concat(parts)
    parts = []
    sizeBytes = 0
  }
  parts.push(encodePackEnd(frameCount, checksum))
  yield Buffer.concat(parts)
}
