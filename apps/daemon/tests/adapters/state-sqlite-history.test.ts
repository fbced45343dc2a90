import { nameKey } from '@tidemark/protocol'
import type { StateStore, StateTransaction } from '@tidemark/sync-engine'
import { MemoryStateStore } from '@tidemark/test-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openStateStore } from '../../src/adapters/state-sqlite/open-state-store.js'

type Step = (tx: StateTransaction) => void

const NAMES = ['a', 'A', 'b', '\u00e9', 'e\u0301', '\u{1f600}', '\uffee']
const PATHS = ['a', 'a/b', 'a/b/c', 'ab', 'a0']
const idOf = (number: number) => number.toString(16).padStart(32, '0') as never // any id will do
const blockOf = (number: number) => number.toString(16).padStart(64, '0') as never // any id will do

const number = fc.nat(5)
/** Never its own parent: a node of a disk is not. */
const place = fc
  .tuple(number, number, fc.constantFrom(...NAMES))
  .filter(([node, parent]) => node !== parent)
  .map(([node, parent, name]) => ({ nodeId: idOf(node), parentId: idOf(parent), name }))
const content = fc.option(
  number.map((root) => ({
    sizeBytes: root,
    root: blockOf(root),
    depth: 0,
    profileId: 'whole-v1',
    hashId: 'sha256',
    mtimeNs: '-5',
    executable: root > 2,
  })),
  { nil: undefined },
)
const agreed = fc.tuple(place, content).map(([at, what]) => ({
  ...at,
  kind: 'file' as const,
  contentRev: idOf(7),
  placeRev: idOf(8),
  content: what,
}))
const local = fc
  .tuple(place, content, number, fc.option(number, { nil: null }), fc.boolean())
  .map(([at, what, inode, missingSinceMs, executable]) => ({
    ...at,
    kind: 'file' as const,
    stat: {
      kind: 'file' as const,
      device: 'root',
      inode: String(inode),
      sizeBytes: inode,
      mtimeNs: BigInt(inode) - 2n,
      ctimeNs: 2n ** 62n,
      birthtimeNs: inode > 2 ? 1n : undefined,
      executable,
    },
    content: what,
    missingSinceMs,
  }))
const held = fc
  .tuple(fc.constantFrom(...PATHS), fc.option(number, { nil: undefined }))
  .map(([path, at]) => ({
    path,
    nodeId: at === undefined ? undefined : idOf(at),
    code: 'link_held' as const,
    detail: '',
    sinceMs: 1,
    retryAtMs: at,
    attempts: 1,
  }))

const step: fc.Arbitrary<Step> = fc.oneof(
  local.map(
    (node): Step =>
      (tx) =>
        tx.putLocal(node),
  ),
  agreed.map(
    (node): Step =>
      (tx) =>
        tx.putRemote(node),
  ),
  agreed.map(
    (node): Step =>
      (tx) =>
        tx.putSynced(node),
  ),
  number.map(
    (id): Step =>
      (tx) =>
        tx.removeLocal(idOf(id)),
  ),
  number.map(
    (id): Step =>
      (tx) =>
        tx.removeSynced(idOf(id)),
  ),
  number.map(
    (id): Step =>
      (tx) =>
        tx.clearDirty(idOf(id)),
  ),
  fc.tuple(number, number).map(
    ([id, dueMs]): Step =>
      (tx) =>
        tx.deferDirty(idOf(id), dueMs),
  ),
  fc.tuple(number, number).map(
    ([from, to]): Step =>
      (tx) => {
        const node = tx.local.find(idOf(from))
        const isPossible = node !== undefined && node.parentId !== idOf(to)
        if (isPossible && !tx.local.find(idOf(to))) tx.relabelLocal(idOf(from), idOf(to))
      },
  ),
  fc.tuple(number, fc.array(number, { maxLength: 3 })).map(
    ([id, blocks]): Step =>
      (tx) =>
        tx.putBlocks(
          idOf(id),
          blocks.map((block, index) => ({
            offset: index * 10,
            length: 10,
            blockId: blockOf(block),
          })),
        ),
  ),
  held.map(
    (item): Step =>
      (tx) =>
        tx.putHeld(item),
  ),
  fc.constantFrom(...PATHS).map(
    (path): Step =>
      (tx) =>
        tx.removeHeld(path),
  ),
  fc.constant<Step>((tx) => tx.forgetAgreement()),
)

/** Everything that the store's readers say. */
function snapshot(store: StateStore) {
  const ids = [0, 1, 2, 3, 4, 5].map(idOf)
  const trees = [store.local, store.remote, store.synced]
  return {
    counts: [...trees.map((tree) => tree.count()), store.dirtyCount(), store.heldCount()],
    nodes: trees.map((tree) => ids.map((id) => tree.find(id))),
    children: trees.map((tree) => ids.map((id) => tree.children(id))),
    pages: ids.map((id) => store.local.children(id, { after: 'a', limit: 1 })),
    keys: trees.map((tree) =>
      ids.map((id) => NAMES.map((name) => tree.childrenByKey(id, nameKey(name)))),
    ),
    inodes: ids.map((_, inode) => store.local.byInode('root', String(inode))),
    missing: store.local.missing(3),
    dirty: [0, 3, 9].map((nowMs) => store.dirty(nowMs, 4)),
    nextDueMs: store.nextDueMs(),
    held: [store.held(9), ...PATHS.map((path) => store.heldBelow(path))],
    blocks: ids.map((id) => store.blocksOf(id)),
    holders: ids.map((_, block) =>
      store
        .filesWithBlock(blockOf(block), 99)
        .map(({ nodeId, offset }) => `${nodeId}/${offset}`)
        .sort(),
    ),
  }
}

describe('SqliteStateStore beside the store in memory', () => {
  it('gives the same answers after any history, failed transactions included', () => {
    const history = fc.array(fc.tuple(fc.array(step, { maxLength: 6 }), fc.boolean()), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(history, (transactions) => {
        using sqlite = openStateStore(':memory:', { nowMs: 0 }).store
        using memory = new MemoryStateStore()
        for (const [steps, isFailing] of transactions) {
          for (const store of [sqlite, memory]) {
            const apply = () =>
              store.transaction((tx) => {
                for (const act of steps) act(tx)
                if (isFailing) throw new RangeError('taken back')
              })
            if (isFailing) expect(apply).toThrow(RangeError)
            else apply()
          }
        }
        expect(snapshot(sqlite)).toEqual(snapshot(memory))
      }),
      { numRuns: 150 },
    )
  })
})
