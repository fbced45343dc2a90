import assert from 'node:assert/strict'
import type { AccountId, SpaceId } from '@tidemark/protocol'
import type { MetadataStore, SpaceTransaction } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import {
  ANN,
  addSpace,
  BOB,
  FILES,
  OTHER,
  sampleChange,
  sampleId,
  sampleNode,
} from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

/** Appends one change after the head, as a commit does. */
async function append(tx: SpaceTransaction): Promise<number> {
  const space = await tx.findSpace(tx.spaceId)
  assert.ok(space)
  const row = sampleChange(space.headSeq + 1)
  await tx.appendChanges([row])
  await tx.setHead({ headSeq: row.seq, headHash: row.hash, fileCount: 0, lastOrder: 1 })
  return row.seq
}

/** All-or-nothing, isolation, locks. */
export function transactionCases(check: Check): ConformanceCase[] {
  return [
    ...atomicityCases(check),
    ...isolationCases(check),
    ...lockCases(check),
    ...leaseCases(check),
  ]
}

function atomicityCases(check: Check): ConformanceCase[] {
  return [
    check('a transaction that throws leaves nothing and passes the error on', async (store) => {
      const failure = new Error('on purpose')
      const failing = store.withSpaceLock(FILES, async (tx) => {
        await append(tx)
        await tx.putNodes([sampleNode('a')])
        await tx.adjustUsedBytes(10)
        throw failure
      })
      await assert.rejects(failing, (error) => error === failure)
      await store.read(async (tx) => {
        assert.equal((await tx.findSpace(FILES))?.headSeq, 1)
        assert.equal((await tx.listChanges(FILES, 0, 10)).length, 1)
        assert.equal((await tx.findNodes(FILES, [sampleNode('a').nodeId])).size, 0)
        assert.equal((await tx.findAccount(ANN))?.usedBytes, 0)
      })
    }),
    check('a failed write inside a transaction takes the whole of it back', async (store) => {
      const first = sampleNode('same')
      const second = { ...sampleNode('other'), name: 'same' }
      const failing = store.withSpaceLock(FILES, async (tx) => {
        await append(tx)
        await tx.putNodes([first, second])
      })
      await assert.rejects(failing)
      const space = await store.read((tx) => tx.findSpace(FILES))
      assert.equal(space?.headSeq, 1)
    }),
    check('the next transaction works after a failed one', async (store) => {
      await assert.rejects(store.write(() => Promise.reject(new Error('on purpose'))))
      assert.equal(await store.withSpaceLock(FILES, append), 2)
    }),
    check('a transaction sees its own writes', async (store) => {
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.putNodes([sampleNode('a')])
        assert.equal((await tx.findNodes(FILES, [sampleNode('a').nodeId])).size, 1)
      })
    }),
  ]
}

function isolationCases(check: Check): ConformanceCase[] {
  return [
    check('concurrent writers of a space lose no update and leave no gap (I9)', async (store) => {
      const writers = Array.from({ length: 50 }, () => store.withSpaceLock(FILES, append))
      const seqs = await Promise.all(writers)
      const expected = Array.from({ length: 50 }, (_, i) => i + 2)
      assert.deepEqual(
        seqs.sort((a, b) => a - b),
        expected,
      )
      const rows = await store.read((tx) => tx.listChanges(FILES, 1, 100))
      assert.deepEqual(
        rows.map(({ seq }) => seq),
        expected,
      )
    }),
    check('a reader never sees a part of a transaction', async (store) => {
      await Promise.all([
        ...Array.from({ length: 20 }, () => store.withSpaceLock(FILES, append)),
        ...Array.from({ length: 20 }, () => readsConsistently(store)),
      ])
    }),
    check('a position is not written twice', async (store) => {
      const again = store.withSpaceLock(FILES, (tx) => tx.appendChanges([sampleChange(1)]))
      await assert.rejects(again)
    }),
  ]
}

function lockCases(check: Check): ConformanceCase[] {
  return [
    check('locks of what does not exist are refused', async (store) => {
      const spaceId = sampleId<SpaceId>('no such space')
      const accountId = sampleId<AccountId>('no such account')
      const nothing = async () => undefined
      await assert.rejects(store.withSpaceLock(spaceId, nothing), { code: 'not_found' })
      await assert.rejects(store.withAccountLock(accountId, nothing), { code: 'not_found' })
    }),
    check('writers of two spaces and of accounts do not disturb each other', async (store) => {
      await addSpace(store, BOB, OTHER, sampleId('other root'))
      await Promise.all(
        Array.from({ length: 10 }, () => [
          store.withSpaceLock(FILES, append),
          store.withSpaceLock(OTHER, append),
          store.withAccountLock(BOB, (tx) =>
            tx.appendAccountChange({ type: 'space_left', atMs: 1, spaceId: FILES, deviceId: null }),
          ),
        ]).flat(),
      )
      await store.read(async (tx) => {
        assert.equal((await tx.findSpace(FILES))?.headSeq, 11)
        assert.equal((await tx.findSpace(OTHER))?.headSeq, 11)
        assert.equal((await tx.findAccount(BOB))?.seq, 10)
      })
    }),
  ]
}

function leaseCases(check: Check): ConformanceCase[] {
  return [
    check('a lease has one holder until it ends', async (store) => {
      const take = (holder: string, nowMs: number) =>
        store.write((tx) => tx.acquireLease('gc', holder, nowMs, nowMs + 10))
      assert.equal(await take('x', 100), true)
      assert.equal(await take('y', 109), false)
      assert.equal(await take('x', 109), true)
      assert.equal(await take('y', 118), false)
      assert.equal(await take('y', 119), true)
      await store.write((tx) => tx.releaseLease('gc', 'x'))
      assert.equal(await take('x', 120), false)
      await store.write((tx) => tx.releaseLease('gc', 'y'))
      assert.equal(await take('x', 120), true)
      await store.write((tx) => tx.endLeases())
      assert.equal(await take('y', 121), true)
    }),
  ]
}

async function readsConsistently(store: MetadataStore): Promise<void> {
  await store.read(async (tx) => {
    const before = await tx.findSpace(FILES)
    const rows = await tx.listChanges(FILES, 0, 1000)
    const after = await tx.findSpace(FILES)
    assert.equal(before?.headSeq, rows.length)
    assert.equal(before?.headHash, rows.at(-1)?.hash)
    assert.deepEqual(after, before)
  })
}
