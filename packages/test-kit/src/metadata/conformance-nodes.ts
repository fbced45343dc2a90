import assert from 'node:assert/strict'
import type { NodeId } from '@tidemark/protocol'
import type { ReadTransaction } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import {
  addSpace,
  BOB,
  FILES,
  OTHER,
  ROOT,
  sampleChange,
  sampleContent,
  sampleDeletion,
  sampleFile,
  sampleId,
  sampleNode,
} from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name).sort()
const at = (tx: ReadTransaction, nameKey: string, parentId = ROOT) =>
  tx.findAtPlaces(FILES, [{ parentId, nameKey }])

/** Nodes and the journal. */
export function nodeCases(check: Check): ConformanceCase[] {
  return [...rowCases(check), ...placeCases(check), ...listCases(check), ...journalCases(check)]
}

function rowCases(check: Check): ConformanceCase[] {
  return [
    check('nodes of all kinds come back as they were put', async (store) => {
      const content = { ...sampleContent('x'), birthtimeNs: '9', executable: true, depth: 2 }
      const file = sampleFile('file', { content })
      const empty = sampleFile('empty', { content: sampleContent('', 0) })
      const link = sampleNode('link', { kind: 'link', listOrder: 0 })
      const odd = sampleNode('e\u0301 "quoted" \\ \n \ud83d\ude00 \u00ff')
      const rows = [file.node, empty.node, link, odd]
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addRevisions([file.revision, empty.revision])
        await tx.putNodes(rows)
      })
      const ids = rows.map(({ nodeId }) => nodeId)
      const found = await store.read((tx) => tx.findNodes(FILES, [...ids, ...ids]))
      assert.equal(found.size, 4)
      for (const row of rows) assert.deepEqual(found.get(row.nodeId), row)
    }),
    check('nodes of another space are unknown', async (store) => {
      await addSpace(store, BOB, OTHER, sampleId('other root'))
      await store.withSpaceLock(FILES, (tx) => tx.putNodes([sampleNode('a')]))
      await store.withSpaceLock(OTHER, (tx) => tx.putNodes([sampleNode('a', { name: 'b' })]))
      await store.read(async (tx) => {
        const { nodeId } = sampleNode('a')
        assert.equal((await tx.findNodes(FILES, [nodeId])).get(nodeId)?.name, 'a')
        assert.equal((await tx.findNodes(OTHER, [nodeId])).get(nodeId)?.name, 'b')
      })
    }),
    check('a file whose version is gone has no content', async (store) => {
      const { node, revision } = sampleFile('file')
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addRevisions([revision])
        await tx.putNodes([node])
        await tx.removeRevisions([revision.revisionId, revision.revisionId])
      })
      const found = await store.read((tx) => tx.findNodes(FILES, [node.nodeId]))
      assert.deepEqual(found.get(node.nodeId), { ...node, content: null })
    }),
  ]
}

function placeCases(check: Check): ConformanceCase[] {
  return [...nameCases(check), ...uniquenessCases(check)]
}

function nameCases(check: Check): ConformanceCase[] {
  return [
    check('a place is found by the key of its name, in its folder only', async (store) => {
      const inner = sampleNode('inner', { parentId: sampleId<NodeId>('a') })
      await store.withSpaceLock(FILES, (tx) =>
        tx.putNodes([sampleNode('a'), sampleNode('e\u0301'), inner]),
      )
      await store.read(async (tx) => {
        assert.deepEqual(names(await at(tx, '\u00e9')), ['e\u0301'])
        assert.deepEqual(await at(tx, 'A'), [])
        assert.deepEqual(await at(tx, 'inner'), [])
        assert.deepEqual(names(await at(tx, 'inner', sampleId<NodeId>('a'))), ['inner'])
        const both = await tx.findAtPlaces(FILES, [
          { parentId: ROOT, nameKey: 'a' },
          { parentId: ROOT, nameKey: 'a' },
          { parentId: ROOT, nameKey: 'none' },
        ])
        assert.deepEqual(names(both), ['a'])
      })
    }),
    check('names swap and turn in circles within one set', async (store) => {
      const [a, b, c] = [sampleNode('a'), sampleNode('b'), sampleNode('c')]
      await store.withSpaceLock(FILES, (tx) => tx.putNodes([a, b, c]))
      await store.withSpaceLock(FILES, (tx) =>
        tx.putNodes([
          { ...a, name: 'b' },
          { ...b, name: 'c' },
          { ...c, name: 'a' },
        ]),
      )
      const [row] = await store.read((tx) => at(tx, 'b'))
      assert.equal(row?.nodeId, a.nodeId)
    }),
  ]
}

function uniquenessCases(check: Check): ConformanceCase[] {
  return [
    check('a new node takes the name of one that goes in the same set', async (store) => {
      const old = sampleNode('thing')
      await store.withSpaceLock(FILES, (tx) => tx.putNodes([old]))
      const gone = { ...old, deletion: sampleDeletion(2, old.nodeId) }
      const fresh = sampleNode('fresh', { name: 'thing' })
      await store.withSpaceLock(FILES, (tx) => tx.putNodes([fresh, gone]))
      const rows = await store.read((tx) => at(tx, 'thing'))
      assert.deepEqual(
        rows.map(({ nodeId }) => nodeId),
        [fresh.nodeId],
      )
    }),
    check('two live nodes never have one place, in whatever spelling (I7)', async (store) => {
      await store.withSpaceLock(FILES, (tx) => tx.putNodes([sampleNode('\u00e9')]))
      const twin = sampleNode('twin', { name: 'e\u0301' })
      await assert.rejects(store.withSpaceLock(FILES, (tx) => tx.putNodes([twin])))
      assert.equal((await store.read((tx) => at(tx, '\u00e9'))).length, 1)
    }),
    check('any number of deleted nodes may have had one place', async (store) => {
      const rows = ['1', '2', '3'].map((text) => {
        const node = sampleNode(text, { name: 'same' })
        return { ...node, deletion: sampleDeletion(2, node.nodeId) }
      })
      await store.withSpaceLock(FILES, (tx) => tx.putNodes(rows))
      await store.read(async (tx) => {
        assert.deepEqual(await at(tx, 'same'), [])
        assert.equal((await tx.listTombstones(FILES, '', 10)).length, 3)
      })
    }),
  ]
}

function listCases(check: Check): ConformanceCase[] {
  return [...childCases(check), ...pageCases(check), ...trashCases(check)]
}

function childCases(check: Check): ConformanceCase[] {
  return [
    check('children are listed by folder and kind, live and deleted apart', async (store) => {
      const folder = sampleNode('folder')
      const parentId = folder.nodeId
      const file = sampleFile('file', { parentId })
      const sub = sampleNode('sub', { parentId, listOrder: 3 })
      const gone = sampleNode('gone', { parentId, deletion: sampleDeletion(4, parentId) })
      const other = sampleNode('other', { parentId, deletion: sampleDeletion(5, parentId) })
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addRevisions([file.revision])
        await tx.putNodes([folder, file.node, sub, gone, other])
      })
      await store.read(async (tx) => {
        const all = await tx.listLiveChildren(FILES, [ROOT, parentId, parentId], 'all')
        assert.deepEqual(names(all), ['file', 'folder', 'sub'])
        assert.deepEqual(names(await tx.listLiveChildren(FILES, [parentId], 'folders')), ['sub'])
        assert.deepEqual(names(await tx.listDeletedChildren(FILES, [parentId], 4)), ['gone'])
        assert.deepEqual(names(await tx.listDeletedAt(FILES, [4, 4, 6])), ['gone'])
        assert.deepEqual(names(await tx.listDeletedAt(FILES, [5, 4])), ['gone', 'other'])
        assert.deepEqual(await tx.listDeletedAt(OTHER, [4]), [])
        assert.deepEqual(await tx.listLiveChildren(FILES, [], 'all'), [])
      })
    }),
  ]
}

function pageCases(check: Check): ConformanceCase[] {
  return [
    check('folders by order, other nodes by id and tombstones are paged', async (store) => {
      const folders = ['x', 'y', 'z'].map((name, i) => sampleNode(name, { listOrder: 9 - i }))
      const files = ['1', '2', '3'].map((name) => sampleFile(name))
      const gone = sampleNode('gone', { deletion: sampleDeletion(3, ROOT) })
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addRevisions(files.map(({ revision }) => revision))
        await tx.putNodes([...folders, ...files.map(({ node }) => node), gone])
      })
      await store.read(async (tx) => {
        const order = (await tx.listFolders(FILES, 0, 10)).map(({ name }) => name)
        assert.deepEqual(order, ['', 'z', 'y', 'x'])
        assert.deepEqual(names(await tx.listFolders(FILES, 7, 1)), ['y'])
        const ids = files.map(({ node }) => node.nodeId).sort()
        const page = await tx.listLeaves(FILES, '', 2)
        assert.deepEqual(
          page.map(({ nodeId }) => nodeId),
          ids.slice(0, 2),
        )
        const rest = await tx.listLeaves(FILES, ids[1] ?? '', 2)
        assert.deepEqual(
          rest.map(({ nodeId }) => nodeId),
          ids.slice(2),
        )
        const tombstone = { nodeId: gone.nodeId, deletedSeq: 3 }
        assert.deepEqual(await tx.listTombstones(FILES, '', 5), [tombstone])
        assert.deepEqual(await tx.listTombstones(FILES, gone.nodeId, 5), [])
      })
    }),
  ]
}

function trashCases(check: Check): ConformanceCase[] {
  return [
    check('the trash lists top items, newest first, with what hangs on them', async (store) => {
      const old = sampleNode('old')
      const inside = sampleFile('inside', { parentId: old.nodeId })
      const bare = sampleFile('bare')
      const fresh = sampleFile('fresh')
      const withTop = (node: typeof old, seq: number, top = node) => ({
        ...node,
        deletion: sampleDeletion(seq, top.nodeId),
      })
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.addRevisions([inside.revision, fresh.revision])
        await tx.putNodes([
          withTop(old, 2),
          withTop(inside.node, 2, old),
          // Its versions are gone: there is nothing to restore.
          withTop(bare.node, 3),
          withTop(fresh.node, 4),
        ])
      })
      await store.read(async (tx) => {
        const [first, second, ...more] = await tx.listTrash(FILES, undefined, 10)
        assert.equal(first?.node.name, 'fresh')
        assert.deepEqual([second?.node.name, second?.fileCount, second?.sizeBytes], ['old', 1, 10])
        assert.deepEqual(more, [])
        const before = { deletionSeq: 4, nodeId: fresh.node.nodeId }
        const next = await tx.listTrash(FILES, before, 10)
        assert.deepEqual(
          next.map(({ node }) => node.name),
          ['old'],
        )
      })
    }),
  ]
}

function journalCases(check: Check): ConformanceCase[] {
  return [
    check('changes are read after a position and by position', async (store) => {
      const rows = [sampleChange(2), sampleChange(3), sampleChange(4)]
      await store.withSpaceLock(FILES, (tx) => tx.appendChanges(rows))
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listChanges(FILES, 1, 2), rows.slice(0, 2))
        assert.deepEqual(await tx.findChange(FILES, 3), rows[1])
        assert.equal(await tx.findChange(FILES, 5), undefined)
      })
    }),
    check('trimming removes the start and remembers its end', async (store) => {
      await store.withSpaceLock(FILES, async (tx) => {
        await tx.appendChanges([sampleChange(2), sampleChange(3)])
        await tx.trimChanges(2, sampleChange(2).hash)
      })
      await store.read(async (tx) => {
        assert.deepEqual(
          (await tx.listChanges(FILES, 0, 9)).map(({ seq }) => seq),
          [3],
        )
        const space = await tx.findSpace(FILES)
        assert.deepEqual([space?.trimmedSeq, space?.trimmedHash], [2, sampleChange(2).hash])
      })
    }),
  ]
}
