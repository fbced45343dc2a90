import type { NodeState, Operation } from '@tidemark/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

describe('mkdir', () => {
  it('adopts a folder of that name', async () => {
    const first = await world.folder(world.a, 'docs')
    const result = await world.one(world.b, world.mkdir({ name: 'docs' }))
    expect(result).toMatchObject({ result: 'applied', nodeId: first.nodeId })
  })

  it('goes beside a file of that name (PS081)', async () => {
    await world.file(world.a, 'thing')
    const result = await world.one(world.b, world.mkdir({ name: 'thing' }))
    expect(result).toMatchObject({ result: 'conflict', reason: 'name' })
    expect(await world.paths()).toEqual(['folder (conflicted copy)/', 'thing'])
  })

  it('keeps an empty folder, and its deletion (E13)', async () => {
    const folder = await world.folder(world.a, 'empty')
    expect(await world.paths()).toEqual(['empty/'])
    await world.one(world.b, world.delete(folder))
    expect(await world.paths()).toEqual([])
  })

  it('does not use a node id twice, not even that of a deleted folder', async () => {
    const folder = await world.folder(world.a, 'f')
    await world.one(world.a, world.delete(folder))
    const again = world.mkdir({ nodeId: folder.nodeId })
    expect(await world.one(world.a, again)).toMatchObject({ error: 'node_exists' })
  })

  it('takes 256 levels and no more (SEC-87)', async () => {
    let parentId = world.root
    const deep: Operation[] = Array.from({ length: 257 }, () => {
      const operation = world.mkdir({ parentId, name: 'd' })
      parentId = operation.nodeId
      return operation
    })
    const { results } = await world.commit(world.a, ...deep)
    expect(results.filter(({ result }) => result === 'applied').length).toBe(256)
    expect(results.at(-1)).toMatchObject({ error: 'depth_exceeded' })
    const file = world.put({ parentId: deep[255]?.nodeId ?? world.root })
    expect(await world.one(world.a, file)).toMatchObject({ result: 'applied' })
  })
})

describe('move', () => {
  let file: NodeState

  beforeEach(async () => {
    file = await world.file(world.a, 'a')
  })

  it('renames and moves without touching the content', async () => {
    const folder = await world.folder(world.a, 'f')
    const move = world.move(file, { parentId: folder.nodeId, name: 'b' })
    expect(await world.one(world.a, move)).toMatchObject({
      result: 'applied',
      contentRev: file.contentRev,
    })
    expect(await world.paths()).toEqual(['f/', 'f/b'])
  })

  it('drops the later of two renames (E11)', async () => {
    await world.one(world.a, world.move(file, { name: 'first' }))
    const result = await world.one(world.b, world.move(file, { name: 'second' }))
    expect(result).toMatchObject({ result: 'conflict', reason: 'place' })
    expect(await world.paths()).toEqual(['first'])
  })

  it('is applied when both renamed alike', async () => {
    await world.one(world.a, world.move(file, { name: 'same' }))
    const result = await world.one(world.b, world.move(file, { name: 'same' }))
    expect(result).toMatchObject({ result: 'applied', name: 'same' })
  })

  it('takes the other name when another node has the wanted one (E12)', async () => {
    await world.file(world.a, 'b')
    const result = await world.one(world.b, world.move(file, { name: 'b', copyName: 'b (2)' }))
    expect(result).toMatchObject({ result: 'conflict', reason: 'name', placed: { name: 'b (2)' } })
    expect(await world.paths()).toEqual(['b', 'b (2)'])
  })

  it('may change the spelling of its own name', async () => {
    const accent = await world.file(world.a, 'e\u0301')
    const result = await world.one(world.a, world.move(accent, { name: '\u00e9' }))
    expect(result).toMatchObject({ result: 'applied', name: '\u00e9' })
  })

  it('tells that the node is deleted', async () => {
    await world.one(world.a, world.delete(file))
    const result = await world.one(world.b, world.move(file, { name: 'b' }))
    expect(result).toMatchObject({ result: 'conflict', reason: 'deleted' })
    expect(await world.paths()).toEqual([])
  })

  it('refuses a cycle and leaves everything as it was (E07)', async () => {
    const outer = await world.folder(world.a, 'outer')
    const inner = await world.folder(world.a, 'inner', outer.nodeId)
    for (const target of [outer, inner]) {
      const result = await world.one(world.b, world.move(outer, { parentId: target.nodeId }))
      expect(result).toMatchObject({ result: 'rejected', error: 'would_cycle' })
    }
    expect(await world.paths()).toEqual(['a', 'outer/', 'outer/inner/'])
  })

  it('refuses the second of two moves that put each folder into the other (E07)', async () => {
    const x = await world.folder(world.a, 'x')
    const y = await world.folder(world.a, 'y')
    await world.one(world.a, world.move(x, { parentId: y.nodeId }))
    const result = await world.one(world.b, world.move(y, { parentId: x.nodeId }))
    expect(result).toMatchObject({ error: 'would_cycle' })
    expect(await world.paths()).toEqual(['a', 'y/', 'y/x/'])
  })

  it('does not move the root, nor anything below a file', async () => {
    const root = await world.node(world.root)
    const folder = await world.folder(world.a, 'f')
    const up = world.move(root, { parentId: folder.nodeId, name: 'r' })
    expect(await world.one(world.a, up)).toMatchObject({ error: 'node_kind' })
    const below = world.move(folder, { parentId: file.nodeId })
    expect(await world.one(world.a, below)).toMatchObject({ error: 'parent_not_folder' })
  })

  it('refuses to take a tree deeper than the limit (SEC-87)', async () => {
    const chain = async (length: number) => {
      let parentId = world.root
      const steps = Array.from({ length }, () => {
        const operation = world.mkdir({ parentId, name: `c${length}` })
        parentId = operation.nodeId
        return operation
      })
      await world.commit(world.a, ...steps)
      const tree = await world.tree()
      return steps.flatMap(({ nodeId }) => tree.get(nodeId) ?? [])
    }
    const long = await chain(250)
    const short = await chain(10)
    const [top] = short
    const move = world.move(top ?? file, { parentId: long[246]?.nodeId ?? world.root })
    expect(await world.one(world.a, move)).toMatchObject({ error: 'depth_exceeded' })
    const fitting = world.move(top ?? file, { parentId: long[245]?.nodeId ?? world.root })
    expect(await world.one(world.a, fitting)).toMatchObject({ result: 'applied' })
  })

  it('lands an edit in the folder that moved meanwhile (E06)', async () => {
    const folder = await world.folder(world.a, 'f')
    const other = await world.folder(world.a, 'g')
    await world.one(world.a, world.move(folder, { parentId: other.nodeId }))
    await world.file(world.b, 'new', { parentId: folder.nodeId })
    expect(await world.paths()).toEqual(['a', 'g/', 'g/f/', 'g/f/new'])
  })
})

describe('delete', () => {
  let file: NodeState

  beforeEach(async () => {
    file = await world.file(world.a, 'a')
  })

  it('takes a file as it was seen, and again without complaint (PS055)', async () => {
    expect(await world.one(world.a, world.delete(file))).toMatchObject({ result: 'applied' })
    expect(await world.one(world.b, world.delete(file))).toMatchObject({ result: 'applied' })
    expect(await world.paths()).toEqual([])
  })

  it('loses against an edit (E09)', async () => {
    const edit = world.put({ nodeId: file.nodeId, base: file.contentRev })
    await world.one(world.a, edit)
    const result = await world.one(world.b, world.delete(file))
    expect(result).toMatchObject({ result: 'conflict', reason: 'content' })
    expect(await world.paths()).toEqual(['a'])
  })

  it('loses against a rename (E10)', async () => {
    await world.one(world.a, world.move(file, { name: 'b' }))
    const result = await world.one(world.b, world.delete(file))
    expect(result).toMatchObject({ result: 'conflict', reason: 'place' })
    expect(await world.paths()).toEqual(['b'])
  })

  it('does not take the root', async () => {
    const result = await world.one(world.a, world.delete(await world.node(world.root)))
    expect(result).toMatchObject({ error: 'node_kind' })
  })

  it('takes a folder with everything in it as one change', async () => {
    const folder = await world.folder(world.a, 'f')
    const sub = await world.folder(world.a, 'sub', folder.nodeId)
    await world.file(world.a, 'x', { parentId: sub.nodeId })
    const cursor = await world.cursor()
    await world.one(world.b, world.delete(folder))
    expect(await world.paths()).toEqual(['a'])
    const changes = await world.changesAfter(cursor)
    expect(changes).toHaveLength(1)
    expect(changes[0]).toMatchObject({ type: 'delete', nodeId: folder.nodeId, subtree: true })
  })

  it('leaves what came into the folder later, with the way to it (E08, PS056, PS057)', async () => {
    const folder = await world.folder(world.a, 'f')
    const sub = await world.folder(world.a, 'sub', folder.nodeId)
    await world.file(world.a, 'old', { parentId: sub.nodeId })
    await world.folder(world.a, 'gone', folder.nodeId)
    const plannedSeq = (await world.commit(world.a, world.move(file, { name: 'a' }))).headSeq
    await world.file(world.b, 'new', { parentId: sub.nodeId })
    const cursor = await world.cursor()
    const result = await world.one(world.a, world.delete(folder, plannedSeq))
    expect(result).toMatchObject({ result: 'applied' })
    expect(await world.paths()).toEqual(['a', 'f/', 'f/sub/', 'f/sub/new'])
    const stated = (await world.changesAfter(cursor)).flatMap((change) =>
      change.type === 'upsert' ? [change.node.name] : [],
    )
    expect(stated).toEqual(['f', 'sub'])
  })

  it('refuses a deletion that was planned in a future it has not seen (I3, E102)', async () => {
    const folder = await world.folder(world.a, 'f')
    await world.file(world.a, 'old', { parentId: folder.nodeId })
    // The device knows a later state than this server, which was set back to a backup.
    const remove = world.delete(folder, world.headSeq + 50)
    await expect(world.commit(world.a, remove)).rejects.toMatchObject({ code: 'epoch_mismatch' })
    expect(await world.paths()).toContain('f/old')
  })

  it('leaves an edited file and removes its unchanged neighbour (E08)', async () => {
    const folder = await world.folder(world.a, 'f')
    const parentId = folder.nodeId
    const edited = await world.file(world.a, 'edited', { parentId })
    const neighbour = await world.file(world.a, 'neighbour', { parentId })
    const { headSeq } = await world.commit(world.a, world.move(neighbour, {}))
    await world.one(world.b, world.put({ nodeId: edited.nodeId, base: edited.contentRev }))
    await world.one(world.a, world.delete(folder, headSeq))
    expect(await world.paths()).toEqual(['a', 'f/', 'f/edited'])
  })

  it('leaves a folder that was moved in later with all that it holds', async () => {
    const folder = await world.folder(world.a, 'f')
    const guest = await world.folder(world.a, 'guest')
    await world.file(world.a, 'inside', { parentId: guest.nodeId })
    const { headSeq } = await world.commit(world.a, world.move(folder, {}))
    await world.one(world.b, world.move(guest, { parentId: folder.nodeId }))
    await world.one(world.a, world.delete(folder, headSeq))
    expect(await world.paths()).toEqual(['a', 'f/', 'f/guest/', 'f/guest/inside'])
  })
})

describe('groups', () => {
  it('swaps two names at once (E03)', async () => {
    const one = await world.file(world.a, 'one')
    const two = await world.file(world.a, 'two')
    const { results } = await world.commit(
      world.a,
      world.move(one, { name: 'two', group: 1 }),
      world.move(two, { name: 'one', group: 1 }),
    )
    expect(results.map(({ result }) => result)).toEqual(['applied', 'applied'])
    expect((await world.node(one.nodeId)).name).toBe('two')
    expect((await world.node(two.nodeId)).name).toBe('one')
  })

  it('turns three names in a circle, and folders inside out (E03, E07)', async () => {
    const nodes = [await world.file(world.a, '0'), await world.file(world.a, '1')]
    nodes.push(await world.folder(world.a, '2'))
    const circle = nodes.map((node, i) => world.move(node, { name: `${(i + 1) % 3}`, group: 7 }))
    const { results } = await world.commit(world.a, ...circle)
    expect(results.every(({ result }) => result === 'applied')).toBe(true)
    const outer = await world.folder(world.a, 'outer')
    const inner = await world.folder(world.a, 'inner', outer.nodeId)
    const inversion = await world.commit(
      world.a,
      world.move(outer, { parentId: inner.nodeId, group: 0 }),
      world.move(inner, { parentId: world.root, group: 0 }),
    )
    expect(inversion.results.every(({ result }) => result === 'applied')).toBe(true)
    expect(await world.paths()).toEqual(['0/', '1', '2', 'inner/', 'inner/outer/'])
    const { nodes: listed } = await world.snapshot(1)
    const position = new Map(listed.map((node, i) => [node.nodeId, i]))
    expect(position.get(inner.nodeId)).toBeLessThan(position.get(outer.nodeId) ?? 0)
  })

  it('turns a file into a folder in one step (E01)', async () => {
    const file = await world.file(world.a, 'thing')
    const folder = world.mkdir({ name: 'thing', group: 1 })
    const inside = world.put({ parentId: folder.nodeId, name: 'inside', group: 1 })
    await world.upload(world.a, inside.content)
    const { results } = await world.commit(
      world.a,
      { ...world.delete(file), group: 1 },
      folder,
      inside,
    )
    expect(results.map(({ result }) => result)).toEqual(['applied', 'applied', 'applied'])
    expect(await world.paths()).toEqual(['thing/', 'thing/inside'])
  })

  it('applies nothing when one operation fails, and says which (E02)', async () => {
    const file = await world.file(world.a, 'thing')
    await world.one(world.b, world.put({ nodeId: file.nodeId, base: file.contentRev }))
    const cursor = await world.cursor()
    const { results } = await world.commit(
      world.a,
      world.mkdir({ name: 'other', group: 1 }),
      { ...world.delete(file), group: 1 },
      world.mkdir({ name: 'thing', group: 1 }),
    )
    expect(results.map((r) => ('error' in r ? r.error : r.result))).toEqual([
      'group_failed',
      'conflict',
      'group_failed',
    ])
    expect(await world.paths()).toEqual(['thing'])
    expect(await world.changesAfter(cursor)).toEqual([])
  })

  it('fails when a name is taken at its end, and leaves other operations alone', async () => {
    const file = await world.file(world.a, 'a')
    await world.file(world.a, 'b')
    const { results } = await world.commit(
      world.a,
      world.move(file, { name: 'b', group: 1 }),
      world.mkdir({ name: 'c' }),
    )
    expect(results[0]).toMatchObject({ result: 'rejected', error: 'name_taken' })
    expect(results[1]).toMatchObject({ result: 'applied' })
    expect(await world.paths()).toEqual(['a', 'b', 'c/'])
  })

  it('refuses a cycle that only shows at its end', async () => {
    const x = await world.folder(world.a, 'x')
    const y = await world.folder(world.a, 'y')
    const { results } = await world.commit(
      world.a,
      world.move(x, { parentId: y.nodeId, group: 1 }),
      world.move(y, { parentId: x.nodeId, group: 1 }),
    )
    expect(results.map((r) => 'error' in r && r.error)).toEqual(['would_cycle', 'group_failed'])
    expect(await world.paths()).toEqual(['x/', 'y/'])
  })
})

describe('repetition', () => {
  it('gives the same answer to the same operation and does nothing again (E100, E101)', async () => {
    const operation = world.put({ name: 'a' })
    const first = await world.one(world.a, operation)
    const cursor = await world.cursor()
    expect(await world.one(world.a, { ...operation, group: 3 })).toEqual(first)
    expect(await world.changesAfter(cursor)).toEqual([])
  })

  it('answers the conflict of before, with the same copy (E100)', async () => {
    await world.file(world.a, 'a')
    const operation = world.put({ name: 'a' })
    const first = await world.one(world.b, operation)
    expect(await world.one(world.b, operation)).toEqual(first)
    expect((await world.paths()).length).toBe(2)
  })

  it('refuses an operation id that was used for something else', async () => {
    const operation = world.put({ name: 'a' })
    await world.one(world.a, operation)
    const other = await world.one(world.a, { ...operation, name: 'b' })
    expect(other).toMatchObject({ error: 'op_reused' })
  })

  it('does not mix up the operation ids of two devices', async () => {
    const operation = world.mkdir({ name: 'a' })
    await world.one(world.a, operation)
    const other = world.mkdir({ name: 'b', opId: operation.opId })
    expect(await world.one(world.b, other)).toMatchObject({ result: 'applied', name: 'b' })
  })

  it('looks anew at what was rejected', async () => {
    const parent = world.mkdir({ name: 'f' })
    const child = world.mkdir({ name: 'c', parentId: parent.nodeId })
    expect(await world.one(world.a, child)).toMatchObject({ error: 'parent_missing' })
    await world.one(world.a, parent)
    expect(await world.one(world.a, child)).toMatchObject({ result: 'applied' })
  })

  it('refuses a request that names one operation twice', async () => {
    const operation = world.mkdir({ name: 'a' })
    await expect(world.commit(world.a, operation, operation)).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe('requests', () => {
  it('refuses another epoch before anything is applied (P8)', async () => {
    world.space = { ...world.space, epoch: world.id() }
    await expect(world.commit(world.a, world.mkdir({}))).rejects.toMatchObject({
      code: 'epoch_mismatch',
    })
  })

  it('does not exist for another account (SEC-40)', async () => {
    const stranger = await world.account('bob')
    await expect(world.commit(stranger, world.mkdir({}))).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('answers long requests in their order', async () => {
    const operations = Array.from({ length: 450 }, (_, i) => world.mkdir({ name: `f${i}` }))
    const { results, headSeq } = await world.commit(world.a, ...operations)
    expect(results.map(({ opId }) => opId)).toEqual(operations.map(({ opId }) => opId))
    expect(headSeq).toBe(451)
    expect(world.wakeups.published.filter((topic) => topic.startsWith('space'))).toHaveLength(3)
  })

  it('keeps quota and file limit (SEC-90, E108)', async () => {
    const small = await SpaceWorld.open(undefined, 20)
    await small.file(small.a, 'a', { content: textContent('0123456789') })
    const two = [textContent('abcdefghij'), textContent('klmnopqrst')]
    const puts = two.map((content, i) => small.put({ name: `n${i}`, content }))
    await small.upload(small.a, ...two)
    const parallel = await Promise.all(puts.map((put) => small.commit(small.a, put)))
    const errors = parallel.map(({ results: [r] }) => (r && 'error' in r ? r.error : 'ok'))
    expect(errors.sort()).toEqual(['ok', 'quota_exceeded'])
    small.settings = { ...small.settings, maxFileBytes: 5 }
    const large = await small.one(small.a, small.put({ content: textContent('123456') }))
    expect(large).toMatchObject({ error: 'file_too_large' })
  })
})
