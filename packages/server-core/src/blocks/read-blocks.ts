import type { AccountId, BlockId } from '@tidemark/protocol'
import type { BlockLocation } from '../metadata/rows.js'
import { type OpenedBlock, SegmentMissingError } from './ports.js'
import type { BlockStorage } from './storage.js'

/** Bytes of records that are read and opened together. */
const MAX_BATCH_BYTES = 1024 * 1024
const MAX_BATCH_BLOCKS = 512

/**
 * Opened blocks by id. What is not in the index is left out, and so is what is damaged, which is
 * reported to `storage.damage`. Rights are the caller's business.
 * @param blockIds together no more than one batch, see `batchByBytes`
 */
export async function readBlocks(
  storage: BlockStorage,
  accountId: AccountId,
  blockIds: readonly BlockId[],
  as: 'stored' | 'plain',
): Promise<Map<BlockId, OpenedBlock>> {
  const locations = await storage.metadata.read((tx) => tx.findBlocks(accountId, blockIds))
  return readBlocksAt(storage, accountId, locations, as)
}

/** Like `readBlocks`, with the places known from an index lookup a moment ago. */
export async function readBlocksAt(
  storage: BlockStorage,
  accountId: AccountId,
  locations: ReadonlyMap<BlockId, BlockLocation>,
  as: 'stored' | 'plain',
): Promise<Map<BlockId, OpenedBlock>> {
  const records = await readRecords(storage, accountId, locations)
  const requests = [...records].map(([blockId, record]) => ({ blockId, record, as }))
  const results = requests.length === 0 ? [] : await storage.codec.open(accountId, requests)
  const opened = new Map<BlockId, OpenedBlock>()
  for (const [i, { blockId }] of requests.entries()) {
    const result = results[i]
    if (result?.ok === true) opened.set(blockId, result.block)
    else storage.damage.add(accountId, blockId, result?.reason ?? 'unread')
  }
  return opened
}

/** Groups in order, each of at most MAX_BATCH_BYTES unless a single item is larger. */
export function batchByBytes<T>(items: readonly T[], sizeOf: (item: T) => number): T[][] {
  const batches: T[][] = []
  let batch: T[] = []
  let sizeBytes = 0
  for (const item of items) {
    const itemBytes = sizeOf(item)
    const isFull = sizeBytes + itemBytes > MAX_BATCH_BYTES || batch.length >= MAX_BATCH_BLOCKS
    if (batch.length > 0 && isFull) {
      batches.push(batch)
      batch = []
      sizeBytes = 0
    }
    batch.push(item)
    sizeBytes += itemBytes
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

async function readRecords(
  storage: BlockStorage,
  accountId: AccountId,
  locations: ReadonlyMap<BlockId, BlockLocation>,
): Promise<Map<BlockId, Uint8Array>> {
  const records = new Map<BlockId, Uint8Array>()
  const moved: BlockId[] = []
  await Promise.all(
    [...locations].map(async ([blockId, location]) => {
      const record = await readRecord(storage, location)
      if (record === undefined) moved.push(blockId)
      else records.set(blockId, record)
    }),
  )
  if (moved.length === 0) return records
  // Cleanup rewrote the segment after the lookup: the index knows the new place by now.
  const places = await storage.metadata.read((tx) => tx.findBlocks(accountId, moved))
  for (const [blockId, location] of places) {
    const record = await readRecord(storage, location)
    if (record === undefined) storage.damage.add(accountId, blockId, 'segment missing')
    else records.set(blockId, record)
  }
  return records
}

async function readRecord(
  { segments }: BlockStorage,
  location: BlockLocation,
): Promise<Uint8Array | undefined> {
  try {
    return await segments.read(location)
  } catch (error) {
    if (error instanceof SegmentMissingError) return undefined
    throw error
  }
}
