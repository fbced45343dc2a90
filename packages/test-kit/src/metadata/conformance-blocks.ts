import assert from 'node:assert/strict'
import type { AccountId, BlockId, DeviceId } from '@tidemark/protocol'
import type { MetadataStore } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import {
  ANN,
  addSpace,
  BOB,
  FILES,
  LAPTOP,
  OTHER,
  sampleBlock,
  sampleBlockId,
  sampleId,
} from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

const A = sampleBlockId('a')
const B = sampleBlockId('b')
const C = sampleBlockId('c')
const PHONE = sampleId<DeviceId>('phone')

async function add(store: MetadataStore, accountId: AccountId = ANN): Promise<void> {
  const rows = ['a', 'b', 'c'].map((text) => sampleBlock(text))
  await store.write((tx) => tx.addBlocks(accountId, rows))
}

/** The block index, rights and cleanup. */
export function blockCases(check: Check): ConformanceCase[] {
  return [...indexCases(check), ...rightCases(check), ...sweepCases(check)]
}

function indexCases(check: Check): ConformanceCase[] {
  return [
    check('a block keeps its first place, and belongs to one account', async (store) => {
      await add(store)
      const second = sampleBlock('a', { segmentId: sampleId('elsewhere'), kind: 'list' })
      await store.write((tx) => tx.addBlocks(ANN, [second]))
      await store.read(async (tx) => {
        const found = await tx.findBlocks(ANN, [A, A, sampleBlockId('none')])
        const { blockId: _, ...location } = sampleBlock('a')
        assert.deepEqual([...found], [[A, location]])
        assert.equal((await tx.findBlocks(BOB, [A])).size, 0)
      })
    }),
    check('blocks are paged by id, counted and listed by segment', async (store) => {
      await add(store)
      const other = sampleBlock('z', { segmentId: sampleId('elsewhere'), offset: 5, length: 7 })
      await store.write((tx) => tx.addBlocks(ANN, [other]))
      const ids = [A, B, C, other.blockId].sort()
      await store.read(async (tx) => {
        const page = await tx.listBlocks(ANN, ids[0] ?? '', 2)
        assert.deepEqual(
          page.map(({ blockId }) => blockId),
          ids.slice(1, 3),
        )
        const usage = await tx.listSegmentUsage(ANN)
        const sizes = new Map(usage.map((row) => [row.segmentId, [row.liveBytes, row.blockCount]]))
        assert.deepEqual(sizes.get(sampleId('segment')), [300, 3])
        assert.deepEqual(sizes.get(other.segmentId), [7, 1])
        const rows = await tx.listSegmentBlocks(other.segmentId)
        assert.deepEqual(rows, [{ ...other, accountId: ANN }])
      })
    }),
    check('a block moves only from the segment that was read', async (store) => {
      await add(store)
      const to = { segmentId: sampleId('new'), offset: 1, length: 2 }
      await store.write(async (tx) => {
        await tx.moveBlocks(ANN, sampleId('segment'), [sampleBlock('a', to)])
        await tx.moveBlocks(ANN, sampleId('another'), [sampleBlock('b', to)])
      })
      const found = await store.read((tx) => tx.findBlocks(ANN, [A, B]))
      assert.equal(found.get(A)?.segmentId, to.segmentId)
      assert.equal(found.get(B)?.segmentId, sampleId('segment'))
    }),
  ]
}

function rightCases(check: Check): ConformanceCase[] {
  return [...readableCases(check), ...listCases(check), ...grantCases(check)]
}

function readableCases(check: Check): ConformanceCase[] {
  return [
    check(
      'a block is readable by its space, or by a grant of this device (SEC-41)',
      async (store) => {
        await addSpace(store, ANN, OTHER, sampleId('other root'))
        await add(store)
        await store.write(async (tx) => {
          await tx.addSpaceBlocks(FILES, [A])
          await tx.grantBlocks(FILES, LAPTOP, [B], 100)
        })
        const ids = [A, B, C]
        await store.read(async (tx) => {
          assert.deepEqual(await tx.readableBlocks(FILES, LAPTOP, ids, 99), new Set([A, B]))
          assert.deepEqual(await tx.readableBlocks(FILES, LAPTOP, ids, 100), new Set([A]))
          assert.deepEqual(await tx.readableBlocks(FILES, PHONE, ids, 99), new Set([A]))
          assert.deepEqual(await tx.readableBlocks(FILES, null, ids, 99), new Set([A]))
          assert.deepEqual(await tx.readableBlocks(OTHER, LAPTOP, ids, 99), new Set())
          assert.deepEqual(await tx.findSpaceBlocks(FILES, ids), new Set([A]))
        })
      },
    ),
    check('a right to a block that is not stored is worth nothing', async (store) => {
      await add(store, BOB)
      await store.write(async (tx) => {
        await tx.addSpaceBlocks(FILES, [A])
        await tx.grantBlocks(FILES, LAPTOP, [B], 100)
      })
      const readable = await store.read((tx) => tx.readableBlocks(FILES, LAPTOP, [A, B], 1))
      assert.deepEqual(readable, new Set())
    }),
  ]
}

function listCases(check: Check): ConformanceCase[] {
  return [
    check('a block counts as a list only where it was added as one (I8)', async (store) => {
      await add(store)
      const listsAmong = (ids: BlockId[]) => store.read((tx) => tx.findSpaceLists(FILES, ids))
      await store.write((tx) => tx.addSpaceBlocks(FILES, [A, C], [B, C]))
      assert.deepEqual(await listsAmong([A, B, C]), new Set([B, C]))
      assert.deepEqual(
        await store.read((tx) => tx.findSpaceBlocks(FILES, [A, B, C])),
        new Set([A, B, C]),
      )
      await store.write((tx) => tx.addSpaceBlocks(FILES, [B], [A]))
      assert.deepEqual(await listsAmong([A, B, C]), new Set([A, B, C]))
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      // B is used as data now, so the sweep may take what is below it; C is used as a list.
      await store.write((tx) => tx.addSpaceBlocks(FILES, [B, C], [C]))
      assert.deepEqual(await listsAmong([A, B, C]), new Set([A, C]))
      await store.write((tx) => tx.removeSpaceLists(BOB, [A, C], generation))
      assert.deepEqual(await listsAmong([A, B, C]), new Set([A, C]))
      await store.write((tx) => tx.removeSpaceLists(ANN, [A, C], generation))
      assert.deepEqual(await listsAmong([A, B, C]), new Set([C]))
      await store.write((tx) => tx.addSpaceBlocks(FILES, [], [A]))
      assert.deepEqual(await listsAmong([A]), new Set([A]))
    }),
  ]
}

function grantCases(check: Check): ConformanceCase[] {
  return [
    check('a grant is renewed, never shortened, and forgotten when it is over', async (store) => {
      await add(store)
      await store.write(async (tx) => {
        await tx.grantBlocks(FILES, LAPTOP, [A], 100)
        await tx.grantBlocks(FILES, LAPTOP, [A], 50)
        await tx.grantBlocks(FILES, PHONE, [A, B], 80)
        assert.equal(await tx.removeExpiredGrants(80, 1), 1)
        assert.equal(await tx.removeExpiredGrants(80), 1)
        assert.equal(await tx.removeExpiredGrants(80), 0)
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.readableBlocks(FILES, LAPTOP, [A], 99), new Set([A]))
        assert.deepEqual(await tx.readableBlocks(FILES, PHONE, [A, B], 1), new Set())
        assert.deepEqual(await tx.listGrantedBlocks(ANN, 99, '', 9), [A])
        assert.deepEqual(await tx.listGrantedBlocks(ANN, 100, '', 9), [])
        assert.deepEqual(await tx.listGrantedBlocks(BOB, 1, '', 9), [])
      })
    }),
    check('long lists of ids are answered whole', async (store) => {
      const rows = Array.from({ length: 5000 }, (_, i) => sampleBlock(`block ${i}`))
      const ids = rows.map(({ blockId }) => blockId)
      await store.write(async (tx) => {
        await tx.addBlocks(ANN, rows)
        await tx.addSpaceBlocks(FILES, ids)
      })
      await store.read(async (tx) => {
        assert.equal((await tx.readableBlocks(FILES, null, ids, 1)).size, 5000)
        assert.equal((await tx.findBlocks(ANN, ids)).size, 5000)
      })
    }),
  ]
}

const sweep = (store: MetadataStore, ids: readonly BlockId[], generation: number, nowMs = 1) =>
  store.write((tx) => tx.removeBlocks(ANN, ids, generation, nowMs))

function sweepCases(check: Check): ConformanceCase[] {
  return [...generationCases(check), ...keptCases(check)]
}

function generationCases(check: Check): ConformanceCase[] {
  return [
    check('the sweep generation is odd while a sweep runs, and only grows', async (store) => {
      const generation = () => store.read((tx) => tx.sweepGeneration(ANN))
      assert.equal(await generation(), 0)
      const first = await store.write((tx) => tx.beginSweep(ANN))
      assert.deepEqual([first % 2, await generation()], [1, first])
      const second = await store.write((tx) => tx.beginSweep(ANN))
      assert.ok(second > first && second % 2 === 1)
      await store.write((tx) => tx.endSweep(ANN, first))
      assert.equal(await generation(), second)
      await store.write((tx) => tx.endSweep(ANN, second))
      assert.equal(await generation(), second + 1)
      assert.equal(await store.read((tx) => tx.sweepGeneration(BOB)), 0)
    }),
    check('a sweep removes what is unused, with the rights to it', async (store) => {
      await add(store)
      await add(store, BOB)
      await store.write((tx) => tx.addSpaceBlocks(FILES, [A, B]))
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      const removed = await sweep(store, [A, C, sampleBlockId('none')], generation)
      assert.deepEqual(new Set(removed), new Set([A, C]))
      await store.read(async (tx) => {
        assert.deepEqual([...(await tx.findBlocks(ANN, [A, B, C])).keys()], [B])
        assert.deepEqual(await tx.findSpaceBlocks(FILES, [A, B, C]), new Set([B]))
        assert.equal((await tx.findBlocks(BOB, [A, C])).size, 2)
      })
    }),
  ]
}

function keptCases(check: Check): ConformanceCase[] {
  return [
    check('a sweep keeps what a commit used since it began (I8, P13)', async (store) => {
      await add(store)
      await store.write((tx) => tx.addSpaceBlocks(FILES, [A, B]))
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      await store.write((tx) => tx.addSpaceBlocks(FILES, [A]))
      assert.deepEqual(await sweep(store, [A, B], generation), [B])
    }),
    check('a sweep keeps what is pinned by any device (P13)', async (store) => {
      await add(store)
      await store.write(async (tx) => {
        await tx.grantBlocks(FILES, PHONE, [A], 50)
        await tx.grantBlocks(FILES, LAPTOP, [B], 10)
      })
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      assert.deepEqual(await sweep(store, [A, B], generation, 20), [B])
    }),
    check('what only a pin keeps is no longer part of a space (I8)', async (store) => {
      await add(store)
      await store.write(async (tx) => {
        await tx.addSpaceBlocks(FILES, [A])
        await tx.grantBlocks(FILES, PHONE, [A], 50)
      })
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      assert.deepEqual(await sweep(store, [A], generation), [])
      await store.read(async (tx) => {
        assert.deepEqual(await tx.findSpaceBlocks(FILES, [A]), new Set())
        assert.deepEqual(await tx.readableBlocks(FILES, PHONE, [A], 1), new Set([A]))
      })
    }),
    check('a commit in one space does not keep the rights of another', async (store) => {
      await addSpace(store, ANN, OTHER, sampleId('other root'))
      await add(store)
      await store.write((tx) => tx.addSpaceBlocks(OTHER, [A]))
      const generation = await store.write((tx) => tx.beginSweep(ANN))
      await store.write((tx) => tx.addSpaceBlocks(FILES, [A]))
      assert.deepEqual(await sweep(store, [A], generation), [])
      await store.read(async (tx) => {
        assert.deepEqual(await tx.findSpaceBlocks(FILES, [A]), new Set([A]))
        assert.deepEqual(await tx.findSpaceBlocks(OTHER, [A]), new Set())
      })
    }),
  ]
}
