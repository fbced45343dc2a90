import assert from 'node:assert/strict'
import type { ConflictId, HoldId, NodeId, OpId, RevisionId } from '@tidemark/protocol'
import type { ConflictRow, HoldRow, OpResultRow } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import {
  ANN,
  FILES,
  LAPTOP,
  OTHER,
  sampleContent,
  sampleFile,
  sampleHash,
  sampleId,
  sampleRevision,
} from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

function conflict(text: string): ConflictRow {
  const rev = sampleId<RevisionId>(text)
  return {
    conflictId: sampleId<ConflictId>(text),
    nodeId: sampleId<NodeId>('a'),
    copyNodeId: sampleId<NodeId>('b'),
    baseRev: null,
    winnerRev: rev,
    copyRev: rev,
    accountId: ANN,
    deviceId: LAPTOP,
    deviceName: 'Laptop',
    atMs: 3,
    resolution: null,
  }
}

function hold(text: string): HoldRow {
  return {
    holdId: sampleId<HoldId>(text),
    actorId: LAPTOP,
    deviceId: LAPTOP,
    deviceName: 'Laptop',
    atMs: 3,
    spaceFileCount: 9,
    examplePaths: ['a/b'],
    deletes: [],
    decision: null,
  }
}

function answer(text: string, atMs: number): OpResultRow {
  const opId = sampleId<OpId>(text)
  const result = { opId, result: 'held', holdId: sampleId<HoldId>('hold') } as const
  return { opId, digest: sampleHash(text), result, atMs }
}

/** Versions, conflicts, holds, answers, counts of deletions, quota. */
export function historyCases(check: Check): ConformanceCase[] {
  return [
    ...versionCases(check),
    ...conflictCases(check),
    ...holdCases(check),
    ...countCases(check),
  ]
}

function versionCases(check: Check): ConformanceCase[] {
  return [
    check('versions are listed newest first and by pages', async (store) => {
      const { node } = sampleFile('file')
      const rows = [2, 3, 4].map((seq) => {
        const contentRev = sampleId<RevisionId>(`rev ${seq}`)
        const content = sampleContent(`content ${seq}`)
        return sampleRevision({ nodeId: node.nodeId, contentRev }, content, { seq, deviceId: null })
      })
      const other = sampleFile('other').revision
      await store.withSpaceLock(FILES, (tx) => tx.addRevisions([...rows, other]))
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listRevisions(FILES, node.nodeId), rows.toReversed())
        assert.deepEqual(await tx.findRevision(FILES, other.revisionId), other)
        const ids = [...rows, other].map(({ revisionId }) => revisionId).sort()
        const page = await tx.listRevisionPage(FILES, ids[0] ?? '', 2)
        assert.deepEqual(
          page.map(({ revisionId }) => revisionId),
          ids.slice(1, 3),
        )
        const nodes = [node.nodeId, other.nodeId].sort()
        assert.deepEqual(await tx.listRevisedNodes(FILES, '', 9), nodes)
        assert.deepEqual(await tx.listRevisedNodes(FILES, nodes[0] ?? '', 9), nodes.slice(1))
      })
    }),
  ]
}

function conflictCases(check: Check): ConformanceCase[] {
  return [
    check('conflicts are open in the order of their making, until resolved', async (store) => {
      const rows = ['z', 'a', 'm'].map(conflict)
      const [first] = rows
      assert.ok(first)
      const resolution = { choice: 'both', atMs: 4, deviceName: 'web' } as const
      await store.withSpaceLock(FILES, async (tx) => {
        for (const row of rows) await tx.putConflict(row)
        assert.deepEqual(await tx.listOpenConflicts(FILES), rows)
        await tx.putConflict({ ...first, resolution })
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listOpenConflicts(FILES), rows.slice(1))
        assert.deepEqual(await tx.findConflict(FILES, first.conflictId), { ...first, resolution })
      })
    }),
    check('resolved conflicts are listed from the last one on, by pages', async (store) => {
      const at = (atMs: number) => ({ choice: 'copy', atMs, deviceName: 'web' }) as const
      const rows = ['z', 'a', 'm', 'open again'].map(conflict)
      const times = [5, 7, 7, 9]
      const settled = rows.map((row, i) => ({ ...row, resolution: at(times[i] ?? 0) }))
      const [z, a, m, reopened] = settled
      assert.ok(z && a && m && reopened)
      await store.withSpaceLock(FILES, async (tx) => {
        for (const row of [...rows, ...settled]) await tx.putConflict(row)
        await tx.putConflict({ ...reopened, resolution: null })
      })
      const inOrder = [...[a, m].sort((x, y) => (x.conflictId < y.conflictId ? 1 : -1)), z]
      await store.read(async (tx) => {
        const list = (last: typeof z | undefined, limit: number) =>
          tx.listResolvedConflicts(FILES, last && { ...last, ...last.resolution }, limit)
        assert.deepEqual(await list(undefined, 9), inOrder)
        assert.deepEqual(await list(inOrder[0], 1), inOrder.slice(1, 2))
        assert.deepEqual(await list(inOrder[2], 9), [])
        assert.deepEqual(await tx.listResolvedConflicts(OTHER, undefined, 9), [])
      })
    }),
  ]
}

function holdCases(check: Check): ConformanceCase[] {
  return [
    check('holds are open in the order of their making, until decided', async (store) => {
      const rows = ['z', 'a'].map(hold)
      const [first] = rows
      assert.ok(first)
      const outcome = { decision: 'revert', atMs: 5, accountId: ANN, deviceName: 'web' } as const
      await store.withSpaceLock(FILES, async (tx) => {
        for (const row of rows) await tx.putHold(row)
        assert.deepEqual(await tx.listOpenHolds(FILES), rows)
        await tx.putHold({ ...first, decision: outcome })
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listOpenHolds(FILES), rows.slice(1))
        const decided = await tx.findHold(FILES, first.holdId)
        assert.deepEqual(decided, { ...first, decision: outcome })
      })
    }),
    check('answers belong to one caller and are forgotten by age', async (store) => {
      const rows = [answer('old', 10), answer('new', 20)]
      const other = sampleId<OpId>('another caller')
      const ids = rows.map(({ opId }) => opId)
      await store.withSpaceLock(FILES, (tx) => tx.addOpResults(LAPTOP, rows))
      await store.read(async (tx) => {
        const found = await tx.findOpResults(FILES, LAPTOP, [...ids, sampleId<OpId>('none')])
        assert.deepEqual(
          [...found.values()].sort((a, b) => a.atMs - b.atMs),
          rows,
        )
        assert.equal((await tx.findOpResults(FILES, other, ids)).size, 0)
      })
      const remove = () => store.withSpaceLock(FILES, (tx) => tx.removeOpResults(20, 1))
      assert.deepEqual([await remove(), await remove()], [1, 0])
      const left = await store.read((tx) => tx.findOpResults(FILES, LAPTOP, ids))
      assert.deepEqual([...left.keys()], ids.slice(1))
    }),
  ]
}

function countCases(check: Check): ConformanceCase[] {
  return [
    check('deletions are counted by caller and from a moment on', async (store) => {
      const other = sampleId<OpId>('another caller')
      const sum = (actorId: string, sinceMs: number) =>
        store.read((tx) => tx.sumDeletions(FILES, actorId, sinceMs))
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addDeletions(LAPTOP, 10, 1)
        await tx.addDeletions(LAPTOP, 20, 2)
        await tx.addDeletions(LAPTOP, 20, 4)
        await tx.addDeletions(other, 20, 8)
      })
      assert.deepEqual([await sum(LAPTOP, 10), await sum(LAPTOP, 11)], [7, 6])
      await store.withSpaceLock(FILES, (tx) => tx.removeDeletions(LAPTOP, 20))
      assert.equal(await sum(LAPTOP, 0), 6)
      await store.withSpaceLock(FILES, (tx) => tx.removeDeletions(LAPTOP))
      assert.deepEqual([await sum(LAPTOP, 0), await sum(other, 0)], [0, 8])
    }),
    check('used bytes add up without loss under concurrency (SEC-90)', async (store) => {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.withSpaceLock(FILES, (tx) => tx.adjustUsedBytes(2 ** 40)),
        ),
      )
      const state = await store.withSpaceLock(FILES, (tx) => tx.adjustUsedBytes(-1))
      assert.deepEqual(state, { usedBytes: 20 * 2 ** 40 - 1, quotaBytes: null })
    }),
  ]
}
