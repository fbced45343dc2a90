import type { FileContent, NodeId, Operation, OpId } from '@tidemark/protocol'
import type { NodeRow } from '@tidemark/server-core'
import type { Arrangement, Item, PersonsTree } from './persons-tree.js'
import { type PlannerServer, ROOT_ID } from './planner-server.js'

/** Somebody who changes the server's tree in a browser: always sees what is there now. */
export class ServerPerson implements PersonsTree {
  readonly rootNodeId = ROOT_ID
  readonly #server: PlannerServer
  #itemCount = 0

  constructor(server: PlannerServer) {
    this.#server = server
  }

  items(): readonly Item[] {
    return this.#server.tree.rows.live().flatMap(itemOf)
  }

  childOf(parentId: NodeId, name: string): Item | undefined {
    const row = this.#server.tree.rows.occupant(parentId, name, this.rootNodeId)
    return row === undefined ? undefined : itemOf(row)[0]
  }

  contentOf({ nodeId }: Item): FileContent {
    const content = this.#server.tree.rows.find(nodeId)?.content
    if (!content) throw new Error(`no content in ${nodeId}`)
    return content
  }

  make(parentId: NodeId, name: string, content: FileContent | undefined): void {
    const nodeId = `s${this.#itemCount++}` as NodeId // an id of tests
    const copy = { nodeId, name: `${name} (copy)` }
    const common = { opId: OP_ID, nodeId, parentId, name, copy }
    if (content === undefined) this.#commit([{ op: 'mkdir', ...common }])
    else this.#commit([{ op: 'put', ...common, base: null, content, onConflict: 'fail' }])
  }

  edit(item: Item, content: FileContent): void {
    const { nodeId, parentId, name } = item
    const base = this.#row(item).contentRev
    const copy = { nodeId, name }
    const put = { op: 'put', opId: OP_ID, nodeId, parentId, name, copy } as const
    this.#commit([{ ...put, base, content, onConflict: 'fail' }])
  }

  arrange(moves: readonly Arrangement[]): void {
    this.#commit(
      moves.map(({ item, parentId, name }) => {
        const base = this.#row(item).placeRev
        const target = { nodeId: item.nodeId, parentId, name, copyName: name }
        return { op: 'move', opId: OP_ID, ...target, base }
      }),
    )
  }

  moveOver(item: Item, target: Item): void {
    const { parentId, name } = target
    this.remove(target)
    this.arrange([{ item, parentId, name }])
  }

  remove(item: Item): void {
    const { nodeId, contentRev, placeRev } = this.#row(item)
    const base = { contentRev, placeRev }
    const plannedSeq = this.#server.tree.rows.seq
    this.#commit([{ op: 'delete', opId: OP_ID, nodeId, base, plannedSeq }])
  }

  #row({ nodeId }: Item): NodeRow {
    const row = this.#server.tree.rows.findLive(nodeId)
    if (row === undefined) throw new Error(`no node ${nodeId}`)
    return row
  }

  #commit(operations: readonly Operation[]): void {
    for (const result of this.#server.tree.commit('browser', operations)) {
      if (result.result !== 'applied') throw new Error(`refused: ${JSON.stringify(result)}`)
    }
  }
}

/** Nobody asks twice here. */
const OP_ID = '' as OpId // see above

function itemOf({ nodeId, parentId, name, kind }: NodeRow): Item[] {
  if (parentId === null || (kind !== 'file' && kind !== 'folder')) return []
  return [{ nodeId, parentId, name, kind }]
}
