import {
  type BlockId,
  type FileContent,
  formatBlockId,
  formatId,
  type NodeId,
  type Operation,
  type OperationResult,
  type OpId,
  type RevisionId,
} from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/manual-clock.js'
import { SeededRandom } from '../clock/seeded-random.js'
import { MemoryServer, type MemorySpace } from '../remote/memory-server.js'
import { nodeHashing } from '../remote/node-hashing.js'
import { ServerRows } from './server-rows.js'
import { ServerTree } from './server-tree.js'

const NAMES = ['a', 'b', 'c', '\u00e9', 'e\u0301']

/** An operation whose bases are told by words, since each server has revisions of its own. */
interface Wish {
  readonly operation: Operation
  readonly isStale: boolean
}

/** The server's own code and the tree of the planner's histories, side by side. */
class Twins {
  readonly #random: SeededRandom
  readonly #server: MemoryServer
  readonly #tree: ServerTree
  readonly #space: MemorySpace
  readonly #caller: ReturnType<MemoryServer['newDevice']>
  readonly #rootId: NodeId
  readonly #contents: readonly FileContent[]
  readonly #ids: NodeId[] = []
  #revisionCount = 0

  private constructor(
    random: SeededRandom,
    server: MemoryServer,
    space: MemorySpace,
    rootId: NodeId,
    contents: readonly FileContent[],
    caller: ReturnType<MemoryServer['newDevice']>,
  ) {
    this.#random = random
    this.#server = server
    this.#space = space
    this.#rootId = rootId
    this.#contents = contents
    this.#caller = caller
    this.#tree = new ServerTree(new ServerRows(rootId, () => this.#mint()))
  }

  static async make(seed: number): Promise<Twins> {
    const random = new SeededRandom(seed)
    const server = new MemoryServer(new ManualClock(), new SeededRandom(seed + 1))
    const space = await server.createSpace()
    const caller = server.newDevice(space, 'Alpha')
    const blocks = ['one', 'two', 'three'].map((text) => {
      const bytes = new TextEncoder().encode(text)
      return { blockId: formatBlockId(nodeHashing.sha256(bytes)), kind: 'data' as const, bytes }
    })
    await server.storeBlocks(caller, space, blocks)
    const contents = blocks.map(({ blockId, bytes }) => contentOf(blockId, bytes.length))
    const { rootNodeId } = await server.listTree(caller, space, undefined, 1)
    return new Twins(random, server, space, rootNodeId, contents, caller)
  }

  /** Lets both apply the same; returns what each answered and how its tree looks. */
  async step(): Promise<{ readonly real: unknown; readonly model: unknown }> {
    const wishes = Array.from({ length: this.#random.next() < 0.2 ? 2 : 1 }, () => this.#wish())
    const real = await this.#commitReal(wishes)
    const plannedSeq = wishes[0]?.isStale ? 0 : this.#tree.rows.seq
    const model = this.#tree.commit(
      'Alpha',
      wishes.map(({ operation }) =>
        this.#based(operation, plannedSeq, (id) => this.#tree.rows.find(id)),
      ),
    )
    return {
      real: { results: real.map(brief), tree: await this.#realTree() },
      model: { results: model.map(brief), tree: treeText(this.#tree.rows.live()) },
    }
  }

  async #commitReal(wishes: readonly Wish[]): Promise<readonly OperationResult[]> {
    const { metadata } = this.#server
    const { spaceId } = this.#space
    const page = await this.#server.listTree(this.#caller, this.#space, undefined, 1)
    const ids = wishes.map(({ operation }) => operation.nodeId)
    const rows = await metadata.read((tx) => tx.findNodes(spaceId, ids))
    const space = await metadata.read((tx) => tx.findSpace(spaceId))
    const plannedSeq = wishes[0]?.isStale ? 0 : (space?.headSeq ?? 0)
    const isGroup = wishes.length > 1
    const operations = wishes.map(({ operation }) => ({
      ...this.#based(operation, plannedSeq, (id) => rows.get(id)),
      ...(isGroup ? { group: 1 } : {}),
    }))
    const { epoch } = page
    return (await this.#server.commit(this.#caller, this.#space, { epoch, operations })).results
  }

  async #realTree(): Promise<string[]> {
    const { nodes } = await this.#server.listTree(this.#caller, this.#space, undefined, 1000)
    return treeText(nodes.filter((node) => node.parentId !== null))
  }

  /** The operation with what a device would know: the revisions of now, or none at all. */
  #based(
    operation: Operation,
    plannedSeq: number,
    find: (
      id: NodeId,
    ) => { readonly contentRev: RevisionId; readonly placeRev: RevisionId } | undefined,
  ): Operation {
    const none = '0'.repeat(32) as RevisionId // a revision that never was
    const { contentRev = none, placeRev = none } = find(operation.nodeId) ?? {}
    if (operation.op === 'put')
      return operation.base === null ? operation : { ...operation, base: contentRev }
    if (operation.op === 'move') return { ...operation, base: placeRev }
    return operation.op === 'delete'
      ? { ...operation, base: { contentRev, placeRev }, plannedSeq }
      : operation
  }

  #wish(): Wish {
    return { operation: this.#operation(), isStale: this.#random.next() < 0.3 }
  }

  #operation(): Operation {
    const random = this.#random
    const opId = this.#newId<OpId>()
    const nodeId =
      random.next() < 0.4 || this.#ids.length === 0 ? this.#newNode() : random.pick(this.#ids)
    const parentId = random.pick([this.#rootId, this.#rootId, ...this.#ids])
    const name = random.pick(NAMES)
    const common = { opId, nodeId, parentId, name }
    const copyName = `${name} (copy)`
    const dice = random.next()
    if (dice < 0.3) {
      const base = random.next() < 0.5 ? null : ('' as RevisionId) // filled in by each side
      const copy = { nodeId: this.#newNode(), name: copyName }
      const content = random.pick(this.#contents)
      return { op: 'put', ...common, base, content, onConflict: 'copy', copy }
    }
    if (dice < 0.5) return { op: 'mkdir', ...common, copy: { nodeId, name: copyName } }
    const base = '' as RevisionId // filled in by each side
    if (dice < 0.75) return { op: 'move', ...common, base, copyName }
    if (dice < 0.88) {
      return {
        op: 'delete',
        opId,
        nodeId,
        base: { contentRev: base, placeRev: base },
        plannedSeq: 0,
      }
    }
    return { op: 'restore', ...common, copyName, subtree: random.next() < 0.5 }
  }

  #newNode(): NodeId {
    const nodeId = this.#newId<NodeId>()
    this.#ids.push(nodeId)
    return nodeId
  }

  #newId<T extends OpId | NodeId>(): T {
    return formatId<T>(this.#random.bytes(16))
  }

  #mint(): RevisionId {
    return `r${this.#revisionCount++}` as RevisionId // an id of tests
  }
}

function contentOf(root: BlockId, sizeBytes: number): FileContent {
  const common = { depth: 0, profileId: 'whole-v1', hashId: 'sha256', mtimeNs: '1' }
  return { sizeBytes, root, ...common, executable: false }
}

/** The answer without what each server mints for itself. */
function brief(result: OperationResult): unknown {
  if (result.result === 'applied') return ['applied', result.nodeId, result.name]
  if (result.result === 'rejected') return ['rejected', result.error]
  if (result.result !== 'conflict') return [result.result]
  return ['conflict', result.reason, result.placed?.nodeId, result.placed?.name]
}

function treeText(
  nodes: readonly { nodeId: NodeId; parentId: NodeId | null; name: string; content?: unknown }[],
): string[] {
  const lines = nodes.map(({ nodeId, parentId, name, content }) =>
    [nodeId, parentId, name, JSON.stringify(content ?? null)].join(' '),
  )
  return lines.sort()
}

describe('the server of planner histories', () => {
  it('answers and does what the server does', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const twins = await Twins.make(seed)
      for (let step = 0; step < 40; step++) {
        const { real, model } = await twins.step()
        expect({ seed, step, ...(model as object) }).toEqual({ seed, step, ...(real as object) })
      }
    }
  })
})
