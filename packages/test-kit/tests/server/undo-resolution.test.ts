import type { ConflictId, NodeId, NodeState, ResolveRequest } from '@tidemark/protocol'
import {
  applyRetention,
  DEFAULT_RETENTION,
  listConflicts,
  listTrash,
  resolveConflict,
  undoResolution,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

const COPY = 'file (conflicted copy).txt'
const winner = textContent('winner')
const loser = textContent('loser')

let world: SpaceWorld
let file: NodeState
let copyId: NodeId
let conflictId: ConflictId

const edit = (node: NodeState, content = textContent()) =>
  world.put({ nodeId: node.nodeId, base: node.contentRev, content })
const resolve = (request: ResolveRequest) =>
  resolveConflict(world, world.session, world.spaceId, conflictId, request)
const undo = () => undoResolution(world, world.b, world.spaceId, conflictId)
const list = (state: 'open' | 'resolved') =>
  listConflicts(world.store, world.a, world.spaceId, { state })
const original = () => world.node(file.nodeId)
const copy = () => world.node(copyId)

beforeEach(async () => {
  world = await SpaceWorld.open()
  file = await world.file(world.a, 'a')
  await world.one(world.a, edit(file, winner))
  const later = edit(file, loser)
  copyId = later.copy.nodeId
  const result = await world.one(world.b, later)
  if (result.result !== 'conflict' || result.conflictId === undefined) throw new Error('none')
  conflictId = result.conflictId
})

describe('settling a conflict', () => {
  it('replaces no edit that the person has not seen', async () => {
    await world.one(world.a, edit(await original()))
    const edited = await original()
    await expect(resolve({ choice: 'copy' })).rejects.toMatchObject({ code: 'content_changed' })
    expect(await original()).toEqual(edited)
    expect((await list('open')).conflicts).toMatchObject([{ contentRev: edited.contentRev }])
    await resolve({ choice: 'copy', base: edited.contentRev })
    expect((await original()).content).toEqual(loser)
  })

  it.each(['original', 'copy'] as const)(
    'to %s puts away no unseen edit of the copy',
    async (choice) => {
      await world.one(world.a, edit(await copy()))
      const { contentRev } = await copy()
      await expect(resolve({ choice })).rejects.toMatchObject({ code: 'content_changed' })
      expect((await list('open')).conflicts).toMatchObject([{ copyContentRev: contentRev }])
      await resolve({ choice, copyBase: contentRev })
      expect(await world.paths()).toEqual(['a'])
    },
  )
})

describe('undoing a resolution', () => {
  it.each(['original', 'copy', 'both'] as const)('to %s brings both files back', async (choice) => {
    await resolve({ choice })
    const cursor = await world.cursor()
    const { record } = await undo()
    expect(record).toMatchObject({ conflictId, resolution: null })
    expect(await world.paths()).toEqual(['a', COPY])
    expect((await original()).content).toEqual(winner)
    expect((await copy()).content).toEqual(loser)
    expect((await list('open')).conflicts).toMatchObject([{ record }])
    const told = (await world.changesAfter(cursor)).filter(({ type }) => type === 'conflict')
    expect(told).toMatchObject([{ conflict: { conflictId, resolution: null } }])
  })

  it('leaves a conflict that can be settled and undone again', async () => {
    for (const choice of ['copy', 'original', 'copy'] as const) {
      await resolve({ choice })
      await undo()
    }
    expect((await original()).content).toEqual(winner)
    expect((await copy()).content).toEqual(loser)
  })

  it('changes nothing when it is asked for again', async () => {
    await resolve({ choice: 'copy' })
    const first = await undo()
    const cursor = await world.cursor()
    expect(await undo()).toEqual(first)
    expect(await world.changesAfter(cursor)).toEqual([])
  })

  it('is refused when the original was edited since, and then nothing happens', async () => {
    await resolve({ choice: 'copy' })
    await world.one(world.a, edit(await original()))
    const cursor = await world.cursor()
    await expect(undo()).rejects.toMatchObject({ code: 'changed_since' })
    expect(await world.changesAfter(cursor)).toEqual([])
    expect((await listTrash(world.store, world.a, world.spaceId, {})).items).toHaveLength(1)
  })

  it('is refused when the original was deleted since', async () => {
    await resolve({ choice: 'copy' })
    await world.one(world.a, world.delete(await original()))
    await expect(undo()).rejects.toMatchObject({ code: 'changed_since' })
  })

  it('is refused when somebody deleted the copy that was to stay', async () => {
    await resolve({ choice: 'both' })
    await world.one(world.a, world.delete(await copy()))
    await expect(undo()).rejects.toMatchObject({ code: 'changed_since' })
  })

  it('is refused when the trash has given the copy up', async () => {
    await resolve({ choice: 'original' })
    world.clock.ms += 1000
    await applyRetention(world, world.spaceId, { ...DEFAULT_RETENTION, trashMaxAgeMs: 1 })
    await expect(undo()).rejects.toMatchObject({ code: 'revision_missing' })
  })

  it('takes the deletion of the copy back that has settled the conflict (PS060)', async () => {
    await world.one(world.a, world.delete(await copy()))
    await undo()
    expect(await world.paths()).toEqual(['a', COPY])
  })

  it('puts the copy into the root when its folder is gone, beside whatever has its name', async () => {
    const folder = await world.folder(world.a, 'f')
    await world.one(world.a, world.move(await copy(), { parentId: folder.nodeId, name: 'x' }))
    await resolve({ choice: 'original' })
    await world.one(world.a, world.delete(folder))
    await world.file(world.a, 'x')
    await undo()
    expect(await world.paths()).toEqual(['a', 'x', 'x (2)'])
  })

  it('does not bring a copy back twice that somebody has restored', async () => {
    await resolve({ choice: 'original' })
    const { items } = await listTrash(world.store, world.a, world.spaceId, {})
    const [item] = items
    if (item === undefined) throw new Error('no trash')
    await world.one(world.a, world.restore({ ...file, nodeId: copyId }, { name: 'back' }))
    await undo()
    expect(await world.paths()).toEqual(['a', 'back'])
  })

  it('knows no conflict of another space', async () => {
    const unknown = undoResolution(world, world.a, world.spaceId, world.id())
    await expect(unknown).rejects.toMatchObject({ code: 'conflict_missing' })
  })
})

describe('resolved conflicts', () => {
  it('are listed with what became of them, the last one first', async () => {
    expect((await list('resolved')).conflicts).toEqual([])
    await resolve({ choice: 'original' })
    const { conflicts } = await list('resolved')
    expect(conflicts).toMatchObject([{ path: 'a', record: { resolution: { choice: 'original' } } }])
    expect(conflicts[0]?.copyPath).toBeUndefined()
  })

  it('are paged without gaps or repetitions', async () => {
    await resolve({ choice: 'original' })
    const { record } = (await list('resolved')).conflicts[0] ?? {}
    if (record === undefined) throw new Error('none')
    const rows = Array.from({ length: 450 }, () => ({
      ...record,
      conflictId: world.id<ConflictId>(),
    }))
    await world.store.withSpaceLock(world.spaceId, async (tx) => {
      for (const row of rows) await tx.putConflict(row)
    })
    const seen: string[] = []
    let page: string | undefined
    do {
      const query = { state: 'resolved', ...(page && { page }) } as const
      const part = await listConflicts(world.store, world.a, world.spaceId, query)
      seen.push(...part.conflicts.map(({ record: row }) => row.conflictId))
      page = part.nextPage
    } while (page !== undefined)
    expect(seen.sort()).toEqual([record, ...rows].map((row) => row.conflictId).sort())
    const forged = listConflicts(world.store, world.a, world.spaceId, {
      state: 'resolved',
      page: '1.zz',
    })
    await expect(forged).rejects.toMatchObject({ code: 'invalid_request' })
  })
})
