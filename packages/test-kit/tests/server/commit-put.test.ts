import type { NodeId, NodeState } from '@tidemark/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

describe('put of a new file', () => {
  it('creates it under the id that the client minted', async () => {
    const operation = world.put({ name: 'a.txt' })
    const result = await world.one(world.a, operation)
    expect(result).toMatchObject({ result: 'applied', nodeId: operation.nodeId, name: 'a.txt' })
    const node = await world.node(operation.nodeId)
    expect(node).toMatchObject({ kind: 'file', parentId: world.root, content: operation.content })
  })

  it('adopts a file of equal content at the same name (P4, PS052)', async () => {
    const content = textContent()
    const first = await world.file(world.a, 'a.txt', { content })
    const result = await world.one(world.b, world.put({ name: 'a.txt', content }))
    expect(result).toMatchObject({ result: 'applied', nodeId: first.nodeId })
    expect(await world.paths()).toEqual(['a.txt'])
  })

  it('takes names that differ only in normal form for one (E42)', async () => {
    const content = textContent()
    await world.file(world.a, 'caf\u00e9', { content })
    const result = await world.one(world.b, world.put({ name: 'cafe\u0301', content }))
    expect(result).toMatchObject({ result: 'applied', name: 'caf\u00e9' })
  })

  it('keeps both when contents differ, the later one as the conflicted copy (P2, PS051)', async () => {
    const first = await world.file(world.a, 'a.txt')
    const operation = world.put({ name: 'a.txt' })
    const result = await world.one(world.b, operation)
    expect(result).toMatchObject({
      result: 'conflict',
      reason: 'name',
      placed: { nodeId: operation.copy.nodeId, name: operation.copy.name },
    })
    expect(await world.paths()).toEqual(['a.txt', operation.copy.name])
    expect((await world.node(first.nodeId)).content).toEqual(first.content)
    expect((await world.node(operation.copy.nodeId)).content).toEqual(operation.content)
  })

  it('records the conflict in the journal for every device', async () => {
    const first = await world.file(world.a, 'a.txt')
    const cursor = await world.cursor()
    const operation = world.put({ name: 'a.txt' })
    const result = await world.one(world.b, operation)
    const changes = await world.changesAfter(cursor)
    expect(changes.map(({ type }) => type)).toEqual(['upsert', 'conflict'])
    expect(changes[1]).toMatchObject({
      conflict: {
        conflictId: result.result === 'conflict' ? result.conflictId : '',
        nodeId: first.nodeId,
        copyNodeId: operation.copy.nodeId,
        baseRev: null,
        winnerRev: first.contentRev,
        deviceName: 'Phone',
        resolution: null,
      },
    })
  })

  it('only reports with onConflict fail', async () => {
    await world.file(world.a, 'a.txt')
    const operation = world.put({ name: 'a.txt', onConflict: 'fail' })
    const result = await world.one(world.b, operation)
    expect(result).toMatchObject({ result: 'conflict', reason: 'name' })
    expect(result).not.toHaveProperty('placed')
    expect(await world.paths()).toEqual(['a.txt'])
  })

  it('numbers the copy when its name is taken as well', async () => {
    await world.file(world.a, 'a.txt')
    await world.file(world.a, 'copy.txt')
    const operation = world.put({ name: 'a.txt' })
    const copy = { ...operation.copy, name: 'copy.txt' }
    const result = await world.one(world.b, { ...operation, copy })
    expect(result).toMatchObject({ placed: { name: 'copy (2).txt' } })
  })

  it('goes beside a folder of that name', async () => {
    await world.folder(world.a, 'thing')
    const operation = world.put({ name: 'thing' })
    expect(await world.one(world.b, operation)).toMatchObject({ result: 'conflict' })
    expect(await world.paths()).toEqual([operation.copy.name, 'thing/'])
  })

  it('is refused below a folder that does not exist, is deleted or is a file', async () => {
    const folder = await world.folder(world.a, 'f')
    const file = await world.file(world.a, 'x')
    await world.one(world.a, world.delete(folder))
    for (const [parentId, error] of [
      [world.id<NodeId>(), 'parent_missing'],
      [folder.nodeId, 'parent_missing'],
      [file.nodeId, 'parent_not_folder'],
    ] as const) {
      const result = await world.one(world.a, world.put({ parentId }))
      expect(result).toMatchObject({ result: 'rejected', error })
    }
    expect(await world.paths()).toEqual(['x'])
  })

  it.each(['..', '.', 'a/b', 'nul\0', '.tidemark', '\ud800', 'x'.repeat(256)])(
    'refuses the name %j',
    async (name) => {
      const result = await world.one(world.a, world.put({ name }))
      expect(result).toMatchObject({ result: 'rejected', error: 'name_invalid' })
    },
  )
})

describe('put of new content', () => {
  let file: NodeState

  beforeEach(async () => {
    file = await world.file(world.a, 'a.txt')
  })

  const edit = (base: NodeState, content = textContent()) =>
    world.put({ nodeId: base.nodeId, base: base.contentRev, content })

  it('replaces the content that the caller had seen', async () => {
    const content = textContent()
    const result = await world.one(world.b, edit(file, content))
    expect(result).toMatchObject({ result: 'applied', placeRev: file.placeRev })
    expect((await world.node(file.nodeId)).content).toEqual(content)
  })

  it('leaves the place alone: an edit and a rename of one file both apply', async () => {
    const renamed = await world.nodeOf(
      await world.one(world.a, world.move(file, { name: 'b.txt' })),
    )
    expect(renamed.contentRev).toBe(file.contentRev)
    expect(await world.one(world.b, edit(file))).toMatchObject({ result: 'applied' })
    expect(await world.paths()).toEqual(['b.txt'])
  })

  it('makes no version when nothing changed', async () => {
    const result = await world.one(world.a, edit(file, file.content))
    expect(result).toMatchObject({ result: 'applied', contentRev: file.contentRev })
  })

  it('keeps a change of time or executable bit alone', async () => {
    const content = { ...(file.content ?? textContent()), executable: true }
    const result = await world.one(world.a, edit(file, content))
    expect(result).toMatchObject({ result: 'applied' })
    expect((await world.node(file.nodeId)).content?.executable).toBe(true)
  })

  it('is no conflict when another device stored equal content (P4)', async () => {
    const content = textContent()
    const first = await world.one(world.a, edit(file, content))
    const second = await world.one(world.b, edit(file, { ...content, mtimeNs: '5' }))
    expect(second).toMatchObject({ result: 'applied' })
    expect(second).toMatchObject({ contentRev: first.result === 'applied' && first.contentRev })
  })

  it('becomes the conflicted copy when the content changed meanwhile (P2, PS050)', async () => {
    const winner = textContent()
    await world.one(world.a, edit(file, winner))
    const later = edit(file)
    const result = await world.one(world.b, later)
    expect(result).toMatchObject({ result: 'conflict', reason: 'content' })
    expect((await world.node(file.nodeId)).content).toEqual(winner)
    expect((await world.node(later.copy.nodeId)).content).toEqual(later.content)
  })

  it('makes one copy however often a device that forgot asks again (I5)', async () => {
    await world.one(world.a, edit(file))
    const later = edit(file)
    const first = await world.one(world.b, later)
    const copy = { nodeId: later.copy.nodeId, name: 'another name.txt' }
    const again = await world.one(world.b, { ...edit(file, later.content), copy })
    expect(again).toMatchObject({
      result: 'conflict',
      placed: { nodeId: later.copy.nodeId },
      conflictId: first.result === 'conflict' ? first.conflictId : '',
    })
    expect((await world.paths()).length).toBe(2)
  })

  it('keeps a second file that is equal to a copy made before as one of its own', async () => {
    const winner = await world.file(world.a, 'b.txt')
    const place = { parentId: winner.parentId ?? winner.nodeId, name: winner.name, base: null }
    const one = world.put(place)
    const two = world.put({ ...place, content: one.content })
    const results = [await world.one(world.b, one), await world.one(world.b, two)]
    expect(results).toMatchObject([
      { result: 'conflict', placed: { nodeId: one.copy.nodeId } },
      { result: 'conflict', placed: { nodeId: two.copy.nodeId } },
    ])
    expect((await world.paths()).length).toBe(4)
  })

  it('restores a deleted file by edit (E09, PS054)', async () => {
    await world.one(world.a, world.delete(file))
    const result = await world.one(world.b, { ...edit(file), name: 'a.txt' })
    expect(result).toMatchObject({ result: 'applied', nodeId: file.nodeId })
    expect(await world.paths()).toEqual(['a.txt'])
  })

  it('restores under the name of the copy when the old name is taken (E09, E12)', async () => {
    await world.one(world.a, world.delete(file))
    const other = await world.file(world.a, 'a.txt')
    const later = { ...edit(file), name: 'a.txt' }
    const result = await world.one(world.b, later)
    expect(result).toMatchObject({
      result: 'conflict',
      reason: 'name',
      placed: { nodeId: file.nodeId, name: later.copy.name },
    })
    expect((await world.node(other.nodeId)).content).toEqual(other.content)
  })

  it('refuses an unknown node with a base, and a folder', async () => {
    const folder = await world.folder(world.a, 'f')
    const unknown = world.put({ base: world.staleRev() })
    expect(await world.one(world.a, unknown)).toMatchObject({ error: 'node_missing' })
    expect(await world.one(world.a, edit(folder))).toMatchObject({ error: 'node_kind' })
    const taken = world.put({ nodeId: folder.nodeId })
    expect(await world.one(world.a, taken)).toMatchObject({ error: 'node_exists' })
  })

  it('makes the copy again that was deleted, when a device repeats what lost', async () => {
    await world.one(world.a, edit(file))
    const lost = edit(file)
    await world.one(world.b, lost)
    const copy = await world.node(lost.copy.nodeId)
    await world.one(world.a, world.delete(copy))
    expect(await world.one(world.b, { ...lost, opId: edit(file).opId })).toMatchObject({
      result: 'conflict',
      placed: { nodeId: lost.copy.nodeId },
    })
  })

  it('keeps what lost under a new id when the proposed one is another file by now', async () => {
    await world.one(world.a, edit(file))
    const lost = edit(file)
    await world.one(world.b, lost)
    const copy = await world.node(lost.copy.nodeId)
    await world.one(world.a, edit(copy))
    const again = { ...lost, opId: edit(file).opId }
    expect(await world.one(world.b, again)).toMatchObject({
      result: 'conflict',
      reason: 'content',
      placed: { nodeId: expect.not.stringMatching(lost.copy.nodeId) },
    })
    expect((await world.paths()).length).toBe(3)
  })
})
