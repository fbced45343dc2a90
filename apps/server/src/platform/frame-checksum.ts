import type { FrameChecksum } from '@tidemark/protocol'
import xxhash from 'xxhash-wasm'

/** Loads XXH64, which guards the frames of a pack on their way. */
export async function loadFrameChecksum(): Promise<FrameChecksum> {
  const { create64 } = await xxhash()
  return (parts) => {
    const sum = create64()
    for (const part of parts) sum.update(part)
    return sum.digest()
  }
}
