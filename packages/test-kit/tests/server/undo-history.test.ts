import type { NodeId, NodeState, OpId } from '@tidemark/protocol'
import { type Caller, undoDevice } from '@tidemark/server-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Deed, deed, doDeed } from './_random-steps.js'
import { SpaceWorld } from './_server-world.js'
import { checkTree } from './_tree-checks.js'

const deeds = fc.array(deed, { maxLength: 12 })

/** What people see of a tree, by node; revisions are new ones after an undo. */
function visible(tree: ReadonlyMap<NodeId, NodeState>): Map<NodeId, unknown> {
  const entries = [...tree.values()].map(
    ({ nodeId, parentId, name, kind, content }) =>
      [nodeId, { parentId, name, kind, content }] as const,
  )
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

class UndoHistory {
  readonly world: SpaceWorld
  readonly #stored = new Set<unknown>()

  constructor(world: SpaceWorld) {
    this.world = world
  }

  /** Moves the clock on and answers the moment. */
  tick(): number {
    this.world.clock.ms += 1000
    return this.world.clock.ms
  }

  async run(caller: Caller, steps: readonly Deed[]): Promise<void> {
    for (const step of steps) await doDeed(this.world, caller, step)
    await this.#noteContents()
  }

  async undo(caller: Caller, whose: Caller, sinceMs: number, undoId = this.world.id<OpId>()) {
    const { world } = this
    const { deviceId } = whose
    if (deviceId === null) throw new Error('no device')
    const { spaceId } = world
    const common = { deviceId, sinceMs }
    const preview = await undoDevice(world, caller, spaceId, { ...common, isPreview: true })
    const { throughSeq } = preview
    const real = { ...common, isPreview: false, throughSeq, undoId }
    const report = await undoDevice(world, caller, spaceId, real)
    const cursor = await world.cursor()
    // Asked again it finds everything done (E100).
    const again = await undoDevice(world, caller, spaceId, real)
    expect(again.counts).toEqual({ back: 0, place: 0, content: 0, trash: 0 })
    expect(await world.changesAfter(cursor)).toEqual([])
    return report
  }

  /** Whatever was stored is kept in a version, and the tree is one (P1, I7). */
  async check(): Promise<void> {
    const before = new Set(this.#stored)
    await this.#noteContents()
    expect(this.#stored).toEqual(before)
    const kept = await this.world.store.read((tx) =>
      tx.listRevisionPage(this.world.spaceId, '', 9999),
    )
    const roots = new Set<unknown>(kept.map(({ content }) => content.root))
    for (const root of before) expect(roots).toContain(root)
    checkTree(await this.world.tree(), this.world.root)
  }

  async #noteContents(): Promise<void> {
    const { spaceId, store } = this.world
    const rows = await store.read((tx) => tx.listRevisionPage(spaceId, '', 9999))
    for (const { content } of rows) this.#stored.add(content.root)
  }
}

async function begin(steps: readonly Deed[]): Promise<UndoHistory> {
  const world = await SpaceWorld.open()
  world.settings = { ...world.settings, brakeFiles: 1000 }
  const history = new UndoHistory(world)
  await history.run(world.a, steps)
  return history
}

it('leaves the tree as if the device had done nothing, and can be undone itself', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(deeds, deeds, async (earlier, undone) => {
      const history = await begin(earlier)
      const { world } = history
      await history.run(world.b, earlier.slice(0, 4))
      const before = visible(await world.tree())
      const sinceMs = history.tick()
      await history.run(world.b, undone)
      const done = visible(await world.tree())
      const undoneMs = history.tick()
      const report = await history.undo(world.a, world.b, sinceMs)
      expect(report).toMatchObject({ isWhole: true, kept: { count: 0 } })
      expect(visible(await world.tree())).toEqual(before)
      await history.check()
      history.tick()
      await history.undo(world.b, world.a, undoneMs)
      expect(visible(await world.tree())).toEqual(done)
      await history.check()
    }),
    { numRuns: 200 },
  )
})

it('changes nothing that only others have touched, and loses nothing', {
  timeout: 120_000,
}, async () => {
  const turns = fc.array(fc.record({ isOther: fc.boolean(), step: deed }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(deeds, turns, async (earlier, steps) => {
      const history = await begin(earlier)
      const { world } = history
      const sinceMs = history.tick()
      for (const { isOther, step } of steps) await history.run(isOther ? world.a : world.b, [step])
      const before = visible(await world.tree())
      const touched = new Set<NodeId>()
      const changes = await world.store.read((tx) => tx.listChanges(world.spaceId, 0, 9999))
      for (const { change } of changes) {
        if (change.deviceId !== world.b.deviceId || change.atMs < sinceMs) continue
        if (change.type === 'upsert') touched.add(change.node.nodeId)
      }
      await history.undo(world.a, world.b, sinceMs)
      const after = visible(await world.tree())
      for (const [nodeId, state] of before) {
        if (!touched.has(nodeId)) expect(after.get(nodeId)).toEqual(state)
      }
      await history.check()
    }),
    { numRuns: 200 },
  )
})
