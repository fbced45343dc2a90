import assert from 'node:assert/strict'
import { formatId, nameKey } from '@tidemark/protocol'
import type { JournalState, StateStore } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import {
  sampleBlockId,
  sampleContent,
  sampleLocal,
  sampleNodeId,
  sampleRemote,
  sampleStat,
  sampleSynced,
} from './state-samples.js'

const ROOT = sampleNodeId(1)
const A = sampleNodeId(2)
const B = sampleNodeId(3)
const C = sampleNodeId(4)

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
    ...treeCases(check),
    ...childrenCases(check),
    ...localCases(check),
    ...blockCases(check),
    ...dirtyCases(check),
    ...heldCases(check),
    ...transactionCases(check),
  ]
}

type Check = (title: string, body: (store: StateStore) => void) => ConformanceCase

function treeCases(check: Check): ConformanceCase[] {
  return [
    check('an empty store has nothing', (store) => {
      assert.equal(store.local.root(), undefined)
      assert.equal(store.remote.find(A), undefined)
      assert.equal(store.synced.count(), 0)
      assert.equal(store.journal(), undefined)
      assert.equal(store.rootIdentity(), undefined)
      assert.equal(store.setting('paused'), undefined)
    }),
    check('nodes of all trees come back as they were put, to the nanosecond', (store) => {
      const content = { ...sampleContent(7), birthtimeNs: '1', executable: true }
      const stat = sampleStat('i', { mtimeNs: -1n, birthtimeNs: undefined, executable: true })
      const local = sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', stat, content })
      const remote = sampleRemote({ nodeId: A, parentId: ROOT, name: 'a', kind: 'file', content })
      const synced = sampleSynced({ nodeId: A, parentId: ROOT, name: 'a', kind: 'file', content })
      store.transaction((tx) => {
        tx.putLocal(local)
        tx.putRemote(remote)
        tx.putRemote(sampleRemote({ nodeId: B, parentId: ROOT, name: 'l', kind: 'other' }))
        tx.putSynced(synced)
      })
      assert.deepEqual(store.local.find(A), local)
      assert.deepEqual(store.remote.find(A), remote)
      assert.equal(store.remote.find(B)?.kind, 'other')
      assert.deepEqual(store.synced.find(A), synced)
    }),
    check('a put replaces the row and its place in every index', (store) => {
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: ROOT, parentId: null, name: '', kind: 'folder' }))
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'old' }))
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'new', stat: sampleStat('9') }))
      })
      assert.deepEqual(names(store.local.children(ROOT)), ['new'])
      assert.equal(store.local.childrenByKey(ROOT, 'old').length, 0)
      assert.equal(store.local.byInode('disk-1', '9')[0]?.nodeId, A)
      assert.equal(store.local.byInode('disk-1', `inode-${A}`).length, 0)
      assert.equal(store.local.count(), 2)
      assert.equal(store.local.root()?.nodeId, ROOT)
      assert.equal(store.localPath(A), 'new')
    }),
    check('paths follow the parents; a missing ancestor means no path', (store) => {
      store.transaction((tx) => {
        tx.putRemote(sampleRemote({ nodeId: ROOT, parentId: null, name: '' }))
        tx.putRemote(sampleRemote({ nodeId: A, parentId: ROOT, name: 'a' }))
        tx.putRemote(sampleRemote({ nodeId: B, parentId: A, name: 'b' }))
        tx.putRemote(sampleRemote({ nodeId: C, parentId: sampleNodeId(99), name: 'c' }))
      })
      assert.equal(store.remotePath(ROOT), '')
      assert.equal(store.remotePath(B), 'a/b')
      assert.equal(store.remotePath(C), undefined)
      assert.equal(store.localPath(B), undefined)
    }),
    check('a removed remote subtree is gone and dirty down to the leaves', (store) => {
      store.transaction((tx) => {
        tx.putRemote(sampleRemote({ nodeId: ROOT, parentId: null, name: '' }))
        tx.putRemote(sampleRemote({ nodeId: A, parentId: ROOT, name: 'dir1' }))
        tx.putRemote(sampleRemote({ nodeId: B, parentId: A, name: 'x' }))
        tx.putRemote(sampleRemote({ nodeId: C, parentId: ROOT, name: 'dir12' }))
        for (const id of [ROOT, A, B, C]) tx.clearDirty(id)
        tx.removeRemoteSubtree(A)
      })
      assert.deepEqual(names(store.remote.children(ROOT)), ['dir12'])
      assert.equal(store.remote.find(B), undefined)
      assert.deepEqual(dirtyIds(store).sort(), [A, B])
    }),
  ]
}

function childrenCases(check: Check): ConformanceCase[] {
  return [
    check(
      'children come in order of code points, in pages that never split equal names',
      (store) => {
        const given = ['b', '\u{1f600}', '\uffee', 'a', 'B', 'b']
        store.transaction((tx) => {
          given.forEach((name, index) => {
            tx.putLocal(sampleLocal({ nodeId: sampleNodeId(10 + index), parentId: ROOT, name }))
          })
          tx.putLocal(sampleLocal({ nodeId: A, parentId: B, name: 'elsewhere' }))
        })
        const ordered = ['B', 'a', 'b', 'b', '\uffee', '\u{1f600}']
        assert.deepEqual(names(store.local.children(ROOT)), ordered)
        assert.deepEqual(names(store.local.children(ROOT, { limit: 3 })), ordered.slice(0, 4))
        assert.deepEqual(names(store.local.children(ROOT, { after: 'b', limit: 1 })), ['\uffee'])
        assert.deepEqual(names(store.local.children(ROOT, { after: 'b' })), ordered.slice(4))
      },
    ),
    check('a name key finds both spellings of an accent and nothing else (E42)', (store) => {
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'e\u0301' }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: ROOT, name: '\u00e9' }))
        tx.putLocal(sampleLocal({ nodeId: C, parentId: ROOT, name: 'e' }))
      })
      assert.deepEqual(ids(store.local.childrenByKey(ROOT, nameKey('e\u0301'))), [A, B])
      assert.deepEqual(ids(store.local.childrenByKey(ROOT, 'e')), [C])
      assert.deepEqual(ids(store.local.childrenByKey(B, 'e')), [])
    }),
  ]
}

function localCases(check: Check): ConformanceCase[] {
  return [
    check('finds local nodes by inode, hard links included (E14)', (store) => {
      const stat = sampleStat('77')
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', stat }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: ROOT, name: 'b', stat }))
        tx.putLocal(
          sampleLocal({
            nodeId: C,
            parentId: ROOT,
            name: 'c',
            stat: { ...stat, device: 'disk-2' },
          }),
        )
      })
      assert.deepEqual(ids(store.local.byInode('disk-1', '77')), [A, B])
    }),
    check('lists missing nodes oldest first and nodes that are not durable', (store) => {
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', missingSinceMs: 20 }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: ROOT, name: 'b', missingSinceMs: 10 }))
        tx.putLocal(sampleLocal({ nodeId: C, parentId: ROOT, name: 'c', durable: false }))
      })
      assert.deepEqual(ids(store.local.missing(10)), [B, A])
      assert.deepEqual(ids(store.local.missing(1)), [B])
      assert.deepEqual(ids(store.local.notDurable(10)), [C])
      assert.deepEqual(names(store.local.children(ROOT)), ['a', 'b', 'c'])
    }),
    check('knows items under the name that they have on disk (E41, E42)', (store) => {
      const folder = { parentId: ROOT, name: 'Case', diskName: 'Case (case conflict)' }
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: ROOT, parentId: null, name: '', kind: 'folder' }))
        tx.putLocal(sampleLocal({ nodeId: A, ...folder, kind: 'folder' }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: A, name: '\u00e9', diskName: 'e\u0301' }))
        tx.putLocal(sampleLocal({ nodeId: C, parentId: A, name: 'c' }))
      })
      assert.equal(store.local.find(B)?.diskName, 'e\u0301')
      assert.equal(store.localPath(C), 'Case (case conflict)/c')
      assert.equal(store.localPath(B), 'Case (case conflict)/e\u0301')
      assert.deepEqual(ids(store.local.aliased(10)), [A])
      assert.deepEqual(ids(store.local.aliased(0)), [])
      assert.deepEqual(names(store.local.children(A)), ['c', '\u00e9'])
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'Case', kind: 'folder' }))
      })
      assert.deepEqual(ids(store.local.aliased(10)), [])
      assert.equal(store.local.find(A)?.diskName, undefined)
      assert.equal(store.localPath(C), 'Case/c')
    }),
    check('relabelling moves node, blocks and children to the new id', (store) => {
      const content = sampleContent(5)
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', content }))
        tx.putLocal(sampleLocal({ nodeId: C, parentId: A, name: 'c' }))
        tx.putBlocks(A, [{ offset: 0, length: 10, blockId: sampleBlockId(5) }])
        for (const id of [A, C]) tx.clearDirty(id)
        tx.relabelLocal(A, B)
      })
      assert.equal(store.local.find(A), undefined)
      assert.equal(store.local.find(B)?.name, 'a')
      assert.equal(store.local.find(C)?.parentId, B)
      assert.equal(store.blocksOf(B).length, 1)
      assert.equal(store.filesWithBlock(sampleBlockId(5), 9)[0]?.nodeId, B)
      assert.deepEqual(dirtyIds(store).sort(), [A, B, C])
      assert.throws(() => store.transaction((tx) => tx.relabelLocal(B, C)))
    }),
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

function names(nodes: readonly { readonly name: string }[]): string[] {
  return nodes.map((node) => node.name)
}

function ids(nodes: readonly { readonly nodeId: string }[]): string[] {
  return nodes.map((node) => node.nodeId)
}

function paths(items: readonly { readonly path: string }[]): string[] {
  return items.map((item) => item.path)
}

function dirtyIds(store: StateStore): string[] {
  return ids(store.dirty(Number.MAX_SAFE_INTEGER, 1000))
}
