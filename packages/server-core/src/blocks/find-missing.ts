import {
  type AccountId,
  type BlockId,
  type DeviceId,
  PIN_TTL_MS,
  type SpaceId,
} from '@tidemark/protocol'
import type { Clock } from '../ports.js'
import type { BlockStorage } from './storage.js'

/** A device at work in a space, and the account that owns the space and its blocks. */
export interface BlockCaller {
  readonly ownerId: AccountId
  readonly spaceId: SpaceId
  readonly deviceId: DeviceId
}

/**
 * Those of `blockIds` that the device must upload, in the order asked. The others are pinned for
 * it, so cleanup cannot take them before it commits. A block counts as present only when this space
 * has it or this device uploaded it for this space; what other spaces hold changes nothing in the
 * answer or in the work done for it (SEC-42).
 */
export async function findMissing(
  { metadata, damage }: Pick<BlockStorage, 'metadata' | 'damage'>,
  clock: Clock,
  { ownerId, spaceId, deviceId }: BlockCaller,
  blockIds: readonly BlockId[],
): Promise<BlockId[]> {
  const nowMs = clock.nowMs()
  const readable = await metadata.write(async (tx) => {
    const present = await tx.readableBlocks(spaceId, deviceId, blockIds, nowMs)
    if (present.size > 0) {
      await tx.grantBlocks(spaceId, deviceId, [...present], nowMs + PIN_TTL_MS)
    }
    return present
  })
  return [...new Set(blockIds)].filter(
    (blockId) => !readable.has(blockId) || damage.has(ownerId, blockId),
  )
}
