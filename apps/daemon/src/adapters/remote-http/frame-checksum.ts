import type { FrameChecksum } from '@tidemark/protocol'
import xxhash from 'xxhash-wasm'

/** XXH64 with seed 0, as frames carry it. Loads a WebAssembly module once. */
export async function loadFrameChecksum(): Promise<FrameChecksum> {
  const { create64 } = await xxhash()
  return (parts) => {
    const sum = create64()
    for (const part of parts) sum.update(part)
    return sum.digest()
  }
}
