import type { BlockId, Frame } from '@tidemark/protocol'
import type { Clock } from '../ports.js'
import type { BlockCaller } from './find-missing.js'
import { readAhead } from './read-ahead.js'
import { batchByBytes, readBlocksAt } from './read-blocks.js'
import type { BlockStorage } from './storage.js'

/**
 * One frame per id, in the order asked. A block that this device may not read in this space, that
 * is not stored, or that is damaged comes as `absent`. Payloads leave as they are stored, verified
 * by their seal and not decompressed. Reads ahead by one batch and no faster than it is consumed.
 */
export async function* readFrames(
  storage: BlockStorage,
  clock: Clock,
  { ownerId, spaceId, deviceId }: BlockCaller,
  blockIds: readonly BlockId[],
): AsyncGenerator<Frame> {
  const locations = await storage.metadata.read(async (tx) => {
    const readable = await tx.readableBlocks(spaceId, deviceId, blockIds, clock.nowMs())
    return tx.findBlocks(ownerId, [...readable])
  })
  const batches = batchByBytes(blockIds, (blockId) => locations.get(blockId)?.length ?? 0)
  const read = async (batch: readonly BlockId[]) => {
    const found = batch.flatMap((blockId) => {
      const location = locations.get(blockId)
      return location === undefined ? [] : [[blockId, location] as const]
    })
    return { batch, blocks: await readBlocksAt(storage, ownerId, new Map(found), 'stored') }
  }
  for await (const { batch, blocks } of readAhead(batches, read)) {
    for (const blockId of batch) {
      const block = blocks.get(blockId)
      yield block === undefined ? { kind: 'absent', blockId } : { ...block, bases: [] }
    }
  }
}
