/** Names of all chunking rules. A name is frozen for ever: its cuts are pinned by `vectors/`. */
export type ProfileId = 'whole-v1' | 'fastcdc-v1/64k' | 'fastcdc-v1/256k' | 'fastcdc-v1/1m'

/**
 * One chunking rule. All lengths are in bytes. Every chunk is at most `maxBytes` long and, except the last one
 * of a file, at least `minBytes`. `targetBytes` is the mean length on incompressible content.
 */
export interface ChunkProfile {
  readonly id: ProfileId
  readonly minBytes: number
  readonly targetBytes: number
  readonly maxBytes: number
}

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

/** How far a file may outgrow the size its profile was chosen for before it is cut anew. */
const STICKY_FACTOR = 8

interface Tier {
  readonly profile: ChunkProfile
  /** The largest file that starts with this profile. */
  readonly upToBytes: number
  /** The largest file that keeps this profile once it has it. */
  readonly keepUpToBytes: number
}

function fastCdc(id: ProfileId, targetBytes: number): ChunkProfile {
  // No maxBytes may exceed 4 MiB, the protocol's MAX_BLOCK_BYTES: a chunk becomes one block.
  return Object.freeze({
    id,
    minBytes: targetBytes / 4,
    targetBytes,
    maxBytes: targetBytes * 4,
  })
}

const WHOLE: ChunkProfile = Object.freeze({
  id: 'whole-v1',
  minBytes: 64 * KIB,
  targetBytes: 64 * KIB,
  maxBytes: 64 * KIB,
})
const LARGEST = fastCdc('fastcdc-v1/1m', MIB)

const TIERS: readonly Tier[] = Object.freeze([
  { profile: WHOLE, upToBytes: 64 * KIB, keepUpToBytes: 64 * KIB },
  {
    profile: fastCdc('fastcdc-v1/64k', 64 * KIB),
    upToBytes: 256 * MIB,
    keepUpToBytes: STICKY_FACTOR * 256 * MIB,
  },
  {
    profile: fastCdc('fastcdc-v1/256k', 256 * KIB),
    upToBytes: 4 * GIB,
    keepUpToBytes: STICKY_FACTOR * 4 * GIB,
  },
  { profile: LARGEST, upToBytes: Number.MAX_SAFE_INTEGER, keepUpToBytes: Number.MAX_SAFE_INTEGER },
])

function assertSize(sizeBytes: number): void {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new RangeError(`sizeBytes must be a safe integer >= 0, got ${sizeBytes}`)
  }
}

/** The profile named `id`, or undefined when this version does not know it (a newer client wrote it). */
export function findProfile(id: string): ChunkProfile | undefined {
  return TIERS.find((tier) => tier.profile.id === id)?.profile
}

/**
 * The profile for a file of `sizeBytes` that has none yet. Throws RangeError unless `sizeBytes` is a safe
 * integer >= 0.
 *
 * A profile is sticky: store its id with the file and cut later versions with the same one, because another
 * profile moves every cut and so re-sends the whole file. `profileForNextVersion` holds that rule.
 */
export function profileForSize(sizeBytes: number): ChunkProfile {
  assertSize(sizeBytes)
  return TIERS.find((tier) => sizeBytes <= tier.upToBytes)?.profile ?? LARGEST
}

/**
 * The profile for a new version of a file that was cut with `current`. Keeps `current`, whatever the file
 * shrinks to, until the file has outgrown it: more than 64 KiB under `whole-v1`, more than 8 times the size
 * the profile is chosen for under the others. Throws RangeError as `profileForSize` does.
 */
export function profileForNextVersion(current: ChunkProfile, sizeBytes: number): ChunkProfile {
  assertSize(sizeBytes)
  const tier = TIERS.find(({ profile }) => profile.id === current.id)
  return tier !== undefined && sizeBytes <= tier.keepUpToBytes
    ? tier.profile
    : profileForSize(sizeBytes)
}
