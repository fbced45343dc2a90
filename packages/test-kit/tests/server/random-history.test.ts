import type { Change, Cursor, FileContent, NodeId, NodeState, Operation } from '@tidemark/protocol'
import {
  type Caller,
  digestOf,
  genesisHash,
  listConflicts,
  listTree,
  nextHash,
  resolveConflict,
  undoResolution,
} from '@tidemark/server-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hashing, SpaceWorld, textContent } from './_server-world.js'
import { checkTree } from './_tree-checks.js'

/** What a device knows: the tree as it read it, which may be old. */
class Reader {
  readonly nodes = new Map<NodeId, NodeState>()
  cursor: Cursor | undefined
  /** What went while the pages of a snapshot were read, until the journal was read up to there. */
  gone: { readonly untilSeq: number; readonly nodeIds: readonly NodeId[] } | undefined

  put(node: NodeState): void {
    this.nodes.set(node.nodeId, node)
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.gone !== undefined && change.seq > this.gone.untilSeq) this.#takeAway()
      if (change.type === 'upsert') this.put(change.node)
      if (change.type === 'delete' && this.gone === undefined) this.#remove(change.nodeId)
    }
    this.#takeAway()
  }

  #takeAway(): void {
    for (const nodeId of this.gone?.nodeIds ?? []) this.#remove(nodeId)
    this.gone = undefined
  }

  #remove(nodeId: NodeId): void {
    this.nodes.delete(nodeId)
    for (const node of [...this.nodes.values()]) {
      if (node.parentId === nodeId) this.#remove(node.nodeId)
    }
  }
}

const step = fc.record({
  device: fc.nat(1),
  kind: fc.constantFrom(
    'put',
    'edit',
    'mkdir',
    'move',
    'delete',
    'restore',
    'swap',
    'resolve',
    'reopen',
  ),
  pick: fc.nat(1000),
  other: fc.nat(1000),
  name: fc.constantFrom('a', 'b', 'c', 'A', 'e\u0301', '\u00e9'),
  content: fc.nat(4),
  /** What else happens: the device reads the journal, or somebody reads a page of a snapshot. */
  after: fc.constantFrom('nothing', 'sync', 'sync', 'page', 'page', 'snapshot'),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

class History {
  readonly world: SpaceWorld
  readonly devices = [new Reader(), new Reader()]
  readonly deleted = new Map<NodeId, NodeState>()
  readonly stored: FileContent[] = []
  /** Snapshots that are finished, to be brought up to date at the end. */
  readonly readers: Reader[] = []
  #paged: { reader: Reader; page: string; gone: readonly NodeId[] } | undefined

  constructor(world: SpaceWorld) {
    this.world = world
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const device of this.devices) await this.sync(device)
    for (const one of steps) {
      const operations = this.operationsOf(one)
      const caller = one.device === 0 ? this.world.a : this.world.b
      if (operations.length > 0) await this.commit(caller, operations)
      if (one.kind === 'resolve') await this.resolve(one)
      if (one.kind === 'reopen') await this.reopen(one)
      const device = this.devices[one.device]
      if (one.after === 'sync' && device) await this.sync(device)
      if (one.after === 'page') await this.readPage(1 + (one.pick % 3))
      if (one.after === 'snapshot') await this.readWhole()
    }
    while (this.#paged !== undefined) await this.readPage(2)
  }

  operationsOf({ device, kind, pick, other, name, content }: Step): Operation[] {
    const { world } = this
    const nodes = [...(this.devices[device]?.nodes.values() ?? [])]
    const folders = nodes.filter((node) => node.kind === 'folder')
    const parentId = folders[other % folders.length]?.nodeId ?? world.root
    const inner = nodes.filter((node) => node.parentId !== null)
    const node = inner[pick % Math.max(1, inner.length)]
    const text = textContent(`text ${content}`)
    if (kind === 'put') return [world.put({ parentId, name, content: text })]
    if (kind === 'mkdir') return [world.mkdir({ parentId, name })]
    if (kind === 'restore') {
      const gone = [...this.deleted.values()]
      const target = gone[pick % Math.max(1, gone.length)]
      const subtree = other % 2 === 0
      return target ? [world.restore(target, { parentId, name, subtree })] : []
    }
    if (node === undefined) return []
    if (kind === 'edit') {
      const { nodeId, contentRev: base } = node
      return [world.put({ nodeId, base, parentId, name, content: text })]
    }
    if (kind === 'move') return [world.move(node, { parentId, name })]
    if (kind === 'delete') return [world.delete(node, pick % 3 === 0 ? 1 : undefined)]
    const second = inner[other % inner.length]
    if (kind !== 'swap' || second === undefined || second === node) return []
    const place = (to: NodeState) => ({ parentId: to.parentId ?? world.root, name: to.name })
    return [
      world.move(node, { ...place(second), group: 1 }),
      world.move(second, { ...place(node), group: 1 }),
    ]
  }

  async commit(caller: Caller, operations: readonly Operation[]): Promise<void> {
    const puts = operations.filter((operation) => operation.op === 'put')
    await this.world.upload(caller, ...puts.map(({ content }) => content))
    const { results } = await this.world.commit(caller, ...operations)
    for (const [index, result] of results.entries()) {
      const operation = operations[index]
      if (operation?.op === 'put' && result.result !== 'rejected') {
        this.stored.push(operation.content)
      }
      if (operation?.op === 'delete' && result.result === 'applied') {
        const node = this.devices.flatMap(({ nodes }) => nodes.get(operation.nodeId) ?? [])[0]
        if (node) this.deleted.set(node.nodeId, node)
      }
    }
  }

  async resolve({ pick, other }: Step): Promise<void> {
    const { world } = this
    const { conflicts } = await listConflicts(world.store, world.a, world.spaceId)
    const conflict = conflicts[pick % Math.max(1, conflicts.length)]
    if (conflict === undefined) return
    const { record, contentRev: base, copyContentRev: copyBase } = conflict
    const choice = (['original', 'copy', 'both'] as const)[other % 3] ?? 'both'
    const request = { choice, ...(base && { base }), ...(copyBase && { copyBase }) }
    await resolveConflict(world, world.a, world.spaceId, record.conflictId, request)
  }

  /** Takes a resolution back; what was changed since stands in the way and then nothing happens. */
  async reopen({ pick }: Step): Promise<void> {
    const { world } = this
    const query = { state: 'resolved' } as const
    const { conflicts } = await listConflicts(world.store, world.a, world.spaceId, query)
    const conflict = conflicts[pick % Math.max(1, conflicts.length)]
    if (conflict === undefined) return
    const { conflictId } = conflict.record
    try {
      const { record } = await undoResolution(world, world.b, world.spaceId, conflictId)
      expect((await world.node(record.copyNodeId)).contentRev).toBe(record.copyRev)
    } catch (error) {
      expect(error).toMatchObject({ code: 'changed_since' })
    }
  }

  async sync(reader: Reader): Promise<void> {
    if (reader.cursor === undefined) {
      const { nodes, cursor } = await this.world.snapshot()
      for (const node of nodes) reader.put(node)
      reader.cursor = cursor
    }
    const changes = await this.world.changesAfter(reader.cursor)
    reader.apply(changes)
    reader.cursor = await this.world.cursor()
  }

  async readWhole(): Promise<void> {
    const reader = new Reader()
    const { nodes, cursor } = await this.world.snapshot()
    for (const node of nodes) reader.put(node)
    reader.cursor = cursor
    this.readers.push(reader)
  }

  /** One page of a snapshot that is read while the history goes on. */
  async readPage(limit: number): Promise<void> {
    const { store, a, spaceId } = this.world
    const query = this.#paged === undefined ? { limit } : { limit, page: this.#paged.page }
    const part = await listTree(store, a, spaceId, query)
    const reader = this.#paged?.reader ?? new Reader()
    for (const node of part.nodes) {
      if (node.parentId !== null) expect(reader.nodes.has(node.parentId)).toBe(true)
      reader.put(node)
    }
    const gone = [...(this.#paged?.gone ?? []), ...(part.goneNodeIds ?? [])]
    if (part.nextPage !== undefined) {
      this.#paged = { reader, page: part.nextPage, gone }
      return
    }
    reader.cursor = part.cursor
    reader.gone = { untilSeq: part.walkedSeq ?? 0, nodeIds: gone }
    this.readers.push(reader)
    this.#paged = undefined
  }
}

async function checkStore(world: SpaceWorld, tree: ReadonlyMap<NodeId, NodeState>): Promise<void> {
  await world.store.read(async (tx) => {
    const { spaceId } = world
    const rows = await tx.listChanges(spaceId, 0, 100_000)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
    let hash = genesisHash(spaceId, world.space.epoch, hashing)
    for (const { change, digest, hash: stated } of rows) {
      expect(digest).toBe(digestOf(change, hashing))
      hash = nextHash(hash, digest, hashing)
      expect(stated).toBe(hash)
    }
    const space = await tx.findSpace(spaceId)
    expect(space).toMatchObject({ headSeq: rows.length, headHash: hash })
    const files = [...tree.values()].filter(({ kind }) => kind === 'file')
    expect(space?.fileCount).toBe(files.length)
    const revisions = await tx.listRevisionPage(spaceId, '', 100_000)
    const usedBytes = revisions.reduce((sum, { content }) => sum + content.sizeBytes, 0)
    expect((await tx.findAccount(world.a.accountId))?.usedBytes).toBe(usedBytes)
  })
}

it('keeps every invariant whatever two devices do (I2, I7, I9)', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const world = await SpaceWorld.open()
      const history = new History(world)
      await history.run(steps)
      const tree = await world.tree()
      checkTree(tree, world.root)
      await checkStore(world, tree)
      const revisions = await world.store.read((tx) => tx.listRevisionPage(world.spaceId, '', 9999))
      const kept = new Set(revisions.map(({ content }) => content.root))
      for (const { root } of history.stored) expect(kept.has(root)).toBe(true)
      for (const reader of [...history.readers, ...history.devices]) {
        await history.sync(reader)
        expect(new Map([...reader.nodes].sort())).toEqual(new Map([...tree].sort()))
      }
    }),
    { numRuns: 1500 },
  )
})
