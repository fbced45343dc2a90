import type { BlockId } from '@tidemark/protocol'
import type { BlockLocation, BlockReads } from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toBlockId, toHex, toId, toLocation } from './columns.js'
import { forParams, idsIn, type Statements } from './prepared-query.js'

type Blob = Uint8Array

const findBlocks = forParams<{ accountId: Blob; ids: string }>()((db, bind) =>
  db
    .selectFrom('block')
    .selectAll()
    .where('account_id', '=', bind('accountId'))
    .where('block_id', 'in', idsIn(bind('ids'))),
)
/** A device id that no device has stands for "no device": ids are 16 bytes. */
const NO_DEVICE = new Uint8Array(1)

const readableBlocks = forParams<{ spaceId: Blob; deviceId: Blob; ids: string; nowMs: number }>()(
  (db, bind) =>
    db
      .selectFrom('block')
      .select('block.block_id')
      .where(
        'block.account_id',
        '=',
        db.selectFrom('space').select('account_id').where('space_id', '=', bind('spaceId')),
      )
      .where('block.block_id', 'in', idsIn(bind('ids')))
      .where(({ or, exists, selectFrom }) =>
        or([
          exists(
            selectFrom('space_block')
              .select('generation')
              .where('space_block.space_id', '=', bind('spaceId'))
              .whereRef('space_block.block_id', '=', 'block.block_id'),
          ),
          exists(
            selectFrom('block_grant')
              .select('expires_at_ms')
              .where('block_grant.space_id', '=', bind('spaceId'))
              .whereRef('block_grant.block_id', '=', 'block.block_id')
              .where('block_grant.device_id', '=', bind('deviceId'))
              .where('block_grant.expires_at_ms', '>', bind('nowMs')),
          ),
        ]),
      ),
)
const findSpaceBlocks = forParams<{ spaceId: Blob; ids: string }>()((db, bind) =>
  db
    .selectFrom('space_block')
    .select('block_id')
    .where('space_id', '=', bind('spaceId'))
    .where('block_id', 'in', idsIn(bind('ids'))),
)
const findSpaceLists = forParams<{ spaceId: Blob; ids: string }>()((db, bind) =>
  db
    .selectFrom('space_block')
    .select('block_id')
    .where('space_id', '=', bind('spaceId'))
    .where('block_id', 'in', idsIn(bind('ids')))
    .where('is_list', '=', sql.lit(1)),
)
const findGeneration = forParams<{ accountId: Blob }>()((db, bind) =>
  db.selectFrom('account').select('sweep_generation').where('account_id', '=', bind('accountId')),
)
const listBlocks = forParams<{ accountId: Blob; after: Blob; limit: number }>()((db, bind) =>
  db
    .selectFrom('block')
    .selectAll()
    .where('account_id', '=', bind('accountId'))
    .where('block_id', '>', bind('after'))
    .orderBy('block_id')
    .limit(bind('limit')),
)
const listSegmentUsage = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .selectFrom('block')
    .select(({ fn }) => [
      'segment_id',
      fn.sum<number>('length').as('live_bytes'),
      fn.countAll<number>().as('block_count'),
    ])
    .where('account_id', '=', bind('accountId'))
    .groupBy('segment_id')
    .orderBy('segment_id'),
)
const listSegmentBlocks = forParams<{ segmentId: Blob }>()((db, bind) =>
  db.selectFrom('block').selectAll().where('segment_id', '=', bind('segmentId')).orderBy('offset'),
)
const listGrantedBlocks = forParams<{
  accountId: Blob
  nowMs: number
  after: Blob
  limit: number
}>()((db, bind) =>
  db
    .selectFrom('block_grant')
    .select('block_id')
    .distinct()
    .where(
      'space_id',
      'in',
      db.selectFrom('space').select('space_id').where('account_id', '=', bind('accountId')),
    )
    .where('block_id', '>', bind('after'))
    .where('expires_at_ms', '>', bind('nowMs'))
    .orderBy('block_id')
    .limit(bind('limit')),
)

type RightReads =
  | 'findBlocks'
  | 'readableBlocks'
  | 'findSpaceBlocks'
  | 'findSpaceLists'
  | 'sweepGeneration'

const toIds = (rows: readonly { block_id: Blob }[]) =>
  new Set(rows.map((row) => toBlockId(row.block_id)))

/** Reading of single blocks and of rights. */
export function blockReads(on: Statements): Pick<BlockReads, RightReads> {
  return {
    async findBlocks(accountId, blockIds) {
      const ids = JSON.stringify(blockIds)
      const found = new Map<BlockId, BlockLocation>()
      for (const row of on.all(findBlocks, { accountId: toBlob(accountId), ids })) {
        found.set(toBlockId(row.block_id), toLocation(row))
      }
      return found
    },
    async readableBlocks(spaceId, deviceId, blockIds, nowMs) {
      const device = deviceId === null ? NO_DEVICE : toBlob(deviceId)
      const params = { spaceId: toBlob(spaceId), deviceId: device, nowMs }
      return toIds(on.all(readableBlocks, { ...params, ids: JSON.stringify(blockIds) }))
    },
    async findSpaceBlocks(spaceId, blockIds) {
      const params = { spaceId: toBlob(spaceId), ids: JSON.stringify(blockIds) }
      return toIds(on.all(findSpaceBlocks, params))
    },
    async findSpaceLists(spaceId, blockIds) {
      const params = { spaceId: toBlob(spaceId), ids: JSON.stringify(blockIds) }
      return toIds(on.all(findSpaceLists, params))
    },
    sweepGeneration: async (accountId) =>
      on.get(findGeneration, { accountId: toBlob(accountId) })?.sweep_generation ?? 0,
  }
}

/** Reading of the whole index, for cleanup and checks. */
export function indexReads(on: Statements): Omit<BlockReads, RightReads> {
  return {
    async listBlocks(accountId, afterBlockId, limit) {
      const params = { accountId: toBlob(accountId), after: toBlob(afterBlockId), limit }
      const rows = on.all(listBlocks, params)
      return rows.map((row) => ({ ...toLocation(row), blockId: toBlockId(row.block_id) }))
    },
    async listSegmentUsage(accountId) {
      const rows = on.all(listSegmentUsage, { accountId: toBlob(accountId) })
      return rows.map((row) => ({
        segmentId: toHex(row.segment_id),
        liveBytes: row.live_bytes,
        blockCount: row.block_count,
      }))
    },
    async listSegmentBlocks(segmentId) {
      const rows = on.all(listSegmentBlocks, { segmentId: toBlob(segmentId) })
      return rows.map((row) => ({
        ...toLocation(row),
        blockId: toBlockId(row.block_id),
        accountId: toId(row.account_id),
      }))
    },
    async listGrantedBlocks(accountId, nowMs, afterBlockId, limit) {
      const after = toBlob(afterBlockId)
      return [
        ...toIds(on.all(listGrantedBlocks, { accountId: toBlob(accountId), nowMs, after, limit })),
      ]
    },
  }
}
