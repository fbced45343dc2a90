import { type FileContent, type NodeId, nameKey } from '@tidemark/protocol'
import type { FileStat, LocalNode } from '@tidemark/sync-engine'
import type { MemoryStateStore } from '../state/memory-state-store.js'
import { type Arrangement, type Item, itemsBelow, type PersonsTree } from './persons-tree.js'

/**
 * The folder of a device: the local tree is the disk, as if a scan followed each change. Contents
 * are by inode, since a scan does not know them: whoever plans has to read them first.
 */
export class DeviceFolder implements PersonsTree {
  readonly rootNodeId: NodeId
  readonly #store: MemoryStateStore
  readonly #prefix: string
  readonly #nowMs: () => number
  readonly #contents = new Map<string, FileContent>()
  /** Items that changed since the plan that is about to run. */
  readonly #touched = new Set<NodeId>()
  #count = 0

  constructor(store: MemoryStateStore, rootNodeId: NodeId, name: string, nowMs: () => number) {
    this.#store = store
    this.rootNodeId = rootNodeId
    this.#prefix = name
    this.#nowMs = nowMs
    const place = { nodeId: rootNodeId, parentId: null, name: '' }
    store.transaction((tx) => tx.putLocal(this.#row(place, undefined)))
  }

  /** A plan was made: what changes from here on, it does not know. */
  beginPlan(): void {
    this.#touched.clear()
  }

  /** Whether neither the item nor a folder above it changed since the plan. */
  isAsPlanned(nodeId: NodeId): boolean {
    let at: NodeId | null | undefined = nodeId
    for (let depth = 0; at && depth < 1000; depth++) {
      if (this.#touched.has(at)) return false
      at = this.#store.local.find(at)?.parentId
    }
    return true
  }

  items(): readonly Item[] {
    return this.#below(this.rootNodeId)
  }

  /** Names that differ in the form of their accents alone get an alias from the scan (E42). */
  childOf(parentId: NodeId, name: string): Item | undefined {
    return this.#live(parentId, name).flatMap(itemOf)[0]
  }

  contentOf({ nodeId }: Pick<Item, 'nodeId'>): FileContent {
    const inode = this.#store.local.find(nodeId)?.stat.inode ?? ''
    const content = this.#contents.get(inode)
    if (content === undefined) throw new Error(`no content in ${nodeId}`)
    return content
  }

  /** What vanished under this name comes back as itself, in a new version. */
  make(parentId: NodeId, name: string, content: FileContent | undefined): void {
    const kind = content === undefined ? 'folder' : 'file'
    const before = this.#store.local
      .childrenByKey(parentId, nameKey(name))
      .find((row) => row.name === name && row.kind === kind)
    this.appear(before?.nodeId ?? this.#newId(), parentId, name, content)
  }

  /** Something is there under an id of its own, its content not known to the tree. */
  appear(
    nodeId: NodeId | undefined,
    parentId: NodeId,
    name: string,
    content: FileContent | undefined,
  ): LocalNode {
    const row = this.#row({ nodeId: nodeId ?? this.#newId(), parentId, name }, content)
    this.#put(row)
    return row
  }

  edit(item: Item, content: FileContent): void {
    this.appear(item.nodeId, item.parentId, item.name, content)
  }

  arrange(moves: readonly Arrangement[]): void {
    for (const { item, parentId, name } of moves) {
      const row = this.#store.local.find(item.nodeId)
      if (row !== undefined) this.#put({ ...row, parentId, name })
    }
  }

  /** A file that nobody else knows is the new version of what it replaces: a save by rename. */
  moveOver(item: Item, target: Item): void {
    const { nodeId } = item
    const { remote, synced } = this.#store
    if (remote.find(nodeId) === undefined && synced.find(nodeId) === undefined) {
      const content = this.contentOf(item)
      this.#store.transaction((tx) => tx.removeLocal(nodeId))
      this.#touched.add(nodeId)
      this.edit(target, content)
    } else {
      this.remove(target)
      this.arrange([{ item, parentId: target.parentId, name: target.name }])
    }
  }

  remove(item: Item): void {
    const missingSinceMs = this.#nowMs()
    for (const { nodeId } of [...itemsBelow(this.items(), item).reverse(), item]) {
      const row = this.#store.local.find(nodeId)
      if (row !== undefined) this.#put({ ...row, missingSinceMs })
    }
  }

  /** The state is lost: what is on disk is found again, under new ids. */
  forgetIds(): void {
    const items = this.items()
    const ids = new Map(items.map(({ nodeId }) => [nodeId, this.#newId()]))
    const rows = items.flatMap(({ nodeId }) => this.#store.local.find(nodeId) ?? [])
    this.#store.transaction((tx) => {
      tx.forgetAgreement()
      for (const { nodeId } of rows) tx.removeLocal(nodeId)
      for (const { nodeId } of tx.local.missing(1_000_000)) tx.removeLocal(nodeId)
      for (const row of rows) {
        const nodeId = ids.get(row.nodeId) ?? row.nodeId
        const parentId = (row.parentId && ids.get(row.parentId)) ?? row.parentId
        tx.putLocal({ ...row, nodeId, parentId, content: undefined })
      }
    })
  }

  /** Facts of a file with this content, or of a folder. */
  newStat(content: FileContent | undefined): FileStat {
    const inode = `${this.#prefix}${this.#count++}`
    if (content !== undefined) this.#contents.set(inode, content)
    return {
      kind: content === undefined ? 'folder' : 'file',
      device: '1',
      inode,
      sizeBytes: content?.sizeBytes ?? 0,
      mtimeNs: 1n,
      ctimeNs: 1n,
      birthtimeNs: undefined,
      executable: content?.executable ?? false,
    }
  }

  #row(
    place: { nodeId: NodeId; parentId: NodeId | null; name: string },
    content: FileContent | undefined,
  ): LocalNode {
    const stat = this.newStat(content)
    const kind = content === undefined ? 'folder' : 'file'
    return { ...place, kind, stat, content: undefined, missingSinceMs: null }
  }

  #newId(): NodeId {
    return `${this.#prefix}${this.#count++}` as NodeId // an id of tests
  }

  #put(row: LocalNode): void {
    this.#touched.add(row.nodeId)
    this.#store.transaction((tx) => tx.putLocal(row))
  }

  #live(parentId: NodeId, name: string): LocalNode[] {
    return this.#store.local
      .childrenByKey(parentId, nameKey(name))
      .filter((row) => row.missingSinceMs === null)
  }

  #below(parentId: NodeId): Item[] {
    return this.#store.local
      .children(parentId)
      .filter((row) => row.missingSinceMs === null)
      .flatMap((row) => [...itemOf(row), ...(row.kind === 'folder' ? this.#below(row.nodeId) : [])])
  }
}

function itemOf({ nodeId, parentId, name, kind }: LocalNode): Item[] {
  return parentId === null ? [] : [{ nodeId, parentId, name, kind }]
}
