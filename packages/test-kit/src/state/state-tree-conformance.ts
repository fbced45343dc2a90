import assert from 'node:assert/strict'
import { nameKey } from '@tidemark/protocol'
import type { ConformanceCase } from '../conformance-case.js'
import { A, B, C, type Check, dirtyIds, ids, names, ROOT } from './state-case.js'
import {
  sampleBlockId,
  sampleContent,
  sampleLocal,
  sampleNodeId,
  sampleRemote,
  sampleStat,
  sampleSynced,
} from './state-samples.js'

/** What the three trees of a store must do. */
export function stateTreeConformance(check: Check): readonly ConformanceCase[] {
  return [...treeCases(check), ...childrenCases(check), ...localCases(check)]
}

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
    check('tells the facts of children without their contents', (store) => {
      const content = sampleContent(1)
      const stat = sampleStat('77', { executable: true, birthtimeNs: undefined })
      const folder = sampleStat('78', { kind: 'folder' })
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', stat, content }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: ROOT, name: 'b', missingSinceMs: 10 }))
        const here = { parentId: ROOT, name: 'c', diskName: 'C', kind: 'folder' } as const
        tx.putLocal(sampleLocal({ nodeId: C, ...here, stat: folder }))
        tx.putLocal(sampleLocal({ nodeId: sampleNodeId(400), parentId: C, name: 'd' }))
      })
      const facts = store.local.childFacts(ROOT).toSorted((x, y) => (x.name < y.name ? -1 : 1))
      const expected = store.local.children(ROOT).map(({ content: _, ...rest }) => rest)
      assert.deepEqual(facts, expected)
      assert.deepEqual(names(facts), ['a', 'b', 'c'])
    }),
    check('lists missing nodes oldest first', (store) => {
      store.transaction((tx) => {
        tx.putLocal(sampleLocal({ nodeId: A, parentId: ROOT, name: 'a', missingSinceMs: 20 }))
        tx.putLocal(sampleLocal({ nodeId: B, parentId: ROOT, name: 'b', missingSinceMs: 10 }))
        tx.putLocal(sampleLocal({ nodeId: C, parentId: ROOT, name: 'c' }))
      })
      assert.deepEqual(ids(store.local.missing(10)), [B, A])
      assert.deepEqual(ids(store.local.missing(1)), [B])
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
