import type { NodeState, Resolution } from '@tidemark/protocol'
import {
  decideHold,
  getContent,
  listConflicts,
  listHolds,
  listRevisions,
  listTrash,
  lookUpPath,
  operatorCaller,
  resolveConflict,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

const trash = async () => (await listTrash(world.store, world.a, world.spaceId, {})).items
const edit = (node: NodeState, content = textContent()) =>
  world.put({ nodeId: node.nodeId, base: node.contentRev, content })

describe('the trash', () => {
  it('shows the topmost deleted items, newest first, with what they bring back', async () => {
    const folder = await world.folder(world.a, 'f')
    const parentId = folder.nodeId
    const early = await world.file(world.a, 'early', { parentId })
    await world.file(world.a, 'x', { parentId, content: textContent('12345') })
    const sub = await world.folder(world.a, 'sub', parentId)
    await world.file(world.a, 'y', { parentId: sub.nodeId, content: textContent('678') })
    await world.one(world.a, world.delete(early))
    await world.one(world.b, world.delete(folder))
    const items = await trash()
    expect(items.map(({ path }) => path)).toEqual(['f', 'f/early'])
    expect(items[0]).toMatchObject({ fileCount: 2, sizeBytes: 8, deviceName: 'Phone' })
    expect(items[1]).toMatchObject({ parentLive: false, parentId, deviceName: 'Laptop' })
  })

  it('is paged without gaps or repetitions', async () => {
    const names = Array.from({ length: 450 }, (_, i) => `f${i}`)
    const made = names.map((name) => world.mkdir({ name }))
    await world.commit(world.a, ...made)
    const nodes = [...(await world.tree()).values()].filter(({ parentId }) => parentId !== null)
    await world.commit(world.a, ...nodes.map((node) => world.delete(node)))
    const seen: string[] = []
    let page: string | undefined
    do {
      const query = page === undefined ? {} : { page }
      const part = await listTrash(world.store, world.a, world.spaceId, query)
      seen.push(...part.items.map(({ name }) => name))
      page = part.nextPage
    } while (page !== undefined)
    expect(seen.sort()).toEqual(names.sort())
  })

  it('refuses a page token of its own making', async () => {
    const query = listTrash(world.store, world.a, world.spaceId, { page: '1.zz' })
    await expect(query).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('restore', () => {
  it('brings a file back with its last content and no new version (PS226)', async () => {
    const file = await world.file(world.a, 'a')
    await world.one(world.a, world.delete(file))
    const result = await world.one(world.b, world.restore(file))
    expect(result).toMatchObject({ result: 'applied', contentRev: file.contentRev })
    expect((await world.node(file.nodeId)).content).toEqual(file.content)
    expect(await trash()).toEqual([])
  })

  it('uses the other name when the old one is taken (PS226)', async () => {
    const file = await world.file(world.a, 'a')
    await world.one(world.a, world.delete(file))
    await world.file(world.a, 'a')
    const result = await world.one(world.a, world.restore(file, { copyName: 'a (restored)' }))
    expect(result).toMatchObject({ result: 'applied', name: 'a (restored)' })
  })

  it('brings a folder back with what was deleted with it, but not with what went before', async () => {
    const folder = await world.folder(world.a, 'f')
    const parentId = folder.nodeId
    const early = await world.file(world.a, 'early', { parentId })
    const sub = await world.folder(world.a, 'sub', parentId)
    await world.file(world.a, 'x', { parentId: sub.nodeId })
    await world.one(world.a, world.delete(early))
    await world.one(world.a, world.delete(folder))
    await world.one(world.b, world.restore(folder, { subtree: true }))
    expect(await world.paths()).toEqual(['f/', 'f/sub/', 'f/sub/x'])
    expect((await trash()).map(({ path }) => path)).toEqual(['f/early'])
    expect((await world.snapshot()).deleted).toEqual([early.nodeId])
  })

  it('brings a folder back so that no deletion which did not know of it takes a part away', async () => {
    const folder = await world.folder(world.a, 'f')
    const file = await world.file(world.a, 'x', { parentId: folder.nodeId })
    const late = world.delete(file)
    await world.one(world.a, world.delete(folder))
    await world.one(world.a, world.restore(folder, { subtree: true }))
    expect(await world.one(world.b, late)).toMatchObject({ result: 'conflict', reason: 'place' })
    expect(await world.paths()).toEqual(['f/', 'f/x'])
  })

  it('brings a folder back alone, its content becomes trash items of their own', async () => {
    const folder = await world.folder(world.a, 'f')
    const sub = await world.folder(world.a, 'sub', folder.nodeId)
    await world.file(world.a, 'x', { parentId: sub.nodeId, content: textContent('123') })
    await world.one(world.a, world.delete(folder))
    await world.one(world.b, world.restore(folder))
    expect(await world.paths()).toEqual(['f/'])
    const items = await trash()
    expect(items).toMatchObject([{ path: 'f/sub', fileCount: 1, sizeBytes: 3, parentLive: true }])
    await world.one(world.a, world.restore(sub, { subtree: true }))
    expect(await world.paths()).toEqual(['f/', 'f/sub/', 'f/sub/x'])
  })

  it('brings a single file out of a deleted folder', async () => {
    const folder = await world.folder(world.a, 'f')
    const file = await world.file(world.a, 'x', { parentId: folder.nodeId })
    await world.one(world.a, world.delete(folder))
    const inside = await world.one(world.a, world.restore(file))
    expect(inside).toMatchObject({ error: 'parent_missing' })
    await world.one(world.a, world.restore(file, { parentId: world.root }))
    expect(await world.paths()).toEqual(['x'])
    expect(await trash()).toMatchObject([{ path: 'f', fileCount: 0 }])
  })

  it('gives a live file an earlier content as its newest version (PS226)', async () => {
    const file = await world.file(world.a, 'a')
    await world.one(world.a, edit(file))
    const result = await world.one(
      world.b,
      world.restore(file, { revisionId: file.contentRev, name: 'ignored' }),
    )
    expect(result).toMatchObject({ result: 'applied', name: 'a', placeRev: file.placeRev })
    expect((await world.node(file.nodeId)).content).toEqual(file.content)
    const { revisions } = await listRevisions(world.store, world.a, world.spaceId, file.nodeId)
    expect(revisions.map(({ current }) => current)).toEqual([true, false, false])
  })

  it('gives no earlier content to a file that was edited since the person looked (E09)', async () => {
    const file = await world.file(world.a, 'a')
    const seen = await world.nodeOf(await world.one(world.a, edit(file)))
    await world.one(world.b, edit(seen))
    const asSeen = { revisionId: file.contentRev, base: seen.contentRev }
    const restored = await world.one(world.a, world.restore(file, asSeen))
    expect(restored).toMatchObject({ result: 'conflict', reason: 'content' })
    const { contentRev } = await world.node(file.nodeId)
    const again = world.restore(file, { ...asSeen, base: contentRev })
    expect(await world.one(world.a, again)).toMatchObject({ result: 'applied' })
    expect((await world.node(file.nodeId)).content).toEqual(file.content)
  })

  it('refuses versions of other files, and versions of folders', async () => {
    const file = await world.file(world.a, 'a')
    const other = await world.file(world.a, 'b')
    const folder = await world.folder(world.a, 'f')
    const revisionId = other.contentRev
    expect(await world.one(world.a, world.restore(file, { revisionId }))).toMatchObject({
      error: 'revision_missing',
    })
    expect(await world.one(world.a, world.restore(folder, { revisionId }))).toMatchObject({
      error: 'node_kind',
    })
  })

  it('is listed behind its new parent wherever it is restored', async () => {
    const folder = await world.folder(world.a, 'old')
    const sub = await world.folder(world.a, 'sub', folder.nodeId)
    await world.one(world.a, world.delete(folder))
    const late = await world.folder(world.a, 'late')
    const restored = world.restore(folder, { parentId: late.nodeId, subtree: true })
    await world.one(world.a, restored)
    const order = (await world.snapshot()).nodes.map(({ nodeId }) => nodeId)
    const places = [late, folder, sub].map(({ nodeId }) => order.indexOf(nodeId))
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })
})

describe('conflicts', () => {
  let file: NodeState
  let copyId: NodeState['nodeId']
  let conflictId: Parameters<typeof resolveConflict>[3]
  const winner = textContent('winner')
  const loser = textContent('loser')

  beforeEach(async () => {
    file = await world.file(world.a, 'a')
    await world.one(world.a, edit(file, winner))
    const later = edit(file, loser)
    copyId = later.copy.nodeId
    const result = await world.one(world.b, later)
    if (result.result !== 'conflict' || result.conflictId === undefined) throw new Error('none')
    conflictId = result.conflictId
  })

  const resolve = (choice: Resolution) =>
    resolveConflict(world, world.session, world.spaceId, conflictId, { choice })
  const open = async () => (await listConflicts(world.store, world.a, world.spaceId)).conflicts

  it('are listed with both paths until they are settled', async () => {
    expect(await open()).toMatchObject([
      { record: { conflictId }, path: 'a', copyPath: 'file (conflicted copy).txt' },
    ])
  })

  it.each([
    ['original', ['a'], winner],
    ['copy', ['a'], loser],
    ['both', ['a', 'file (conflicted copy).txt'], winner],
  ] as const)('keep %s', async (choice, paths, content) => {
    const cursor = await world.cursor()
    const { record } = await resolve(choice)
    expect(record.resolution).toMatchObject({ choice, deviceName: 'web' })
    expect(await world.paths()).toEqual(paths)
    expect((await world.node(file.nodeId)).content).toEqual(content)
    expect(await open()).toEqual([])
    const told = (await world.changesAfter(cursor)).filter(({ type }) => type === 'conflict')
    expect(told).toMatchObject([{ conflict: { resolution: { choice } } }])
  })

  it('lose no content whatever is chosen (P1)', async () => {
    await resolve('copy')
    expect((await trash()).map(({ nodeId }) => nodeId)).toEqual([copyId])
    const { revisions } = await listRevisions(world.store, world.a, world.spaceId, file.nodeId)
    expect(revisions.map(({ sizeBytes }) => sizeBytes)).toContain(winner.sizeBytes)
  })

  it('are settled once', async () => {
    await resolve('both')
    await expect(resolve('copy')).rejects.toMatchObject({ code: 'conflict_resolved' })
    const unknown = resolveConflict(world, world.a, world.spaceId, world.id(), { choice: 'both' })
    await expect(unknown).rejects.toMatchObject({ code: 'conflict_missing' })
  })

  it('are settled by deleting the copy (PS060)', async () => {
    await world.one(world.a, world.delete(await world.node(copyId)))
    expect(await open()).toEqual([])
  })

  it('let the copy stay when the original is gone', async () => {
    await world.one(world.a, world.delete(await world.node(file.nodeId)))
    await resolve('copy')
    expect(await world.paths()).toEqual(['file (conflicted copy).txt'])
  })
})

describe('held deletions', () => {
  let files: NodeState[]

  beforeEach(async () => {
    world.settings = { ...world.settings, brakeFiles: 5, brakeShare: 0.5 }
    const puts = Array.from({ length: 20 }, (_, i) => world.put({ name: `f${i}` }))
    await world.upload(world.a, ...puts.map(({ content }) => content))
    await world.commit(world.a, ...puts)
    files = [...(await world.tree()).values()].filter(({ kind }) => kind === 'file')
  })

  const holds = async () => (await listHolds(world.store, world.a, world.spaceId)).holds
  const deleteFiles = async (count: number, caller = world.a) => {
    const live = [...(await world.tree()).values()].filter(({ kind }) => kind === 'file')
    const operations = live.slice(0, count).map((node) => world.delete(node))
    return (await world.commit(caller, ...operations)).results.map(({ result }) => result)
  }

  it('are kept back together when one request asks for too many (P9, I15)', async () => {
    expect(new Set(await deleteFiles(11))).toEqual(new Set(['held']))
    expect((await world.paths()).length).toBe(20)
    const [hold, ...others] = await holds()
    expect(hold).toMatchObject({ fileCount: 11, spaceFileCount: 20, deviceName: 'Laptop' })
    expect(hold?.examplePaths).toHaveLength(5)
    expect(others).toEqual([])
  })

  it('do not touch deletions below either limit, nor those of another device', async () => {
    expect(new Set(await deleteFiles(10))).toEqual(new Set(['applied']))
    expect(await deleteFiles(4, world.b)).toEqual(Array(4).fill('applied'))
  })

  it('count what the device deleted within the window, and forget it after', async () => {
    expect(new Set(await deleteFiles(6))).toEqual(new Set(['applied']))
    expect(new Set(await deleteFiles(5))).toEqual(new Set(['held']))
    world.clock.ms += world.settings.brakeWindowMs + 1
    expect(new Set(await deleteFiles(5))).toEqual(new Set(['applied']))
  })

  it('count the files of a folder', async () => {
    const folder = await world.folder(world.a, 'all')
    const moves = files.slice(0, 15).map((node) => world.move(node, { parentId: folder.nodeId }))
    await world.commit(world.a, ...moves)
    expect(await world.one(world.a, world.delete(folder))).toMatchObject({ result: 'held' })
    expect((await holds())[0]).toMatchObject({ fileCount: 15 })
  })

  it('hold back nothing else', async () => {
    const operations = files.slice(0, 15).map((node) => world.delete(node))
    const { results } = await world.commit(world.a, ...operations, world.mkdir({ name: 'new' }))
    expect(results.at(-1)).toMatchObject({ result: 'applied' })
  })

  it('go when a person approves, except what changed since', async () => {
    await deleteFiles(15)
    const [hold] = await holds()
    const held = await world.node(files[0]?.nodeId ?? world.root)
    await world.one(world.b, edit(held))
    const operator = operatorCaller(world.a.accountId)
    const holdId = hold?.holdId ?? world.id()
    const outcome = await decideHold(world, operator, world.spaceId, holdId, 'approve')
    expect(outcome).toEqual({ fileCount: 14 })
    expect((await world.paths()).length).toBe(6)
    expect(await holds()).toEqual([])
    const row = await world.store.read((tx) => tx.findHold(world.spaceId, holdId))
    expect(row?.decision).toMatchObject({ decision: 'approve', deviceName: 'server console' })
    const again = decideHold(world, operator, world.spaceId, holdId, 'revert')
    await expect(again).rejects.toMatchObject({ code: 'hold_missing' })
  })

  it('are journalled anew when reverted, so that the device restores them', async () => {
    const operations = files.slice(0, 15).map((node) => world.delete(node))
    await world.commit(world.a, ...operations)
    const cursor = await world.cursor()
    const [hold] = await holds()
    const holdId = hold?.holdId ?? world.id()
    await decideHold(world, world.session, world.spaceId, holdId, 'revert')
    const changes = await world.changesAfter(cursor)
    expect(changes).toHaveLength(15)
    const [first] = operations
    const again = await world.commit(world.a, { ...(first ?? world.mkdir({})), opId: world.id() })
    expect(again.results).toMatchObject([{ result: 'conflict', reason: 'place' }])
    expect((await world.paths()).length).toBe(20)
  })
})

describe('looking things up', () => {
  it('finds a node by path in any normal form', async () => {
    const folder = await world.folder(world.a, 'caf\u00e9')
    const file = await world.file(world.a, 'x', { parentId: folder.nodeId })
    const { store, a, spaceId } = world
    expect(await lookUpPath(store, a, spaceId, 'cafe\u0301/x')).toEqual(file)
    expect((await lookUpPath(store, a, spaceId, '')).nodeId).toBe(world.root)
    for (const path of ['y', 'caf\u00e9/x/z', '../x', '/x', 'x/']) {
      const missing = lookUpPath(store, a, spaceId, path)
      await expect(missing, path).rejects.toMatchObject({ code: 'node_missing' })
    }
  })

  it('gives current content of live files only, and any retained version', async () => {
    const file = await world.file(world.a, 'x')
    const { store, a, spaceId } = world
    const view = await getContent(store, a, spaceId, file.nodeId)
    expect(view).toMatchObject({ content: file.content, revisionId: file.contentRev })
    await world.one(world.a, world.delete(file))
    const gone = getContent(store, a, spaceId, file.nodeId)
    await expect(gone).rejects.toMatchObject({ code: 'node_missing' })
    const version = await getContent(store, a, spaceId, file.nodeId, file.contentRev)
    expect(version.content).toEqual(file.content)
    const folder = getContent(store, a, spaceId, world.root)
    await expect(folder).rejects.toMatchObject({ code: 'node_kind' })
  })
})
