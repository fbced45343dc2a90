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
