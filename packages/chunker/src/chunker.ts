import { type CutRule, fastCdcRule } from './cut-rule.js'
import { createFastestKernel } from './fastest-kernel.js'
import { GEAR_WINDOW_BYTES, rollGear } from './gear.js'
import type { Kernel } from './kernel.js'
import { type ChunkProfile, findProfile } from './profiles.js'

/**
 * Finds the chunk ends of one file that is fed in order. The cuts depend on the content and the profile alone,
 * never on how the content is split into pushes. Holds three numbers, never the input: the caller may reuse
 * the pushed buffer at once. Not reusable: one chunker per file.
 */
export interface Chunker {
  /**
   * Takes the next bytes (any number, also none) and returns, ascending, the absolute end offsets of the
   * chunks that are now known to be complete. Offsets are exact up to 2^53 - 1. Throws after `finish`.
   */
  push(bytes: Uint8Array): readonly number[]
  /**
   * Ends the file: returns the end of the last chunk, unless `push` has returned it already or the file is
   * empty; then nothing. An empty file has no chunks. Throws when called twice.
   */
  finish(): readonly number[]
}

/** The end, within `bytes`, of the chunk that `start` lies in, or -1 when it does not end there. */
type FindEnd = (bytes: Uint8Array, start: number) => number

/** Cuts every `chunkBytes`. */
function createFixedSearch(chunkBytes: number): FindEnd {
  let lengthBytes = 0
  return (bytes, start) => {
    const end = start + chunkBytes - lengthBytes
    if (end > bytes.length) {
      lengthBytes += bytes.length - start
      return -1
    }
    lengthBytes = 0
    return end
  }
}

/** Cuts by `rule`; the state is the length of the open chunk and the hash at its end. */
function createGearSearch(rule: CutRule, kernel: Kernel): FindEnd {
  let lengthBytes = 0
  let hash = 0

  /** Index in `bytes` of the byte that makes the open chunk `chunkBytes` long, capped to the input. */
  const indexAtLength = (bytes: Uint8Array, index: number, chunkBytes: number): number =>
    Math.min(bytes.length, index + Math.max(0, chunkBytes - lengthBytes))

  const advance = (bytes: Uint8Array, from: number, to: number): number => {
    hash = rollGear(hash, bytes, from, to)
    lengthBytes += to - from
    return to
  }

  const search = (bytes: Uint8Array, start: number): number => {
    // Too short to end here: only the window before the first possible cut has to be hashed.
    let index = indexAtLength(bytes, start, rule.minBytes - GEAR_WINDOW_BYTES)
    lengthBytes += index - start
    index = advance(bytes, index, indexAtLength(bytes, index, rule.minBytes - 1))

    for (const [untilBytes, mask] of [
      [rule.normalBytes - 1, rule.strictMask],
      [rule.maxBytes, rule.looseMask],
    ] as const) {
      const stop = indexAtLength(bytes, index, untilBytes)
      const end = kernel.findCandidate(bytes, index, stop, hash, mask)
      if (end !== -1) return end
      index = advance(bytes, index, stop)
    }
    return lengthBytes === rule.maxBytes ? index : -1
  }

  return (bytes, start) => {
    const end = search(bytes, start)
    // The hash may stay: before a cut is possible, a whole window of the next chunk has replaced it.
    if (end !== -1) lengthBytes = 0
    return end
  }
}

/**
 * A chunker for one file. `kernel` may be shared by all chunkers of a thread, and should be: without one, each
 * chunker that scans makes its own with `createFastestKernel`. `whole-v1` scans nothing: it gives one chunk up
 * to 64 KiB and, should a file have outgrown it, a cut every 64 KiB. Throws RangeError when `profile` is not
 * one that `findProfile` returns.
 */
export function createChunker(profile: ChunkProfile, kernel?: Kernel): Chunker {
  if (findProfile(profile.id) !== profile) throw new RangeError(`unknown profile ${profile.id}`)
  const findEnd =
    profile.id === 'whole-v1'
      ? createFixedSearch(profile.maxBytes)
      : createGearSearch(fastCdcRule(profile), kernel ?? createFastestKernel())
  let offsetBytes = 0
  let lastCutBytes = 0
  let isFinished = false
  const assertOpen = (): void => {
    if (isFinished) throw new Error('chunker used after finish')
  }

  return {
    push(bytes) {
      assertOpen()
      const cuts: number[] = []
      let start = 0
      while (start < bytes.length) {
        const end = findEnd(bytes, start)
        if (end === -1) break
        lastCutBytes = offsetBytes + end
        cuts.push(lastCutBytes)
        start = end
      }
      offsetBytes += bytes.length
      return cuts
    },
    finish() {
      assertOpen()
      isFinished = true
      return lastCutBytes < offsetBytes ? [offsetBytes] : []
    },
  }
}
