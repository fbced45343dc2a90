import type { WriteTransaction } from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toBlockId } from './columns.js'
import { forParams, idsIn, NO_LIMIT, type Statements } from './prepared-query.js'

type Blob = Uint8Array

type BlockParams = {
  accountId: Blob
  blockId: Blob
  segmentId: Blob
  offset: number
  length: number
  kind: 'data' | 'list'
  rawLength: number
}

const insertBlock = forParams<BlockParams>()((db, bind) =>
  db
    .insertInto('block')
    .values({
      account_id: bind('accountId'),
      block_id: bind('blockId'),
      segment_id: bind('segmentId'),
      offset: bind('offset'),
      length: bind('length'),
      kind: bind('kind'),
      raw_length: bind('rawLength'),
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'block_id']).doNothing()),
)
const moveBlock = forParams<BlockParams & { from: Blob }>()((db, bind) =>
  db
    .updateTable('block')
    .set({
      segment_id: bind('segmentId'),
      offset: bind('offset'),
      length: bind('length'),
      kind: bind('kind'),
      raw_length: bind('rawLength'),
    })
    .where('account_id', '=', bind('accountId'))
    .where('block_id', '=', bind('blockId'))
    .where('segment_id', '=', bind('from')),
)
const upsertGrant = forParams<{
  spaceId: Blob
  blockId: Blob
  deviceId: Blob
  expiresAtMs: number
}>()((db, bind) =>
  db
    .insertInto('block_grant')
    .values({
      space_id: bind('spaceId'),
      block_id: bind('blockId'),
      device_id: bind('deviceId'),
      expires_at_ms: bind('expiresAtMs'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['space_id', 'block_id', 'device_id'])
        .doUpdateSet({ expires_at_ms: bind('expiresAtMs') })
        .where('block_grant.expires_at_ms', '<', bind('expiresAtMs')),
    ),
)
/** A row of an older generation is stamped anew, as a list or not; else it can only become a list. */
const upsertSpaceBlock = forParams<{
  spaceId: Blob
  blockId: Blob
  generation: number
  isList: number
}>()((db, bind) =>
  db
    .insertInto('space_block')
    .values({
      space_id: bind('spaceId'),
      block_id: bind('blockId'),
      generation: bind('generation'),
      is_list: bind('isList'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['space_id', 'block_id'])
        .doUpdateSet({ generation: bind('generation'), is_list: bind('isList') })
        .where(
          sql<boolean>`space_block.generation < excluded.generation
            or space_block.is_list < excluded.is_list`,
        ),
    ),
)
const clearLists = forParams<{ accountId: Blob; ids: string; generation: number }>()((db, bind) =>
  db
    .updateTable('space_block')
    .set({ is_list: sql.lit(0) })
    .where(
      'space_id',
      'in',
      db.selectFrom('space').select('space_id').where('account_id', '=', bind('accountId')),
    )
    .where('block_id', 'in', idsIn(bind('ids')))
    .where('is_list', '=', sql.lit(1))
    .where('generation', '<', bind('generation')),
)
const findSpaceGeneration = forParams<{ spaceId: Blob }>()((db, bind) =>
  db
    .selectFrom('space')
    .innerJoin('account', 'account.account_id', 'space.account_id')
    .select('account.sweep_generation')
    .where('space.space_id', '=', bind('spaceId')),
)
const deleteExpiredGrants = forParams<{ nowMs: number; limit: number }>()((db, bind) =>
  db.deleteFrom('block_grant').where(
    sql<boolean>`(space_id, block_id, device_id) in (select space_id, block_id, device_id
        from block_grant where expires_at_ms <= ${bind('nowMs')} limit ${bind('limit')})`,
  ),
)
/** The next odd number. */
const beginSweep = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .updateTable('account')
    .set({ sweep_generation: sql<number>`sweep_generation + 1 + sweep_generation % 2` })
    .where('account_id', '=', bind('accountId'))
    .returning('sweep_generation'),
)
const endSweep = forParams<{ accountId: Blob; generation: number }>()((db, bind) =>
  db
    .updateTable('account')
    .set({ sweep_generation: sql<number>`sweep_generation + 1` })
    .where('account_id', '=', bind('accountId'))
    .where('sweep_generation', '=', bind('generation')),
)
const deleteUnusedRights = forParams<{ accountId: Blob; ids: string; generation: number }>()(
  (db, bind) =>
    db
      .deleteFrom('space_block')
      .where(
        'space_id',
        'in',
        db.selectFrom('space').select('space_id').where('account_id', '=', bind('accountId')),
      )
      .where('block_id', 'in', idsIn(bind('ids')))
      .where('generation', '<', bind('generation')),
)
const deleteUnusedBlocks = forParams<{ accountId: Blob; ids: string; nowMs: number }>()(
  (db, bind) =>
    db
      .deleteFrom('block')
      .where('account_id', '=', bind('accountId'))
      .where('block_id', 'in', idsIn(bind('ids')))
      .where(
        sql<boolean>`not exists (select 1 from space join space_block using (space_id)
          where space.account_id = ${bind('accountId')}
          and space_block.block_id = block.block_id)`,
      )
      .where(
        sql<boolean>`not exists (select 1 from space join block_grant using (space_id)
          where space.account_id = ${bind('accountId')}
          and block_grant.block_id = block.block_id
          and block_grant.expires_at_ms > ${bind('nowMs')})`,
      )
      .returning('block_id'),
)

type BlockWrites = Pick<
  WriteTransaction,
  'addBlocks' | 'grantBlocks' | 'addSpaceBlocks' | 'removeExpiredGrants' | 'moveBlocks'
>
type SweepWrites = Pick<
  WriteTransaction,
  'beginSweep' | 'endSweep' | 'removeBlocks' | 'removeSpaceLists'
>

/** Writing of the block index and of rights. */
export function blockWrites(on: Statements): BlockWrites {
  return {
    async addBlocks(account, rows) {
      const accountId = toBlob(account)
      for (const row of rows) {
        const ids = { blockId: toBlob(row.blockId), segmentId: toBlob(row.segmentId) }
        on.run(insertBlock, { ...row, ...ids, accountId })
      }
    },
    async moveBlocks(account, fromSegmentId, rows) {
      const accountId = toBlob(account)
      const from = toBlob(fromSegmentId)
      for (const row of rows) {
        const ids = { blockId: toBlob(row.blockId), segmentId: toBlob(row.segmentId) }
        on.run(moveBlock, { ...row, ...ids, accountId, from })
      }
    },
    async grantBlocks(space, device, blockIds, expiresAtMs) {
      const spaceId = toBlob(space)
      const deviceId = toBlob(device)
      for (const id of blockIds) {
        on.run(upsertGrant, { spaceId, blockId: toBlob(id), deviceId, expiresAtMs })
      }
    },
    async addSpaceBlocks(space, blockIds, listIds = []) {
      const spaceId = toBlob(space)
      const generation = on.get(findSpaceGeneration, { spaceId })?.sweep_generation
      if (generation === undefined) return
      for (const id of blockIds) {
        on.run(upsertSpaceBlock, { spaceId, blockId: toBlob(id), generation, isList: 0 })
      }
      for (const id of listIds) {
        on.run(upsertSpaceBlock, { spaceId, blockId: toBlob(id), generation, isList: 1 })
      }
    },
    removeExpiredGrants: async (nowMs, limit = NO_LIMIT) =>
      on.run(deleteExpiredGrants, { nowMs, limit }),
  }
}

/** Sweeping of blocks out of use. */
export function sweepWrites(on: Statements): SweepWrites {
  return {
    async beginSweep(accountId) {
      return on.get(beginSweep, { accountId: toBlob(accountId) })?.sweep_generation ?? 1
    },
    async endSweep(accountId, generation) {
      on.run(endSweep, { accountId: toBlob(accountId), generation })
    },
    async removeBlocks(account, blockIds, generation, nowMs) {
      const accountId = toBlob(account)
      const ids = JSON.stringify(blockIds)
      on.run(deleteUnusedRights, { accountId, ids, generation })
      const removed = on.all(deleteUnusedBlocks, { accountId, ids, nowMs })
      return removed.map((row) => toBlockId(row.block_id))
    },
    async removeSpaceLists(account, blockIds, generation) {
      const ids = JSON.stringify(blockIds)
      on.run(clearLists, { accountId: toBlob(account), ids, generation })
    },
  }
}
