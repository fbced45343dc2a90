import type { NodeState, OpId, UndoReport } from '@tidemark/protocol'
import {
  applyRetention,
  type Caller,
  DEFAULT_RETENTION,
  listTrash,
  type MetadataStore,
  trimJournal,
  undoDevice,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld
/** The moment since which the phone's deeds are undone. */
let sinceMs: number

beforeEach(async () => {
  world = await SpaceWorld.open()
  sinceMs = world.clock.ms + 500
})

const edit = (node: NodeState, content = textContent()) =>
  world.put({ nodeId: node.nodeId, base: node.contentRev, content })
/** From here on deeds are recent. */
const later = () => {
  world.clock.ms += 1000
}
const request = () => ({ deviceId: world.b.deviceId ?? world.id(), sinceMs })
const preview = () => undoDevice(world, world.a, world.spaceId, { ...request(), isPreview: true })
async function undo(undoId = world.id<OpId>()): Promise<UndoReport> {
  const { throughSeq } = await preview()
  const real = { ...request(), isPreview: false, throughSeq, undoId }
  return undoDevice(world, world.a, world.spaceId, real)
}
const none = { back: 0, place: 0, content: 0, trash: 0 }
const allow = (files: number) => {
  world.settings = { ...world.settings, brakeFiles: files }
}

describe('undoing what a device did', () => {
  it('brings back, moves back, rewinds and throws away, and tells so before and after', async () => {
    const deleted = await world.file(world.a, 'deleted')
    const moved = await world.file(world.a, 'moved')
    const edited = await world.file(world.a, 'edited')
    later()
    await world.one(world.b, world.delete(deleted))
    await world.one(world.b, world.move(moved, { name: 'elsewhere' }))
    await world.one(world.b, edit(edited))
    await world.file(world.b, 'new')
    const cursor = await world.cursor()
    const shown = await preview()
    expect(await world.changesAfter(cursor)).toEqual([])
    const report = await undo()
    const counts = { back: 1, place: 1, content: 1, trash: 1 }
    expect(shown).toMatchObject({ counts, isWhole: true, kept: { count: 0 } })
    expect(shown.examples).toContainEqual({ action: 'back', path: 'deleted' })
    expect(shown.examples).toContainEqual({ action: 'place', path: 'elsewhere' })
    expect(report).toMatchObject({ counts, kept: { count: 0 } })
    expect(report.examples).toContainEqual({ action: 'trash', path: 'new' })
    expect(await world.paths()).toEqual(['deleted', 'edited', 'moved'])
    expect((await world.node(edited.nodeId)).content).toEqual(edited.content)
    const { items } = await listTrash(world.store, world.a, world.spaceId, {})
    expect(items.map(({ path }) => path)).toEqual(['new'])
  })

  it('leaves what it did before that moment, and what other devices did', async () => {
    await world.file(world.b, 'early')
    later()
    await world.file(world.a, 'mine')
    expect(await undo()).toMatchObject({ counts: none })
    expect(await world.paths()).toEqual(['early', 'mine'])
  })

  it('leaves what the device does after the preview', async () => {
    later()
    await world.file(world.b, 'before')
    const { throughSeq } = await preview()
    const after = await world.file(world.b, 'after')
    const real = { ...request(), isPreview: false, throughSeq, undoId: world.id<OpId>() }
    await undoDevice(world, world.a, world.spaceId, real)
    expect(await world.paths()).toEqual(['after'])
    expect(await world.node(after.nodeId)).toEqual(after)
  })

  it('keeps an edit that somebody made on top, and says so', async () => {
    const file = await world.file(world.a, 'a')
    later()
    const worse = await world.nodeOf(await world.one(world.b, edit(file)))
    await world.one(world.a, edit(worse, textContent('better')))
    expect(await undo()).toMatchObject({
      counts: none,
      kept: { count: 1, examples: [{ obstacle: 'others_changed', path: 'a' }] },
    })
    expect((await world.node(file.nodeId)).content).toEqual(textContent('better'))
  })

  it('moves back what somebody else has only edited', async () => {
    const file = await world.file(world.a, 'a')
    later()
    const moved = await world.nodeOf(await world.one(world.b, world.move(file, { name: 'b' })))
    await world.one(world.a, edit(moved, textContent('kept')))
    await undo()
    expect(await world.paths()).toEqual(['a'])
    expect((await world.node(file.nodeId)).content).toEqual(textContent('kept'))
  })

  it('leaves in the trash what somebody else has deleted', async () => {
    const file = await world.file(world.a, 'a')
    later()
    const edited = await world.nodeOf(await world.one(world.b, edit(file)))
    await world.one(world.a, world.delete(edited))
    expect(await undo()).toMatchObject({ counts: none, kept: { count: 1 } })
    expect(await world.paths()).toEqual([])
  })

  it('brings a folder back with everything, as one item', async () => {
    const folder = await world.folder(world.a, 'f')
    const sub = await world.folder(world.a, 'sub', folder.nodeId)
    await world.file(world.a, 'x', { parentId: sub.nodeId })
    later()
    await world.one(world.b, world.delete(folder))
    expect(await preview()).toMatchObject({ counts: { back: 3 } })
    expect(await undo()).toMatchObject({ counts: { back: 3 }, examples: [{ path: 'f' }] })
    expect(await world.paths()).toEqual(['f/', 'f/sub/', 'f/sub/x'])
  })

  it('brings a folder back without what the device had put into it, which the trash shows', async () => {
    const folder = await world.folder(world.a, 'f')
    await world.file(world.a, 'x', { parentId: folder.nodeId })
    later()
    await world.file(world.b, 'new', { parentId: folder.nodeId })
    await world.one(world.b, world.delete(await world.node(folder.nodeId)))
    await undo()
    expect(await world.paths()).toEqual(['f/', 'f/x'])
    const { items } = await listTrash(world.store, world.a, world.spaceId, {})
    expect(items.map(({ path }) => path)).toEqual(['f/new'])
  })

  it('brings back an item that went with a folder of the device to where it had been', async () => {
    const file = await world.file(world.a, 'mine')
    later()
    const folder = await world.folder(world.b, 'theirs')
    await world.one(world.b, world.move(file, { parentId: folder.nodeId }))
    await world.one(world.b, world.delete(folder))
    await undo()
    expect(await world.paths()).toEqual(['mine'])
  })

  it('brings back what others had put into a folder of the device', async () => {
    later()
    const folder = await world.folder(world.b, 'theirs')
    await world.file(world.a, 'mine', { parentId: folder.nodeId })
    await world.one(world.b, world.delete(folder))
    await undo()
    expect(await world.paths()).toEqual(['theirs/', 'theirs/mine'])
  })

  it('keeps a new folder in which others have something, and throws the rest away', async () => {
    later()
    const folder = await world.folder(world.b, 'f')
    await world.file(world.b, 'theirs', { parentId: folder.nodeId })
    await world.file(world.a, 'mine', { parentId: folder.nodeId })
    expect(await undo()).toMatchObject({
      counts: { trash: 1 },
      kept: { examples: [{ obstacle: 'in_use', path: 'f' }] },
    })
    expect(await world.paths()).toEqual(['f/', 'f/mine'])
  })

  it('exchanges names back that were exchanged', async () => {
    const one = await world.file(world.a, 'one')
    const two = await world.file(world.a, 'two')
    later()
    const swap = { group: 1 }
    await world.commit(
      world.b,
      world.move(one, { ...swap, name: 'two' }),
      world.move(two, { ...swap, name: 'one' }),
    )
    expect(await undo()).toMatchObject({ kept: { count: 0 } })
    expect((await world.node(one.nodeId)).name).toBe('one')
    expect((await world.node(two.nodeId)).name).toBe('two')
  })

  it('gives a replaced file its name back once the one in its place is gone', async () => {
    const file = await world.file(world.a, 'a')
    later()
    await world.one(world.b, world.move(file, { name: 'a.bak' }))
    await world.file(world.b, 'a')
    await undo()
    expect(await world.paths()).toEqual(['a'])
    expect((await world.node(file.nodeId)).content).toEqual(file.content)
  })

  it('leaves an item where it is when somebody has taken its name', async () => {
    const file = await world.file(world.a, 'a')
    later()
    await world.one(world.b, world.move(file, { name: 'b' }))
    await world.file(world.a, 'a')
    expect(await undo()).toMatchObject({ kept: { examples: [{ obstacle: 'name_taken' }] } })
    expect(await world.paths()).toEqual(['a', 'b'])
  })

  it('brings a deleted file back under another name when its own is taken', async () => {
    const file = await world.file(world.a, 'a')
    later()
    await world.one(world.b, world.delete(file))
    await world.file(world.a, 'a')
    await undo()
    expect(await world.paths()).toEqual(['a', 'a (2)'])
  })

  it('brings nothing into a folder that others have deleted', async () => {
    const folder = await world.folder(world.a, 'f')
    const file = await world.file(world.a, 'x', { parentId: folder.nodeId })
    later()
    await world.one(world.b, world.delete(file))
    await world.one(world.a, world.delete(folder))
    expect(await undo()).toMatchObject({ kept: { examples: [{ obstacle: 'folder_gone' }] } })
    expect(await world.paths()).toEqual([])
  })

  it('says when the former version is no longer kept', async () => {
    const file = await world.file(world.a, 'a')
    later()
    await world.one(world.b, edit(file))
    world.clock.ms += 86_400_000
    const policy = { ...DEFAULT_RETENTION, keepAllMs: 0, keepDailyMs: 0, maxAgeMs: 0 }
    await applyRetention(world, world.spaceId, policy)
    expect(await undo()).toMatchObject({ kept: { examples: [{ obstacle: 'version_gone' }] } })
  })

  it('says when the account has no room for the former version', async () => {
    world = await SpaceWorld.open(undefined, 20)
    const file = await world.file(world.a, 'a', { content: textContent('123456789') })
    sinceMs = world.clock.ms + 500
    later()
    await world.one(world.b, edit(file, textContent('987654321')))
    expect(await undo()).toMatchObject({ kept: { examples: [{ obstacle: 'no_room' }] } })
  })

  it('says when the journal does not reach back far enough', async () => {
    later()
    await world.file(world.b, 'old')
    later()
    await world.file(world.b, 'new')
    await trimJournal(world.store, world.spaceId, world.clock.ms)
    expect(await preview()).toMatchObject({ isWhole: false, counts: { trash: 1 } })
  })

  it('leaves an item alone of which an older journal tells too little', async () => {
    const file = await world.file(world.a, 'a')
    later()
    await world.one(world.b, world.move(file, { name: 'b' }))
    const { store } = world
    const blind: MetadataStore = {
      read: (fn) =>
        store.read((tx) =>
          fn({
            ...tx,
            listChanges: async (...args) =>
              (await tx.listChanges(...args)).map((row) => {
                if (row.change.type !== 'upsert') return row
                const { before: _, ...change } = row.change
                return { ...row, change }
              }),
          }),
        ),
      write: (fn) => store.write(fn),
      withSpaceLock: (id, fn) => store.withSpaceLock(id, fn),
      withAccountLock: (id, fn) => store.withAccountLock(id, fn),
    }
    const old = { ...request(), isPreview: true }
    expect(
      await undoDevice({ ...ports(), store: blind }, world.a, world.spaceId, old),
    ).toMatchObject({
      counts: none,
      kept: { examples: [{ obstacle: 'not_recorded', path: 'b' }] },
    })
  })
})

describe('an undo', () => {
  it('goes on where it was interrupted', async () => {
    allow(10_000)
    const folder = await world.folder(world.a, 'f')
    const puts = Array.from({ length: 900 }, (_, i) =>
      world.put({ name: `x${i}`, parentId: folder.nodeId }),
    )
    await world.upload(world.a, ...puts.map(({ content }) => content))
    await world.commit(world.a, ...puts)
    const before = await world.paths()
    const nodes = [...(await world.tree()).values()].filter(({ kind }) => kind === 'file')
    later()
    await world.commit(world.b, ...nodes.map((node) => world.delete(node)))
    const { throughSeq } = await preview()
    const real = { ...request(), isPreview: false, throughSeq, undoId: world.id<OpId>() }
    const { store } = world
    let transactions = 0
    const failing: MetadataStore = {
      read: (fn) => store.read(fn),
      write: (fn) => store.write(fn),
      withAccountLock: (id, fn) => store.withAccountLock(id, fn),
      withSpaceLock: async (id, fn) => {
        if (++transactions > 1) throw new Error('the power went')
        return store.withSpaceLock(id, fn)
      },
    }
    const first = undoDevice({ ...ports(), store: failing }, world.a, world.spaceId, real)
    await expect(first).rejects.toThrow('the power went')
    const half = (await world.paths()).length
    expect(half).toBeGreaterThan(1)
    expect(half).toBeLessThan(before.length)
    const rest = await undoDevice(world, world.a, world.spaceId, real)
    expect(rest.counts.back).toBe(before.length - half)
    expect(await world.paths()).toEqual(before)
  })

  it('names no position and no id only in a preview', async () => {
    for (const missing of [{ throughSeq: 1 }, { undoId: world.id<OpId>() }]) {
      const real = { ...request(), isPreview: false, ...missing }
      const call = undoDevice(world, world.a, world.spaceId, real)
      await expect(call).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })

  it('is refused when the server went back behind its preview', async () => {
    const real = { ...request(), isPreview: false, throughSeq: 99, undoId: world.id<OpId>() }
    const call = undoDevice(world, world.a, world.spaceId, real)
    await expect(call).rejects.toMatchObject({ code: 'epoch_mismatch' })
  })

  it('is nothing that strangers can ask for (SEC-40)', async () => {
    const stranger: Caller = await world.account('bob')
    const call = undoDevice(world, stranger, world.spaceId, { ...request(), isPreview: true })
    await expect(call).rejects.toMatchObject({ code: 'not_found' })
  })

  it('finds nothing of a device that was never here', async () => {
    await world.file(world.b, 'a')
    const unknown = { deviceId: world.id<never>(), sinceMs: 0, isPreview: true }
    expect(await undoDevice(world, world.a, world.spaceId, unknown)).toMatchObject({ counts: none })
  })
})

function ports() {
  const { clock, rng, hashing, wakeups } = world
  return { clock, rng, hashing, wakeups }
}
