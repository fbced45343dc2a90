import type {
  ConflictId,
  ConflictList,
  ConflictRecord,
  Resolution,
  SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { Clock, Hashing, MetadataStore, Rng, Wakeups } from '../ports.js'

/**
 * Open conflicts, oldest first.
 * @throws AppError not_found
 */
export async function listConflicts(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
): Promise<ConflictList> {
  throw new Error('pending')
}

/**
 * Settles a conflict in one transaction; the version that is not chosen goes to the trash or stays
 * as an earlier version.
 * @throws AppError not_found, conflict_missing, conflict_resolved
 */
export async function resolveConflict(
  _ports: { store: MetadataStore; clock: Clock; rng: Rng; hashing: Hashing; wakeups: Wakeups },
  _caller: Caller,
  _spaceId: SpaceId,
  _conflictId: ConflictId,
  _choice: Resolution,
): Promise<{ record: ConflictRecord }> {
  throw new Error('pending')
}
