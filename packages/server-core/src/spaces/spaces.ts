import type { Space, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { Clock, Hashing, MetadataStore, Rng, Wakeups } from '../ports.js'

/** Makes a space of the calling account, with its root folder as the first change. */
export async function createSpace(
  _ports: { store: MetadataStore; clock: Clock; rng: Rng; hashing: Hashing; wakeups: Wakeups },
  _caller: Caller,
  _request: { name: string },
): Promise<Space> {
  throw new Error('pending')
}

/** Spaces that the account can read, oldest first. */
export async function listSpaces(
  _store: MetadataStore,
  _caller: Caller,
): Promise<{ spaces: Space[] }> {
  throw new Error('pending')
}

/** One space as the wire has it. */
export async function describeSpace(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
): Promise<Space> {
  throw new Error('pending')
}
