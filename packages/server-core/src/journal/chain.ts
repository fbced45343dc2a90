import { type Change, type Epoch, formatHex, parseHex, type SpaceId } from '@tidemark/protocol'
import { asciiBytes } from '../digest/ascii.js'
import { digestOf } from '../digest/canonical-json.js'
import type { ChangeRow, SpaceRow } from '../metadata/rows.js'
import type { Hashing } from '../ports.js'

/**
 * The journal's hash chain: `hash(0)` names space and epoch, `hash(n) = SHA-256(hash(n - 1) ||
 * digest(n))`, `digest(n) = SHA-256(canonical JSON of change n)`. Keeping the digest beside the
 * change lets a name be blanked out later without breaking the chain.
 */

/** Chain hash before the first change. */
export function genesisHash(spaceId: SpaceId, epoch: Epoch, hashing: Hashing): string {
  return formatHex(hashing.sha256(asciiBytes(`tidemark journal 1 ${spaceId} ${epoch}`)))
}

/** Chain hash after a change with this digest. */
export function nextHash(previous: string, digest: string, hashing: Hashing): string {
  return formatHex(hashing.sha256(parseHex(previous + digest)))
}

/** Gives `changes`, which follow each other from the head of `space`, their place in the chain. */
export function chainChanges(
  space: Pick<SpaceRow, 'headHash'>,
  changes: readonly Change[],
  hashing: Hashing,
): ChangeRow[] {
  let hash = space.headHash
  return changes.map((change) => {
    const digest = digestOf(change, hashing)
    hash = nextHash(hash, digest, hashing)
    return { seq: change.seq, hash, digest, change }
  })
}
