import {
  AppError,
  type CommitResponse,
  type FileContent,
  isSameContent,
  type NodeId,
  type OpId,
  type RestoreOperation,
  type SpaceId,
} from '@tidemark/protocol'
import type { NodeRow, ReadTransaction } from '@tidemark/server-core'
import { show } from './sight.js'
import type { World } from './world.js'

/** What a restore has to do at the server at the moment when it comes in. */
interface Expected {
  /** The item, and what lies in the trash together with it. */
  readonly rows: readonly NodeRow[]
  /** What a person wants to have replaced by an older version. */
  readonly replaced: FileContent | undefined
}

/**
 * Watches at the server what people bring back. What was brought back is cherished from that moment
 * on, whoever gave it up before; only who replaced it before he could hear of the restore may have it
 * his way, since his work comes from it.
 */
export class RestoreWatch {
  readonly #world: World
  readonly #done = new Set<OpId>()

  constructor(world: World) {
    this.#world = world
  }

  /** Has `apply` do the restore that `by` asked for and looks at what it did. */
  async around(
    by: string,
    restore: RestoreOperation,
    apply: () => Promise<CommitResponse>,
  ): Promise<CommitResponse> {
    const expected = await this.#expect(restore)
    const response = await apply()
    const [result] = response.results
    if (result?.result === 'rejected' && result.error === 'name_taken') {
      this.#world.report(`I2: ${by} cannot bring back ${show(restore.name)}: the name is taken`)
    }
    if (result?.result === 'applied' && (await this.#isNews(restore.opId))) {
      await this.#look(by, restore, expected)
    }
    return response
  }

  /** Whether this very call did it: not an earlier one, and not somebody else before. */
  async #isNews(opId: OpId): Promise<boolean> {
    if (this.#done.has(opId)) return false
    const changes = await this.#read((tx, spaceId) => tx.listChanges(spaceId, 0, 1_000_000))
    const isNews = changes.some(({ change }) => change.opId === opId)
    if (isNews) this.#done.add(opId)
    return isNews
  }

  async #expect({ nodeId, subtree, base }: RestoreOperation): Promise<Expected> {
    const node = await this.#find(nodeId)
    const replaced =
      base === undefined
        ? undefined
        : (await this.#read((tx, spaceId) => tx.findRevision(spaceId, base)))?.content
    if (node === undefined) return { rows: [], replaced }
    const below = subtree === true ? await this.#deletedWith(node) : []
    return { rows: [node, ...below], replaced }
  }

  async #deletedWith({ nodeId, deletion }: NodeRow): Promise<NodeRow[]> {
    if (deletion === null) return []
    const found: NodeRow[] = []
    for (let level: NodeId[] = [nodeId]; level.length > 0; ) {
      const parents = level
      const rows = await this.#read((tx, spaceId) =>
        tx.listDeletedChildren(spaceId, parents, deletion.seq),
      )
      found.push(...rows)
      level = rows.map((row) => row.nodeId)
    }
    return found
  }

  async #look(by: string, restore: RestoreOperation, expected: Expected): Promise<void> {
    const { ledger } = this.#world
    this.#world.count('items brought back')
    if (expected.replaced !== undefined) ledger.gaveUp(await this.#textOf(expected.replaced))
    for (const before of expected.rows) {
      const now = await this.#find(before.nodeId)
      if (now === undefined || now.kind !== 'file') continue
      if (now.deletion !== null) {
        const isLeft = now.content !== null && now.deletion.seq === before.deletion?.seq
        if (isLeft) this.#world.report(`I2: ${show(now.name)} stays in the trash (${restore.opId})`)
      } else if (now.content !== null) await this.#cherish(by, now, now.content)
    }
  }

  async #cherish(by: string, { nodeId, name }: NodeRow, content: FileContent): Promise<void> {
    const { ledger, devices, hasForgotten } = this.#world
    const text = await this.#textOf(content)
    ledger.copied(text)
    const isTakenFurther = devices.some((device) => {
      if (!ledger.hasReplaced(device.name, text)) return false
      const agreed = device.store.synced.find(nodeId)?.content
      const isBase = agreed !== undefined && isSameContent(agreed, content)
      return isBase || hasForgotten || device.isSending
    })
    this.#world.note(
      `  ${by} has ${show(text)} back${isTakenFurther ? ', replaced elsewhere' : ''}`,
    )
    if (!isTakenFurther) ledger.broughtBack(by, name, text)
  }

  async #textOf(content: FileContent): Promise<string> {
    const { server, space } = this.#world
    try {
      return await server.observed.readText(space, content)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#world.report(`I8: what was brought back cannot be read: ${error.code}`)
      return ''
    }
  }

  async #find(nodeId: NodeId): Promise<NodeRow | undefined> {
    const found = await this.#read((tx, spaceId) => tx.findNodes(spaceId, [nodeId]))
    return found.get(nodeId)
  }

  #read<T>(ask: (tx: ReadTransaction, spaceId: SpaceId) => Promise<T>): Promise<T> {
    const { server, space } = this.#world
    return server.observed.metadata.read((tx) => ask(tx, space.spaceId))
  }
}
