import { type BlockId, PIN_TTL_MS } from '@tidemark/protocol'
import type { CrashPoint } from '../crash-points.js'
import type { BlockLocation, BlockRow } from '../metadata/rows.js'
import type { Clock } from '../ports.js'
import type { BlockCaller } from './find-missing.js'
import type { SealRequest } from './ports.js'
import type { RecordKind } from './record-header.js'
import type { BlockStorage } from './storage.js'

/** A block whose bytes hash to its id. */
export interface VerifiedBlock {
  readonly request: SealRequest
  /** Absent when the account has the block already. */
  readonly record: Uint8Array | undefined
  /** Where the index had it; with a record, that place is damaged. */
  readonly replaces: BlockLocation | undefined
}

/** What `persistBlocks` needs. */
export interface PersistOptions {
  readonly storage: BlockStorage
  readonly clock: Clock
  readonly crashPoint: CrashPoint
}

const KINDS: readonly RecordKind[] = ['data', 'list']

/**
 * Makes verified blocks durable, indexed and granted to the device. A block that the account had
 * when it was verified and that cleanup removed since is sealed and stored after all.
 */
export async function persistBlocks(
  options: PersistOptions,
  caller: BlockCaller,
  blocks: readonly VerifiedBlock[],
): Promise<void> {
  const rows = await appendRecords(options, blocks)
  options.crashPoint('S05')
  const gone = await indexAndGrant(options, caller, blocks, rows)
  if (gone.size === 0) return
  const requests = blocks
    .filter(({ request }) => gone.has(request.blockId))
    .map(({ request }) => ({ ...request, verifyOnly: false }))
  const results = await options.storage.codec.seal(caller.ownerId, requests)
  const sealed = requests.map((request, i): VerifiedBlock => {
    const result = results[i]
    if (result?.ok !== true || result.record === undefined) {
      throw new Error('a block that was verified does not seal')
    }
    return { request, record: result.record, replaces: undefined }
  })
  await persistBlocks(options, caller, sealed)
}

async function appendRecords(
  { storage }: PersistOptions,
  blocks: readonly VerifiedBlock[],
): Promise<BlockRow[]> {
  const byKind = KINDS.map(async (kind) => {
    const sealed = blocks.flatMap(({ request, record }) =>
      record !== undefined && request.kind === kind ? [{ request, record }] : [],
    )
    if (sealed.length === 0) return []
    const locations = await storage.segments.append(
      kind,
      sealed.map(({ record }) => record),
    )
    return sealed.map(({ request }, i): BlockRow => {
      const location = locations[i]
      if (location === undefined) throw new Error('the segment store left out a location')
      const { segmentId, offset, length } = location
      const { blockId, rawLength } = request
      return { blockId, segmentId, offset, length, kind, rawLength }
    })
  })
  return (await Promise.all(byKind)).flat()
}

/** Answers the blocks that have no index row after all. */
async function indexAndGrant(
  { storage, clock }: PersistOptions,
  { ownerId, spaceId, deviceId }: BlockCaller,
  blocks: readonly VerifiedBlock[],
  rows: readonly BlockRow[],
): Promise<Set<BlockId>> {
  const replaced = new Map<BlockId, string>()
  for (const { request, record, replaces } of blocks) {
    if (record && replaces) replaced.set(request.blockId, replaces.segmentId)
  }
  const blockIds = [...new Set(blocks.map(({ request }) => request.blockId))]
  const gone = await storage.metadata.write(async (tx) => {
    await tx.addBlocks(ownerId, rows)
    for (const row of rows) {
      const damagedSegmentId = replaced.get(row.blockId)
      if (damagedSegmentId !== undefined) await tx.moveBlocks(ownerId, damagedSegmentId, [row])
    }
    const present = await tx.findBlocks(ownerId, blockIds)
    await tx.grantBlocks(spaceId, deviceId, [...present.keys()], clock.nowMs() + PIN_TTL_MS)
    return new Set(blockIds.filter((blockId) => !present.has(blockId)))
  })
  for (const { blockId } of rows) storage.damage.remove(ownerId, blockId)
  return gone
}
