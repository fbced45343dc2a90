import { ByteGatherer } from './byte-gatherer.js'
import { MAX_PACK_FRAMES } from './limits.js'
import {
  corrupt,
  FRAME_HEAD_BYTES,
  type Frame,
  type FrameChecksum,
  PACK_HEADER_BYTES,
  PackError,
  tooLarge,
} from './pack-format.js'
import {
  checkPackHeader,
  frameHeadBytes,
  type OpenFrame,
  type PackEnd,
  readFrameHead,
} from './pack-frame-reader.js'

/** What a decoder needs to know. */
export interface PackDecoderOptions {
  readonly checksum: FrameChecksum
  /**
   * Most bytes that the whole pack may have: MAX_PACK_BYTES for an upload. A reader of an answer
   * that it asked for may pass Infinity: frames and their number stay limited.
   */
  readonly maxBytes: number
}

/** What the next bytes are. */
type Step =
  | { readonly at: 'header' }
  | { readonly at: 'prefix' }
  | { readonly at: 'bases'; readonly prefix: Uint8Array }
  | { readonly at: 'payload'; readonly open: OpenFrame }
  | { readonly at: 'done' }

/**
 * Reads a pack from chunks of any size, down to single bytes. Never holds more than one frame
 * besides the chunk being pushed, and allocates for a payload only after the frame's numbers were
 * found valid (SEC-72). Bytes that do not match their checksum are never returned.
 */
export class PackDecoder {
  readonly #checksum: FrameChecksum
  readonly #maxBytes: number
  readonly #bytes = new ByteGatherer()
  #receivedBytes = 0
  #frameCount = 0
  #step: Step = { at: 'header' }
  #failure: PackError | undefined

  constructor({ checksum, maxBytes }: PackDecoderOptions) {
    this.#checksum = checksum
    this.#maxBytes = maxBytes
  }

  /**
   * Takes the next bytes and returns the frames that they complete, in order. A payload that lay
   * within `bytes` is a view of them, so they must stay unchanged while it is in use.
   *
   * Frames before a fault are whole and worth keeping: they are returned, and the fault is thrown
   * by the next call of `push` or `finish`. Once there is a fault every call throws it.
   * @throws PackError
   */
  push(bytes: Uint8Array): Frame[] {
    if (this.#failure !== undefined) throw this.#failure
    const frames: Frame[] = []
    try {
      this.#receivedBytes += bytes.length
      if (this.#receivedBytes > this.#maxBytes) throw tooLarge(`over ${this.#maxBytes} bytes`)
      this.#bytes.feed(bytes)
      let isMoving = true
      while (isMoving) isMoving = this.#advance(frames)
    } catch (error) {
      if (!(error instanceof PackError)) throw error
      this.#failure = error
      if (frames.length === 0) throw error
    } finally {
      this.#bytes.release()
    }
    return frames
  }

  /**
   * Says that no more bytes will come.
   * @throws PackError `pack_truncated` when the end frame did not come, or the fault found before.
   */
  finish(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#step.at === 'done') return
    this.#failure = new PackError('pack_truncated', 'the pack ended before its end frame')
    throw this.#failure
  }

  /** Does one step if its bytes are there. Returns false when more bytes are needed. */
  #advance(frames: Frame[]): boolean {
    const step = this.#step
    if (step.at === 'done') {
      if (this.#bytes.availableBytes > 0) throw corrupt('bytes after the end frame')
      return false
    }
    const bytes = this.#bytes.take(wantedBytes(step))
    if (bytes === undefined) return false
    this.#step = this.#nextStep(step, bytes, frames)
    return true
  }

  #nextStep(step: Exclude<Step, { at: 'done' }>, bytes: Uint8Array, frames: Frame[]): Step {
    switch (step.at) {
      case 'header':
        checkPackHeader(bytes)
        return { at: 'prefix' }
      case 'prefix':
        // A copy of 44 bytes: the chunk may be gone before the checksum is due.
        return { at: 'bases', prefix: bytes.slice() }
      case 'bases':
        return { at: 'payload', open: readFrameHead(join(step.prefix, bytes)) }
      case 'payload':
        return this.#closeFrame(step.open, bytes, frames)
    }
  }

  #closeFrame(open: OpenFrame, payload: Uint8Array, frames: Frame[]): Step {
    if (this.#checksum([open.summed, payload]) !== open.checksum) {
      throw corrupt('a frame does not match its checksum')
    }
    if (open.frame.kind === 'end') return this.#endPack(open.frame)
    if (this.#frameCount >= MAX_PACK_FRAMES) throw tooLarge(`over ${MAX_PACK_FRAMES} frames`)
    this.#frameCount += 1
    frames.push(toFrame(open.frame, payload))
    return { at: 'prefix' }
  }

  #endPack({ frameCount }: PackEnd): Step {
    if (frameCount !== this.#frameCount) {
      throw corrupt(`${this.#frameCount} frames came, the end frame counts ${frameCount}`)
    }
    return { at: 'done' }
  }
}

function wantedBytes(step: Exclude<Step, { at: 'done' }>): number {
  switch (step.at) {
    case 'header':
      return PACK_HEADER_BYTES
    case 'prefix':
      return FRAME_HEAD_BYTES
    case 'bases':
      return frameHeadBytes(step.prefix) - FRAME_HEAD_BYTES
    case 'payload':
      return step.open.payloadBytes
  }
}

function toFrame(head: Exclude<OpenFrame['frame'], PackEnd>, payload: Uint8Array): Frame {
  if (head.kind === 'absent') return head
  const { encodedLength: _, ...frame } = head
  return { ...frame, payload }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}
