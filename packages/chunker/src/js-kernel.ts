import { GEAR } from './gear.js'
import { createPiecewiseKernel, type Kernel, PIECE_BYTES } from './kernel.js'

/**
 * The kernel in plain TypeScript: runs everywhere. Rolls two bytes a step (Xia et al., IEEE TPDS 31(9), 2020,
 * section 3.5), like its twin wasm/gear-scan.wat.
 */
export function createJsKernel(): Kernel {
  const piece = new Uint8Array(PIECE_BYTES)
  const gear = Int32Array.from(GEAR)
  const shiftedGear = gear.map((value) => value << 1)

  return createPiecewiseKernel('js', piece, (length, hash, mask) => {
    // The hash of a pair's first byte is known only shifted left by one, so it is judged by the mask shifted
    // likewise.
    const shiftedMask = mask << 1
    const pairsEnd = length - 1
    let h = hash
    let i = 0
    while (i < pairsEnd) {
      h = ((h << 2) + shiftedGear[piece[i]!]!) | 0 // ! i < PIECE_BYTES, and a byte is below 256
      if ((h & shiftedMask) === 0) return i + 1
      h = (h + gear[piece[i + 1]!]!) | 0 // ! as above
      i += 2
      if ((h & mask) === 0) return i
    }
    if (i === length) return -1
    h = ((h << 1) + gear[piece[i]!]!) | 0 // ! as above
    return (h & mask) === 0 ? length : -1
  })
}
