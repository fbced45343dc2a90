import type { AccountId, BlockId, SpaceId } from '@tidemark/protocol'
import type { BlockReads, BlockRow, WriteTransaction } from '@tidemark/server-core'
import { type MemoryTables, pageBy } from './memory-tables.js'

const blockKey = (accountId: AccountId, blockId: BlockId) => `${accountId}/${blockId}`

/** Reading of the block index and of rights. */
export function memoryBlockReads(tables: MemoryTables): BlockReads {
  const accountOf = (spaceId: SpaceId) => tables.spaces.get(spaceId)?.accountId
  return {
    async findBlocks(accountId, blockIds) {
      const found = new Map()
      for (const id of blockIds) {
        const row = tables.blocks.get(blockKey(accountId, id))
        if (row !== undefined) found.set(id, row)
      }
      return found
    },
    async readableBlocks(spaceId, deviceId, blockIds, nowMs) {
      const space = tables.of(spaceId)
      const accountId = accountOf(spaceId)
      return new Set(
        blockIds.filter((id) => {
          if (accountId === undefined || !tables.blocks.has(blockKey(accountId, id))) return false
          if (space.blocks.has(id)) return true
          return deviceId !== null && (space.grants.get(`${deviceId}/${id}`) ?? 0) > nowMs
        }),
      )
    },
    findSpaceBlocks: async (spaceId, blockIds) =>
      new Set(blockIds.filter((id) => tables.of(spaceId).blocks.has(id))),
    findSpaceLists: async (spaceId, blockIds) =>
      new Set(blockIds.filter((id) => tables.of(spaceId).lists.has(id))),
    sweepGeneration: async (accountId) => generationOf(tables, accountId),
    listBlocks: async (accountId, afterBlockId, limit) =>
      pageBy<BlockRow, string>(
        rowsOf(tables, accountId),
        (row) => row.blockId,
        afterBlockId,
        limit,
      ),
    listSegmentUsage: async (accountId) => segmentUsage(tables, accountId),
    listSegmentBlocks: async (segmentId) => segmentBlocks(tables, segmentId),
    async listGrantedBlocks(accountId, nowMs, afterBlockId, limit) {
      return pageBy(
        grantedBlocks(tables, accountId, nowMs),
        (id): string => id,
        afterBlockId,
        limit,
      )
    },
  }
}

function segmentBlocks(tables: MemoryTables, segmentId: string) {
  return tables.accounts
    .rows()
    .flatMap(({ accountId }) => rowsOf(tables, accountId).map((row) => ({ ...row, accountId })))
    .filter((row) => row.segmentId === segmentId)
    .sort((a, b) => a.offset - b.offset)
}

function segmentUsage(tables: MemoryTables, accountId: AccountId) {
  const usage = new Map<string, { segmentId: string; liveBytes: number; blockCount: number }>()
  for (const { segmentId, length } of rowsOf(tables, accountId)) {
    const sum = usage.get(segmentId) ?? { segmentId, liveBytes: 0, blockCount: 0 }
    sum.liveBytes += length
    sum.blockCount++
    usage.set(segmentId, sum)
  }
  return [...usage.values()].sort((a, b) => (a.segmentId < b.segmentId ? -1 : 1))
}

function rowsOf(tables: MemoryTables, accountId: AccountId): BlockRow[] {
  const prefix = `${accountId}/`
  return tables.blocks.keys().flatMap((key) => {
    const row = tables.blocks.get(key)
    if (row === undefined || !key.startsWith(prefix)) return []
    const blockId = key.slice(prefix.length) as BlockId // keys are made by blockKey
    return [{ ...row, blockId }]
  })
}

function grantedBlocks(tables: MemoryTables, accountId: AccountId, nowMs: number): BlockId[] {
  const ids = new Set<BlockId>()
  for (const { spaceId } of tables.ownedBy(accountId)) {
    const { grants } = tables.of(spaceId)
    for (const key of grants.keys()) {
      const blockId = key.slice(33) as BlockId // keys are device id, slash, block id
      if ((grants.get(key) ?? 0) > nowMs) ids.add(blockId)
    }
  }
  return [...ids]
}

type BlockWrites = Pick<
  WriteTransaction,
  'addBlocks' | 'grantBlocks' | 'addSpaceBlocks' | 'removeExpiredGrants' | 'moveBlocks'
>

/** Writing of the block index and of rights. */
export function memoryBlockWrites(tables: MemoryTables): BlockWrites {
  return {
    async addBlocks(accountId, rows) {
      for (const { blockId, ...location } of rows) {
        const key = blockKey(accountId, blockId)
        if (!tables.blocks.has(key)) tables.blocks.set(key, location)
      }
    },
    async grantBlocks(spaceId, deviceId, blockIds, expiresAtMs) {
      const { grants } = tables.of(spaceId)
      for (const id of blockIds) {
        const key = `${deviceId}/${id}`
        grants.set(key, Math.max(grants.get(key) ?? 0, expiresAtMs))
      }
    },
    async addSpaceBlocks(spaceId, blockIds, listIds = []) {
      const space = tables.spaces.get(spaceId)
      if (space === undefined) return
      const generation = generationOf(tables, space.accountId)
      const { blocks, lists } = tables.of(spaceId)
      for (const id of [...blockIds, ...listIds]) {
        if ((blocks.get(id) ?? generation) < generation) lists.set(id, undefined)
        blocks.set(id, generation)
      }
      for (const id of listIds) lists.set(id, true)
    },
    async removeExpiredGrants(nowMs, limit) {
      const over = tables.spaces.rows().flatMap(({ spaceId }) => {
        const { grants } = tables.of(spaceId)
        const keys = grants.keys().filter((key) => (grants.get(key) ?? 0) <= nowMs)
        return keys.map((key) => ({ grants, key }))
      })
      const some = over.slice(0, limit)
      for (const { grants, key } of some) grants.set(key, undefined)
      return some.length
    },
    async moveBlocks(accountId, fromSegmentId, rows) {
      for (const { blockId, ...location } of rows) {
        const key = blockKey(accountId, blockId)
        if (tables.blocks.get(key)?.segmentId === fromSegmentId) tables.blocks.set(key, location)
      }
    },
  }
}

type SweepWrites = Pick<
  WriteTransaction,
  'beginSweep' | 'endSweep' | 'removeBlocks' | 'removeSpaceLists'
>

/** Cleanup of blocks. */
export function memorySweepWrites(tables: MemoryTables): SweepWrites {
  return {
    async beginSweep(accountId) {
      const before = generationOf(tables, accountId)
      const generation = before + (before % 2 === 0 ? 1 : 2)
      tables.sweeps.set(accountId, generation)
      return generation
    },
    async endSweep(accountId, generation) {
      if (generationOf(tables, accountId) === generation)
        tables.sweeps.set(accountId, generation + 1)
    },
    async removeBlocks(accountId, blockIds, generation, nowMs) {
      const granted = new Set(grantedBlocks(tables, accountId, nowMs))
      const spaces = tables.ownedBy(accountId).map(({ spaceId }) => tables.of(spaceId))
      return blockIds.filter((id) => {
        const key = blockKey(accountId, id)
        for (const { blocks, lists } of spaces) {
          if ((blocks.get(id) ?? generation) >= generation) continue
          blocks.set(id, undefined)
          lists.set(id, undefined)
        }
        const isUsed = granted.has(id) || spaces.some(({ blocks }) => blocks.has(id))
        if (isUsed || !tables.blocks.has(key)) return false
        tables.blocks.set(key, undefined)
        return true
      })
    },
    async removeSpaceLists(accountId, blockIds, generation) {
      for (const { spaceId } of tables.ownedBy(accountId)) {
        const { blocks, lists } = tables.of(spaceId)
        for (const id of blockIds) {
          if ((blocks.get(id) ?? generation) < generation) lists.set(id, undefined)
        }
      }
    },
  }
}

function generationOf(tables: MemoryTables, accountId: AccountId): number {
  return tables.sweeps.get(accountId) ?? 0
}
