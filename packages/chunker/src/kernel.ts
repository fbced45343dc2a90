import { rollGear } from './gear.js'

/**
 * The one hot loop, in two implementations that return the same numbers for the same arguments. Pure as seen
 * from outside: nothing is remembered between calls, so one kernel serves any number of chunkers of a thread.
 */
export interface Kernel {
  readonly kind: 'js' | 'wasm'
  /**
   * Rolls the gear hash from `hash` over `bytes[start, end)` and returns the index just after the first byte
   * at which `(hash & mask) === 0`, or -1. Requires `0 <= start <= end <= bytes.length` and a mask without
   * bit 31 (see cut-rule.ts). Does not keep or change `bytes`.
   */
  findCandidate(bytes: Uint8Array, start: number, end: number, hash: number, mask: number): number
}

/**
 * How much a kernel scans at a time, from a buffer of its own that stays in the first-level cache. The copy
 * costs little and pays for itself: it streams the bytes out of main memory, which the scan alone would wait
 * for, and V8 compiles the TypeScript loop best when it only ever sees one array (1.5 to 3 times faster on
 * Node 24).
 */
export const PIECE_BYTES = 16 * 1024

/** `Kernel.findCandidate` over the first `length` bytes of the kernel's own buffer. */
export type ScanPiece = (length: number, hash: number, mask: number) => number

/** The kernel that feeds `scan` through `piece`, a buffer of `PIECE_BYTES`. */
export function createPiecewiseKernel(
  kind: Kernel['kind'],
  piece: Uint8Array,
  scan: ScanPiece,
): Kernel {
  return {
    kind,
    findCandidate(bytes, start, end, hash, mask) {
      let pieceHash = hash
      for (let from = start; from < end; from += PIECE_BYTES) {
        const to = Math.min(end, from + PIECE_BYTES)
        piece.set(bytes.subarray(from, to))
        const index = scan(to - from, pieceHash, mask)
        if (index !== -1) return from + index
        pieceHash = rollGear(pieceHash, bytes, from, to)
      }
      return -1
    },
  }
}
