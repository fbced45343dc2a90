/**
 * The gear hash of Xia et al., "FastCDC", USENIX ATC 2016 (section 4.2): `h = (h << 1) + GEAR[byte]`, here
 * modulo 2^32. A byte leaves the hash after 32 further ones, so the hash at a position is a pure function of
 * the 32 bytes before it.
 */
export const GEAR_WINDOW_BYTES = 32

/** ASCII "Tide". Chosen so that no run of one byte value is ever a cut candidate (gear.test.ts proves it). */
const GEAR_SEED = 0x54696465

/**
 * splitmix32: a Weyl sequence through a 32-bit finaliser (multipliers of C. Wellons' hash-prospector,
 * "prospecting for hash functions", 2018).
 */
function splitmix32(seed: number, step: number): number {
  let z = (seed + Math.imul(step, 0x9e3779b9)) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

/** 256 signed 32-bit numbers, `GEAR[b] = splitmix32(seed, b + 1)`. Part of every `fastcdc-v1` profile. */
export const GEAR: readonly number[] = Object.freeze(
  Array.from({ length: 256 }, (_, byte) => splitmix32(GEAR_SEED, byte + 1)),
)

/** The signed 32-bit hash after `bytes[start, end)`, continuing from `hash`. */
export function rollGear(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let rolled = hash
  // Bytes further back than the window have been shifted out of the result.
  for (let i = Math.max(start, end - GEAR_WINDOW_BYTES); i < end; i++) {
    // Both indexes are in range: i < end <= bytes.length, and a byte is below 256.
    rolled = ((rolled << 1) + GEAR[bytes[i]!]!) | 0
  }
  return rolled
}
