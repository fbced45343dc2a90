import {
  acquireLease,
  applyRetention,
  DEFAULT_RETENTION,
  getAccount,
  listRevisions,
  listTrash,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { SpaceWorld } from './_server-world.js'

const DAY_MS = 86_400_000
const policy = { ...DEFAULT_RETENTION, keepAllMs: 0, keepDailyMs: 0, maxAgeMs: 0 }

let world: SpaceWorld

beforeEach(async () => {
  world = await SpaceWorld.open()
})

async function fileOfVersions(count: number) {
  let file = await world.file(world.a, 'a')
  for (let i = 1; i < count; i++) {
    const edit = world.put({ nodeId: file.nodeId, base: file.contentRev })
    file = await world.nodeOf(await world.one(world.a, edit))
  }
  return file
}
const versions = async (file: { nodeId: Parameters<typeof listRevisions>[3] }) =>
  (await listRevisions(world.store, world.a, world.spaceId, file.nodeId)).revisions

describe('retention', () => {
  it('removes versions, frees their bytes and keeps the current one', async () => {
    const file = await fileOfVersions(5)
    world.clock.ms += DAY_MS
    const outcome = await applyRetention(world, world.spaceId, policy)
    expect(outcome).toMatchObject({ removedVersions: 4, isComplete: true })
    expect(await versions(file)).toMatchObject([{ current: true }])
    const { usedBytes } = await getAccount(world.store, world.a)
    expect(usedBytes).toBe(file.content?.sizeBytes)
  })

  it('keeps what an open conflict is about', async () => {
    const file = await fileOfVersions(1)
    const base = file.contentRev
    const winner = await world.one(world.a, world.put({ nodeId: file.nodeId, base }))
    await world.one(world.b, world.put({ nodeId: file.nodeId, base }))
    const now = await world.nodeOf(winner)
    await world.one(world.a, world.put({ nodeId: file.nodeId, base: now.contentRev }))
    world.clock.ms += DAY_MS
    expect(await applyRetention(world, world.spaceId, policy)).toMatchObject({ removedVersions: 0 })
    expect(await versions(file)).toHaveLength(3)
  })

  it('empties the trash after its time, and leaves the tombstone', async () => {
    const file = await fileOfVersions(2)
    await world.one(world.a, world.delete(file))
    const trash = async () => (await listTrash(world.store, world.a, world.spaceId, {})).items
    await applyRetention(world, world.spaceId, policy)
    expect(await trash()).toHaveLength(1)
    world.clock.ms += (policy.trashMaxAgeMs ?? 0) + 1
    await applyRetention(world, world.spaceId, policy)
    expect(await trash()).toEqual([])
    expect((await world.snapshot()).deleted).toEqual([file.nodeId])
    expect(await world.one(world.a, world.restore(file))).toMatchObject({
      error: 'revision_missing',
    })
    expect(await getAccount(world.store, world.a)).toMatchObject({ usedBytes: 0 })
  })

  it('gives way to a sweep of blocks', async () => {
    await fileOfVersions(3)
    world.clock.ms += DAY_MS
    await world.store.write((tx) => tx.beginSweep(world.a.accountId))
    const outcome = await applyRetention(world, world.spaceId, policy)
    expect(outcome).toEqual({ removedVersions: 0, freedBytes: 0, isComplete: false })
  })
})

describe('leases', () => {
  it('are exclusive, end by themselves and are lost to who takes over', async () => {
    const first = await acquireLease(world, 'gc', 1000)
    expect(first).toBeDefined()
    expect(await acquireLease(world, 'gc', 1000)).toBeUndefined()
    world.clock.ms += 999
    expect(await first?.renew()).toBe(true)
    world.clock.ms += 1000
    const second = await acquireLease(world, 'gc', 1000)
    expect(second).toBeDefined()
    expect(await first?.renew()).toBe(false)
    await first?.[Symbol.asyncDispose]()
    expect(await acquireLease(world, 'gc', 1000)).toBeUndefined()
    await second?.[Symbol.asyncDispose]()
    expect(await acquireLease(world, 'gc', 1000)).toBeDefined()
  })
})
