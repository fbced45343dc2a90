import type { Hold, HoldId, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { Clock, Hashing, MetadataStore, Rng, Wakeups } from '../ports.js'

/**
 * Undecided holds, oldest first.
 * @throws AppError not_found
 */
export async function listHolds(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
): Promise<{ holds: Hold[] }> {
  throw new Error('pending')
}

/**
 * Approves (deletes what is still as it was) or reverts (keeps all, and journals it anew so that the
 * device restores it) a held deletion, and records who did.
 * @throws AppError not_found, hold_missing
 */
export async function decideHold(
  _ports: { store: MetadataStore; clock: Clock; rng: Rng; hashing: Hashing; wakeups: Wakeups },
  _caller: Caller,
  _spaceId: SpaceId,
  _holdId: HoldId,
  _decision: 'approve' | 'revert',
): Promise<{ fileCount: number }> {
  throw new Error('pending')
}
