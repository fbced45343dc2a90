import type { SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { flushDraft } from '../commit/flush-draft.js'
import { type Author, SpaceDraft } from '../commit/space-draft.js'
import {
  type Clock,
  type Hashing,
  type MetadataStore,
  type Rng,
  spaceTopic,
  type Wakeups,
} from '../ports.js'
import { getSpace } from '../spaces/access.js'

/** What a change of a space outside of a commit needs. */
export interface ChangePorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly wakeups: Wakeups
}

/**
 * Runs `change` on a draft of the space in one transaction, writes the draft and rings the space.
 * @throws AppError not_found, and whatever `change` throws; then nothing is written.
 */
export async function changeSpace<T>(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  change: (draft: SpaceDraft) => Promise<T>,
): Promise<T> {
  const { store, rng, hashing, wakeups } = ports
  const result = await store.withSpaceLock(spaceId, async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'write')
    const draft = await SpaceDraft.open(tx, space, rng)
    const value = await change(draft)
    await flushDraft(draft, hashing)
    return { value, hasChanged: draft.seq > space.headSeq }
  })
  if (result.hasChanged) wakeups.publish(spaceTopic(spaceId))
  return result.value
}

/** The caller as author of changes that belong to no operation of a device. */
export function authorFor(caller: Caller, atMs: number): Author {
  const { accountId, deviceId, deviceName } = caller
  return { accountId, deviceId, deviceName, opId: null, atMs }
}
