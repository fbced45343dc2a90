import assert from 'node:assert/strict'
import { formatId } from '@tidemark/protocol'
import type { JournalState, StateStore } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import { A, B, C, type Check, dirtyIds, names, paths, ROOT } from './state-case.js'
import {
  sampleBlockId,
  sampleContent,
  sampleLocal,
  sampleRemote,
  sampleSynced,
} from './state-samples.js'
import { stateTreeConformance } from './state-tree-conformance.js'

/**
 * What every StateStore must do.
 * @param open gives a new, empty store for each case.
 */
export function stateStoreConformance(open: () => StateStore): readonly ConformanceCase[] {
  const check = (title: string, body: (store: StateStore) => void): ConformanceCase => ({
    title,
    async run() {
      using store = open()
      body(store)
    },
  })
  return [
    ...stateTreeConformance(check),
    ...blockCases(check),
    ...dirtyCases(check),
    ...heldCases(check),
    ...transactionCases(check),
  ]
}

function blockCases(check: Check): ConformanceCase[] {
  const blocks = [
    { offset: 0, length: 4, blockId: sampleBlockId(1) },
    { offset: 4, length: 4, blockId: sampleBlockId(1) },
    { offset: 8, length: 2, blockId: sampleBlockId(2) },
  ]
  const file = sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', content: sampleContent(1) })
  return [
    check('blocks of a file come in order; a block is found wherever it lies', (store) => {
      store.transaction((tx) => {
        tx.putLocal(file)
        tx.putBlocks(A, blocks)
      })
      assert.deepEqual(store.blocksOf(A), blocks)
      assert.equal(store.filesWithBlock(sampleBlockId(1), 9).length, 2)
      assert.equal(store.filesWithBlock(sampleBlockId(1), 1).length, 1)
      assert.deepEqual(store.filesWithBlock(sampleBlockId(2), 9), [
        { nodeId: A, offset: 8, length: 2 },
      ])
      assert.deepEqual(store.filesWithBlock(sampleBlockId(3), 9), [])
    }),
    check('a file of unknown content names no blocks but can still be found by them', (store) => {
      store.transaction((tx) => {
        tx.putLocal(file)
        tx.putBlocks(A, blocks)
        tx.putLocal({ ...file, content: undefined })
      })
      assert.deepEqual(store.blocksOf(A), [])
      assert.equal(store.filesWithBlock(sampleBlockId(2), 9).length, 1)
    }),
    check('blocks are replaced as a whole and go with their file', (store) => {
      store.transaction((tx) => {
        tx.putLocal(file)
        tx.putBlocks(A, blocks)
        tx.putBlocks(A, blocks.slice(2))
      })
      assert.deepEqual(store.blocksOf(A), blocks.slice(2))
      store.transaction((tx) => tx.removeLocal(A))
      assert.equal(store.filesWithBlock(sampleBlockId(2), 9).length, 0)
    }),
  ]
}

function dirtyCases(check: Check): ConformanceCase[] {
  return [
    check('every put and remove of a tree makes the node dirty, in order', (store) => {
      store.transaction((tx) => {
        tx.putSynced(sampleSynced({ nodeId: B, parentId: ROOT, name: 'b' }))
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a' }))
        tx.putRemote(sampleRemote({ nodeId: B, parentId: ROOT, name: 'b' }))
        tx.removeLocal(C)
      })
      assert.deepEqual(dirtyIds(store), [B, A, C])
      assert.equal(store.dirtyCount(), 3)
      assert.deepEqual(store.dirty(0, 1), [{ nodeId: B }])
      store.transaction((tx) => tx.clearDirty(B))
      assert.deepEqual(dirtyIds(store), [A, C])
    }),
    check('a deferred node waits until it is due or changes', (store) => {
      store.transaction((tx) => {
        tx.markDirty(A)
        tx.deferDirty(B, 500)
        tx.deferDirty(A, 900)
      })
      assert.deepEqual(store.dirty(499, 9), [])
      assert.equal(store.nextDueMs(), 500)
      assert.deepEqual(store.dirty(500, 9), [{ nodeId: B }])
      assert.equal(store.dirtyCount(), 2)
      store.transaction((tx) => tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a' })))
      assert.deepEqual(store.dirty(0, 9), [{ nodeId: A }])
      store.transaction((tx) => {
        tx.clearDirty(A)
        tx.clearDirty(B)
      })
      assert.equal(store.nextDueMs(), undefined)
    }),
    check(
      'forgetting the agreement keeps the local tree and makes all of it dirty (I14)',
      (store) => {
        store.transaction((tx) => {
          tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a' }))
          tx.putRemote(sampleRemote({ nodeId: B, parentId: ROOT, name: 'b' }))
          tx.putSynced(sampleSynced({ nodeId: C, parentId: ROOT, name: 'c' }))
          for (const id of [A, B, C]) tx.clearDirty(id)
          tx.forgetAgreement()
        })
        assert.equal(store.local.count(), 1)
        assert.equal(store.remote.count() + store.synced.count(), 0)
        assert.equal(store.journal(), undefined)
        assert.deepEqual(dirtyIds(store).sort(), [A, B, C])
      },
    ),
  ]
}

function heldCases(check: Check): ConformanceCase[] {
  const item = {
    path: 'a/b',
    nodeId: undefined,
    code: 'link_held',
    detail: '',
    sinceMs: 5,
    retryAtMs: undefined,
    attempts: 1,
  } as const
  return [
    check('held items are found by path and by folder, prefix siblings apart (PS120)', (store) => {
      const other = { ...item, path: 'ab/c', nodeId: A, retryAtMs: 10 }
      store.transaction((tx) => {
        tx.putHeld(other)
        tx.putHeld({ ...item, attempts: 0 })
        tx.putHeld(item)
        tx.putHeld({ ...item, path: 'a' })
        tx.putHeld({ ...item, path: 'a/b/d' })
      })
      assert.deepEqual(store.findHeld('a/b'), item)
      assert.deepEqual(store.findHeld('ab/c'), other)
      assert.equal(store.heldCount(), 4)
      assert.equal(store.held(2).length, 2)
      assert.deepEqual(paths(store.heldBelow('a')), ['a/b', 'a/b/d'])
      assert.deepEqual(paths(store.heldBelow('')), ['a', 'a/b', 'a/b/d', 'ab/c'])
      store.transaction((tx) => tx.removeHeld('a/b'))
      assert.equal(store.findHeld('a/b'), undefined)
    }),
    check('journal position and root identity are kept and can be forgotten', (store) => {
      const journal = {
        epoch: formatId<JournalState['epoch']>(new Uint8Array(16).fill(3)),
        rootNodeId: ROOT,
        cursor: 'c',
        headSeq: 7,
      }
      const identity = { markerId: 'ab', inode: '9'.repeat(19), fileSystemId: 'uuid' }
      store.transaction((tx) => {
        tx.setJournal(journal)
        tx.setRootIdentity(identity)
      })
      assert.deepEqual(store.journal(), journal)
      assert.deepEqual(store.rootIdentity(), identity)
      store.transaction((tx) => {
        tx.forgetAgreement()
        tx.setRootIdentity(undefined)
      })
      assert.equal(store.journal(), undefined)
      assert.equal(store.rootIdentity(), undefined)
    }),
    check('settings are kept, replaced and removed', (store) => {
      store.transaction((tx) => tx.setSetting('paused', 'yes'))
      store.transaction((tx) => tx.setSetting('paused', 'no'))
      assert.equal(store.setting('paused'), 'no')
      store.transaction((tx) => tx.setSetting('paused', undefined))
      assert.equal(store.setting('paused'), undefined)
    }),
  ]
}

function transactionCases(check: Check): ConformanceCase[] {
  return [
    check('a transaction that throws leaves nothing behind', (store) => {
      const before = sampleLocal({ nodeId: A, parentId: ROOT, name: 'before' })
      store.transaction((tx) => tx.putLocal(before))
      store.transaction((tx) => tx.clearDirty(A))
      const boom = new Error('boom')
      assert.throws(
        () =>
          store.transaction((tx) => {
            tx.putLocal({ ...before, name: 'after' })
            tx.removeLocal(A)
            tx.setSetting('paused', 'yes')
            tx.putBlocks(A, [{ offset: 0, length: 1, blockId: sampleBlockId(1) }])
            throw boom
          }),
        boom,
      )
      assert.deepEqual(store.local.find(A), before)
      assert.deepEqual(names(store.local.children(ROOT)), ['before'])
      assert.equal(store.dirtyCount(), 0)
      assert.equal(store.setting('paused'), undefined)
      assert.equal(store.filesWithBlock(sampleBlockId(1), 1).length, 0)
    }),
    check('a transaction reads what it wrote', (store) => {
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a' }))
        assert.equal(tx.local.find(A)?.name, 'a')
        assert.equal(tx.dirtyCount(), 1)
      })
    }),
  ]
}
