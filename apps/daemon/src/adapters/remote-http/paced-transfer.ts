import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@tidemark/protocol'
import { durationUs, type PaceSlot, type SharedPace } from './shared-pace.js'

/** The most that goes at once under a limit: what others send at the same time is not held up long. */
const SLICE_BYTES = 16 * 1024
/** A limit that changes meanwhile is noticed within this time. */
const LOOK_EVERY_MS = 250

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** Keeps a stream of bytes that comes down within the limit: what is not read is not sent. */
export async function* pacedDownload(
  chunks: AsyncIterable<Uint8Array>,
  pace: SharedPace,
  signal: AbortSignal,
  wait: Wait = waitFor,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    const slot = pace.reserve(chunk.length)
    if (slot !== undefined) await waitUntil(slot.endUs, pace, signal, wait)
    yield chunk
  }
}

/**
 * Keeps one request's body within the limit. The time for all of it is reserved at once, so that
 * requests go one after the other at full speed: each is through before a server gives up on it.
 */
export class PacedUpload {
  readonly #pace: SharedPace
  readonly #signal: AbortSignal
  readonly #wait: Wait
  readonly #totalBytes: number
  #sentBytes = 0
  #rate = 0n
  #slot: PaceSlot | undefined
  /** Bytes that had gone when the slot was reserved. */
  #slotFrom = 0

  constructor(totalBytes: number, pace: SharedPace, signal: AbortSignal, wait: Wait = waitFor) {
    this.#totalBytes = totalBytes
    this.#pace = pace
    this.#signal = signal
    this.#wait = wait
  }

  /** Waits for its turn, before the request is opened. @throws AppError `cancelled` */
  async begin(): Promise<void> {
    this.#reserve()
    await this.#waitFor(() => this.#slot?.startUs)
  }

  /** The parts in slices, each when it may go. @throws AppError `cancelled` */
  async *slices(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (const part of parts) {
        for (let at = 0; at < part.length; at += SLICE_BYTES) {
          const slice = part.subarray(at, at + SLICE_BYTES)
          await this.#waitFor(() => this.#timeOf(this.#sentBytes))
          this.#sentBytes += slice.length
          yield slice
        }
      }
    } finally {
      this.end()
    }
  }

  /** Gives back the time of what will not be sent. Idempotent. */
  end(): void {
    const left = this.#totalBytes - this.#sentBytes
    if (this.#slot === undefined || left === 0 || this.#pace.rate !== this.#rate) return
    this.#pace.release(durationUs(left, this.#rate))
    this.#slot = undefined
  }

  #reserve(): void {
    this.#rate = this.#pace.rate
    this.#slotFrom = this.#sentBytes
    this.#slot = this.#pace.reserve(this.#totalBytes - this.#sentBytes)
  }

  #timeOf(sentBytes: number): bigint | undefined {
    if (this.#slot === undefined) return undefined
    return this.#slot.startUs + durationUs(sentBytes - this.#slotFrom, this.#rate)
  }

  /** Under a limit that has changed the time is reserved anew. */
  async #waitFor(time: () => bigint | undefined): Promise<void> {
    for (;;) {
      if (this.#pace.rate !== this.#rate) this.#reserve()
      const us = time()
      if (us === undefined) return
      await waitUntil(us, this.#pace, this.#signal, this.#wait)
      if (this.#pace.rate === this.#rate) return
    }
  }
}

/** Returns early when the limit changes. */
async function waitUntil(
  us: bigint,
  pace: SharedPace,
  signal: AbortSignal,
  wait: Wait,
): Promise<void> {
  const { rate } = pace
  for (let ms = pace.waitMs(us); ms > 0 && pace.rate === rate; ms = pace.waitMs(us)) {
    await wait(Math.min(ms, LOOK_EVERY_MS), signal)
  }
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', {}, { cause })
  }
}
