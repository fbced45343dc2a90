import type { BlockFrame, Frame } from '@tidemark/protocol'

/** Bytes of plaintext and dictionaries that one batch holds at most, unless one frame is larger. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024
const MAX_BATCH_FRAMES = 1024

/** Frames that are stored together, and the fault after which no further one came. */
export interface FrameBatch {
  readonly frames: readonly BlockFrame[]
  /** What the source threw; only on the last batch, which may then have no frames. */
  readonly fault?: unknown
}

/**
 * Groups frames so that one flush and one transaction serve many of them. A delta frame never
 * shares a batch with a block that it builds on. Never throws: a fault of the source comes with
 * what arrived before it, since any prefix of a pack counts. `absent` frames are skipped.
 */
export async function* batchFrames(source: AsyncIterable<Frame>): AsyncGenerator<FrameBatch> {
  let frames: BlockFrame[] = []
  let sizeBytes = 0
  try {
    for await (const frame of source) {
      if (frame.kind === 'absent') continue
      const addedBytes = workingBytes(frame)
      if (frames.length > 0 && isFull(frames, frame, sizeBytes + addedBytes)) {
        yield { frames }
        frames = []
        sizeBytes = 0
      }
      frames.push(frame)
      sizeBytes += addedBytes
    }
  } catch (fault) {
    yield { frames, fault }
    return
  }
  if (frames.length > 0) yield { frames }
}

/** Memory that a frame takes while it is verified. */
function workingBytes({ rawLength, bases }: BlockFrame): number {
  return bases.reduce((sum, base) => sum + base.length, rawLength)
}

function isFull(frames: readonly BlockFrame[], next: BlockFrame, sizeBytes: number): boolean {
  if (sizeBytes > MAX_BATCH_BYTES || frames.length >= MAX_BATCH_FRAMES) return true
  if (next.bases.length === 0) return false
  const ids = new Set(frames.map(({ blockId }) => blockId))
  return next.bases.some(({ blockId }) => ids.has(blockId))
}
