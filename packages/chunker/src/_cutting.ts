import { createChunker } from './chunker.js'
import type { Kernel } from './kernel.js'
import { type ChunkProfile, findProfile, type ProfileId } from './profiles.js'

export const FAST_CDC_IDS = ['fastcdc-v1/64k', 'fastcdc-v1/256k', 'fastcdc-v1/1m'] as const

export function profileOf(id: ProfileId): ChunkProfile {
  const profile = findProfile(id)
  if (profile === undefined) throw new Error(`no profile ${id}`)
  return profile
}

/** All cuts of `bytes`, fed in pieces that end at `splits` (ascending) and at the end. */
export function cutsOf(
  profile: ChunkProfile,
  bytes: Uint8Array,
  kernel: Kernel,
  splits: readonly number[] = [],
): number[] {
  const chunker = createChunker(profile, kernel)
  const cuts: number[] = []
  let start = 0
  for (const end of [...splits, bytes.length]) {
    cuts.push(...chunker.push(bytes.subarray(start, end)))
    start = end
  }
  cuts.push(...chunker.finish())
  return cuts
}

export function lengthsOf(cuts: readonly number[]): number[] {
  return cuts.map((cut, i) => cut - (cuts[i - 1] ?? 0))
}
