import type { ChunkProfile } from './profiles.js'

/**
 * FastCDC with normalised chunking level 2 (Xia et al., ATC 2016, section 4.4; TPDS 31(9), 2020): up to
 * `normalBytes` a cut must meet a mask of 2 bits more than the target asks for, beyond it one of 2 bits less,
 * which gathers the lengths around the target. A cut after `n` bytes, `minBytes <= n <= maxBytes`, depends on
 * the 32 bytes before it and on n alone; at `maxBytes` it is forced.
 */
export interface CutRule {
  readonly minBytes: number
  /** The first chunk length that is judged by `looseMask`. */
  readonly normalBytes: number
  readonly maxBytes: number
  readonly strictMask: number
  readonly looseMask: number
}

const NORMALISATION_LEVEL = 2

/**
 * `bits` ones ending at bit 30. High bits carry the most of the 32-byte window. Bit 31 stays out so that two
 * bytes can be rolled in one step (TPDS 2020, section 3.5), where the hash of the first byte is only known
 * shifted left by one.
 */
function highMask(bits: number): number {
  return ((1 << bits) - 1) << (31 - bits)
}

/** The cut rule of a `fastcdc-v1` profile. */
export function fastCdcRule(profile: ChunkProfile): CutRule {
  const targetBits = Math.log2(profile.targetBytes)
  return {
    minBytes: profile.minBytes,
    // With min = T/4 and hazards 1/4T, then 4/T, the mean length is T when the masks change at 13/16 T.
    normalBytes: (profile.targetBytes * 13) / 16,
    maxBytes: profile.maxBytes,
    strictMask: highMask(targetBits + NORMALISATION_LEVEL),
    looseMask: highMask(targetBits - NORMALISATION_LEVEL),
  }
}
