import { GEAR } from './gear.js'
import type { Kernel } from './kernel.js'

/** The kernel in plain TypeScript: runs everywhere and is the reference for the WebAssembly one. */
export function createJsKernel(): Kernel {
  const gear = Int32Array.from(GEAR)
  return {
    kind: 'js',
    findCandidate(bytes, start, end, hash, mask) {
      let h = hash
      for (let i = start; i < end; i++) {
        // Both indexes are in range: i < end <= bytes.length, and a byte is below 256.
        h = ((h << 1) + gear[bytes[i]!]!) | 0
        if ((h & mask) === 0) return i + 1
      }
      return -1
    },
  }
}
