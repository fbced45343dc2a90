import { type FileContent, type NodeState, PIN_TTL_MS } from '@tidemark/protocol'
import { type CrashPoint, DamagedBlocks, noCrash, sweepBlocks } from '@tidemark/server-core'
import { MemoryBlockCodec, MemorySegmentStore } from '@tidemark/test-kit'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld, textContent } from './_server-world.js'

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i)

function sweep(crashPoint: CrashPoint = noCrash) {
  const { store: metadata, listBlocks, clock, a } = world
  const codec = new MemoryBlockCodec(world.rng)
  const damage = new DamagedBlocks(() => undefined)
  const storage = { metadata, codec, damage, segments: new MemorySegmentStore({ rng: world.rng }) }
  return sweepBlocks({ storage, reader: listBlocks, clock, crashPoint }, a.accountId)
}

/** Kills a sweep after its first page of removals. */
async function sweepHalf(): Promise<void> {
  const killed = sweep((point) => {
    if (point === 'G03') throw new Error('killed')
  })
  await expect(killed).rejects.toThrow('killed')
}

async function forget({ nodeId }: NodeState): Promise<void> {
  await world.store.withSpaceLock(world.spaceId, async (tx) => {
    const versions = await tx.listRevisions(world.spaceId, nodeId)
    await tx.removeRevisions(versions.map(({ revisionId }) => revisionId))
  })
}

async function commitTree(name: string, content: FileContent): Promise<NodeState> {
  const { results } = await world.commit(world.a, world.put({ name, content }))
  const [result] = results
  if (result === undefined) throw new Error('no result')
  return world.nodeOf(result)
}

/** A tree whose version is gone and of which a sweep has removed a part. */
async function halfSweptTree(): Promise<FileContent> {
  const content = await world.uploadTree(world.a, numbers(4000))
  await forget(await commitTree('large', content))
  world.clock.ms += PIN_TTL_MS + 1
  await sweepHalf()
  const { root } = content
  if (root === null) throw new Error('no root')
  const left = await world.store.read((tx) => tx.findSpaceBlocks(world.spaceId, [root]))
  expect(left.size).toBe(1)
  return content
}

describe('a sweep that fails half-way', () => {
  it('leaves no list block that commits trust without its children (I8)', async () => {
    const content = await halfSweptTree()
    const put = world.put({ name: 'again', content })
    const { results } = await world.commit(world.a, put)
    expect(results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('is not ended by a later one that finds damage before it removes anything (I8)', async () => {
    const content = await halfSweptTree()
    const other = await world.uploadTree(world.a, numbers(300, 10_000))
    await commitTree('other', other)
    const { root } = other
    const bytes = root === null ? undefined : world.blocks.get(root)
    if (root === null || bytes === undefined) throw new Error('no root')
    world.blocks.delete(root)
    await expect(sweep()).rejects.toMatchObject({ code: 'block_damaged' })
    world.blocks.set(root, bytes)
    const put = world.put({ name: 'again', content })
    const { results } = await world.commit(world.a, put)
    expect(results).toMatchObject([{ result: 'blocks_missing' }])
  })

  it('is made good by the next one that is through', async () => {
    await halfSweptTree()
    const before = await world.store.read((tx) => tx.sweepGeneration(world.a.accountId))
    await sweep()
    const after = await world.store.read((tx) => tx.sweepGeneration(world.a.accountId))
    expect([before % 2, after % 2]).toEqual([1, 0])
  })
})

describe('a file that holds the bytes of a list block', () => {
  it('does not hide what is below the list block from the sweep (P13)', async () => {
    const content = await world.uploadTree(world.a, numbers(100))
    const file = await commitTree('large', content)
    const { root } = content
    const bytes = root === null ? undefined : world.blocks.get(root)
    if (bytes === undefined) throw new Error('no root')
    // Several, so that the walk meets one of them before the large file whatever the order is.
    const same: FileContent = { ...textContent(), root, depth: 0, sizeBytes: bytes.length }
    for (const name of numbers(8)) await commitTree(`list bytes ${name}`, same)
    world.clock.ms += PIN_TTL_MS + 1
    expect(await sweep()).toMatchObject({ removedBlocks: 0 })
    expect(await world.node(file.nodeId)).toMatchObject({ content: { root } })
  })

  it('does not vouch for what was below the list block once a sweep took that (I8)', async () => {
    const content = await world.uploadTree(world.a, numbers(100))
    const file = await commitTree('large', content)
    const { root } = content
    const bytes = root === null ? undefined : world.blocks.get(root)
    if (bytes === undefined) throw new Error('no root')
    await commitTree('bytes', { ...textContent(), root, depth: 0, sizeBytes: bytes.length })
    await forget(file)
    world.clock.ms += PIN_TTL_MS + 1
    expect(await sweep()).toMatchObject({ keptBlocks: 1 })
    const { results } = await world.commit(world.a, world.put({ name: 'again', content }))
    expect(results).toMatchObject([{ result: 'blocks_missing' }])
  })
})
