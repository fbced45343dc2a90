import { type Cursor, decodeCursor, encodeCursor, type NodeId } from '@tidemark/protocol'
import {
  comparePositions,
  createSpace,
  digestOf,
  genesisHash,
  listChanges,
  listTree,
  nextHash,
  trimJournal,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashing, SpaceWorld } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

const read = (cursor: Cursor, limit?: number) =>
  listChanges(world.store, world.a, world.spaceId, { cursor, ...(limit ? { limit } : {}) })
const position = async () => {
  const at = decodeCursor(await world.cursor())
  if (at === undefined) throw new Error('the cursor cannot be read')
  return at
}

describe('the journal', () => {
  it('chains every change to all before it', async () => {
    await world.file(world.a, 'a')
    await world.folder(world.b, 'd\u00e9j\u00e0 vu \ud83d\ude00')
    const rows = await world.store.read((tx) => tx.listChanges(world.spaceId, 0, 100))
    let hash = genesisHash(world.spaceId, world.space.epoch, hashing)
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3])
    for (const row of rows) {
      expect(row.digest).toBe(digestOf(row.change, hashing))
      hash = nextHash(hash, row.digest, hashing)
      expect(row.hash).toBe(hash)
    }
  })

  it('is read in pages that follow each other', async () => {
    const cursor = await world.cursor()
    for (const name of ['a', 'b', 'c']) await world.folder(world.a, name)
    const first = await read(cursor, 2)
    expect(first).toMatchObject({ more: true, headSeq: 4 })
    const second = await read(first.cursor, 2)
    expect(second).toMatchObject({ more: false, changes: [{ seq: 4 }] })
    expect(await read(second.cursor)).toMatchObject({ changes: [], cursor: second.cursor })
  })

  it('names account, device, operation and time', async () => {
    const cursor = await world.cursor()
    const operation = world.mkdir({})
    await world.one(world.b, operation)
    expect((await read(cursor)).changes).toMatchObject([
      {
        accountId: world.b.accountId,
        deviceId: world.b.deviceId,
        opId: operation.opId,
        atMs: world.clock.ms,
      },
    ])
  })
})

describe('a cursor', () => {
  it('of another epoch, ahead of the journal or malformed asks for a reset (P8, E102, E103)', async () => {
    const at = await position()
    const bad = [
      encodeCursor({ ...at, epoch: world.id() }),
      encodeCursor({ ...at, seq: at.seq + 1 }),
      'nonsense' as Cursor,
    ]
    for (const cursor of bad) {
      await expect(read(cursor)).rejects.toMatchObject({ code: 'cursor_reset' })
    }
  })

  it('with another past asks for a reset even when the journal has overtaken it (E102)', async () => {
    const cursor = encodeCursor({ ...(await position()), chain: '0'.repeat(32) })
    await expect(read(cursor)).rejects.toMatchObject({ code: 'cursor_reset' })
    await world.folder(world.a, 'f')
    await expect(read(cursor)).rejects.toMatchObject({ code: 'cursor_reset' })
  })

  it('behind the trimmed part is expired, at its edge it is good', async () => {
    const start = await world.cursor()
    await world.folder(world.a, 'old')
    world.clock.ms += 1000
    const edge = await world.cursor()
    await world.folder(world.a, 'new')
    expect(await trimJournal(world.store, world.spaceId, world.clock.ms)).toBe(2)
    await expect(read(start)).rejects.toMatchObject({ code: 'cursor_expired' })
    expect((await read(edge)).changes).toMatchObject([{ node: { name: 'new' } }])
  })

  it('keeps the newest change when everything is old', async () => {
    await world.folder(world.a, 'f')
    const head = await world.cursor()
    world.clock.ms += 1000
    await trimJournal(world.store, world.spaceId, world.clock.ms)
    expect(await read(head)).toMatchObject({ changes: [] })
    expect(await trimJournal(world.store, world.spaceId, world.clock.ms)).toBe(0)
  })

  it('is not accepted from a stranger (SEC-40)', async () => {
    const stranger = await world.account('bob')
    const query = { cursor: await world.cursor() }
    const page = listChanges(world.store, stranger, world.spaceId, query)
    await expect(page).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the snapshot', () => {
  it('lists parents before children whatever moved where, on pages of any size', async () => {
    const folders = []
    for (const name of ['a', 'b', 'c', 'd']) folders.push(await world.folder(world.a, name))
    for (const [from, to] of [
      [0, 3],
      [1, 0],
      [2, 1],
    ] as const) {
      const node = folders[from]
      const parent = folders[to]
      if (node && parent) {
        await world.one(world.a, world.move(node, { parentId: parent.nodeId }))
        await world.file(world.a, `in ${node.name}`, { parentId: node.nodeId })
      }
    }
    for (const limit of [1, 2, 3, 1000]) {
      const { nodes } = await world.snapshot(limit)
      const seen = new Set<string>()
      for (const { nodeId, parentId } of nodes) {
        if (parentId !== null) expect(seen.has(parentId)).toBe(true)
        seen.add(nodeId)
      }
      expect(seen.size).toBe(8)
    }
  })

  it('loses nothing below a folder that moves into a deleted and restored one meanwhile', async () => {
    const target = await world.folder(world.a, 'target')
    const guest = await world.folder(world.a, 'guest')
    const inside = await world.file(world.a, 'inside', { parentId: guest.nodeId })
    const query = (page?: string) => ({ limit: 1, ...(page === undefined ? {} : { page }) })
    const { store, a, spaceId } = world
    let part = await listTree(store, a, spaceId, query())
    const known = new Map(part.nodes.map((node) => [node.nodeId, node]))
    await world.one(world.b, world.delete(target))
    await world.one(world.b, world.restore(target))
    await world.one(world.b, world.move(guest, { parentId: target.nodeId }))
    while (part.nextPage !== undefined) {
      part = await listTree(store, a, spaceId, query(part.nextPage))
      for (const node of part.nodes) known.set(node.nodeId, node)
    }
    // A reader that meets the deletion of `target` must not find `guest` in it yet.
    expect(known.get(guest.nodeId)?.parentId).toBe(world.root)
    expect(known.get(inside.nodeId)?.parentId).toBe(guest.nodeId)
    const changes = await world.changesAfter(part.cursor)
    expect(changes.map(({ type }) => type)).toEqual(['delete', 'upsert', 'upsert'])
    expect(changes.at(-1)).toMatchObject({ node: { parentId: target.nodeId } })
  })

  it('names what went with a folder of which a part is back before it is listed', async () => {
    const { store, a, b, spaceId } = world
    const outer = await world.folder(a, 'outer')
    const inner = await world.folder(a, 'inner', outer.nodeId)
    const before = await world.file(a, 'before', { parentId: inner.nodeId })
    await world.one(a, world.delete(before))
    let part = await listTree(store, a, spaceId, { limit: 1 })
    const file = await world.file(b, 'file', { parentId: inner.nodeId })
    await world.one(b, world.delete(outer))
    await world.one(b, world.restore(inner, { parentId: world.root, subtree: false }))
    const gone: NodeId[] = []
    while (part.nextPage !== undefined) {
      part = await listTree(store, a, spaceId, { limit: 1, page: part.nextPage })
      gone.push(...(part.goneNodeIds ?? []))
    }
    // The journal tells of `file` in `inner`, and of `outer` alone that it was deleted.
    expect(gone.sort()).toEqual([outer.nodeId, file.nodeId].sort())
    expect(part.walkedSeq).toBe(decodeCursor(await world.cursor())?.seq)
  })

  it('names tombstones for ever', async () => {
    const folder = await world.folder(world.a, 'f')
    const file = await world.file(world.a, 'x', { parentId: folder.nodeId })
    await world.one(world.a, world.delete(folder))
    world.clock.ms += 10_000
    await trimJournal(world.store, world.spaceId, world.clock.ms)
    const { deleted } = await world.snapshot(1)
    expect(deleted.sort()).toEqual([folder.nodeId, file.nodeId].sort())
  })

  it('goes on for nobody who has seen what a restore took back (I14)', async () => {
    await world.folder(world.a, 'f')
    const { store, a, spaceId } = world
    const { nextPage = '', headCursor } = await listTree(store, a, spaceId, { limit: 1 })
    expect(headCursor).toBe(await world.cursor())
    expect(await listTree(store, a, spaceId, { page: nextPage })).toMatchObject({ headCursor })
    const lost = encodeCursor({ ...(await position()), chain: '0'.repeat(32) })
    const page = nextPage.replace(/~.*/, `~${lost}`)
    await expect(listTree(store, a, spaceId, { page })).rejects.toMatchObject({
      code: 'cursor_reset',
    })
  })

  it('refuses page tokens that it did not make', async () => {
    const { store, a, spaceId } = world
    const cursor = await world.cursor()
    for (const page of ['', 'x', `folders.x.${cursor}`, `leaves.12.${cursor}`, 'leaves..1.nope']) {
      const query = listTree(store, a, spaceId, { page })
      await expect(query, page).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('comparing positions', () => {
  it('tells which spaces and whether the account have moved on', async () => {
    const other = await createSpace(world, world.session, { name: 'Other' })
    const cursor = await world.cursor()
    const spaces = { [world.spaceId]: cursor, [other.spaceId]: cursor }
    const account = await world.store.read((tx) => tx.findAccount(world.a.accountId))
    const accountSeq = account?.seq ?? -1
    expect(await comparePositions(world.store, world.a, { spaces, accountSeq })).toEqual({
      changed: [other.spaceId],
      accountChanged: false,
    })
    await world.folder(world.a, 'f')
    await world.device(world.session, 'Third')
    const later = await comparePositions(world.store, world.a, { spaces, accountSeq })
    expect(new Set(later.changed)).toEqual(new Set([world.spaceId, other.spaceId]))
    expect(later.accountChanged).toBe(true)
  })
})
