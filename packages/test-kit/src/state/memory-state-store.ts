import type { BlockId, NodeId, RelPath } from '@tidemark/protocol'
import {
  type DirtyNode,
  diskNameOf,
  type HeldItem,
  type JournalState,
  type LocalBlock,
  type LocalNode,
  type LocalTree,
  type Place,
  type RemoteNode,
  type RootIdentity,
  type StateStore,
  type StateTransaction,
  type SyncedNode,
  type Tree,
} from '@tidemark/sync-engine'
import { BlockTable } from './block-table.js'
import { DirtySet } from './dirty-set.js'
import { LoggedMap } from './logged-map.js'
import { MemoryLocalTree } from './memory-local-tree.js'
import { MemoryTree } from './memory-tree.js'
import { UndoLog } from './undo-log.js'

/** StateStore in memory: same answers as the real one, lost when the process ends. */
export class MemoryStateStore implements StateStore, StateTransaction {
  readonly #log = new UndoLog()
  readonly #dirty = new DirtySet(this.#log)
  readonly #remote = new MemoryTree<RemoteNode>(this.#log, ignore)
  readonly #local = new MemoryLocalTree(this.#log)
  readonly #synced = new MemoryTree<SyncedNode>(this.#log, ignore)
  readonly #blocks = new BlockTable(this.#log)
  readonly #held = new LoggedMap<string, HeldItem>(this.#log)
  readonly #facts = new LoggedMap<'journal' | 'root', JournalState | RootIdentity>(this.#log)
  readonly #settings = new LoggedMap<string, string>(this.#log)

  get remote(): Tree<RemoteNode> {
    return this.#remote
  }

  get local(): LocalTree {
    return this.#local
  }

  get synced(): Tree<SyncedNode> {
    return this.#synced
  }

  /** Writes everything that this store holds into an empty one: a copy of the state file. */
  copyTo(other: MemoryStateStore): void {
    other.transaction((tx) => {
      for (const node of this.#remote.all()) tx.putRemote(node)
      for (const node of this.#local.all()) {
        tx.putLocal(node)
        tx.putBlocks(node.nodeId, this.#blocks.of(node.nodeId))
      }
      for (const node of this.#synced.all()) tx.putSynced(node)
      for (const item of this.#held.values()) tx.putHeld(item)
      for (const key of this.#settings.keys()) tx.setSetting(key, this.#settings.get(key))
      const journal = this.journal()
      if (journal !== undefined) tx.setJournal(journal)
      tx.setRootIdentity(this.rootIdentity())
    })
    other.#dirty.takeOver(this.#dirty)
  }

  /** Nothing to release. */
  [Symbol.dispose](): void {
    return
  }

  transaction<T>(apply: (tx: StateTransaction) => T): T {
    return this.#log.run(() => apply(this))
  }

  journal(): JournalState | undefined {
    return this.#facts.get('journal') as JournalState | undefined // only setJournal writes this key
  }

  rootIdentity(): RootIdentity | undefined {
    return this.#facts.get('root') as RootIdentity | undefined // only setRootIdentity writes this key
  }

  dirty(nowMs: number, limit: number): readonly DirtyNode[] {
    return this.#dirty.due(nowMs, limit).map((nodeId) => ({ nodeId }))
  }

  nextDueMs(): number | undefined {
    return this.#dirty.nextDueMs()
  }

  dirtyCount(): number {
    return this.#dirty.size
  }

  held(limit: number): readonly HeldItem[] {
    return this.#heldItems().slice(0, limit)
  }

  heldCount(): number {
    return this.#held.size
  }

  findHeld(path: string): HeldItem | undefined {
    return this.#held.get(path)
  }

  heldBelow(folder: string): readonly HeldItem[] {
    const start = folder === '' ? '' : `${folder}/`
    return this.#heldItems().filter((item) => item.path !== folder && item.path.startsWith(start))
  }

  blocksOf(nodeId: NodeId): readonly LocalBlock[] {
    return this.#local.find(nodeId)?.content === undefined ? [] : this.#blocks.of(nodeId)
  }

  filesWithBlock(blockId: BlockId, limit: number) {
    return this.#blocks.filesWith(blockId, limit)
  }

  setting(name: string): string | undefined {
    return this.#settings.get(name)
  }

  localPath(nodeId: NodeId): RelPath | undefined {
    return pathIn(this.#local, nodeId, diskNameOf)
  }

  remotePath(nodeId: NodeId): RelPath | undefined {
    return pathIn(this.#remote, nodeId, ({ name }) => name)
  }

  putRemote(node: RemoteNode): void {
    this.#remote.put(node)
    this.#dirty.mark(node.nodeId)
  }

  removeRemoteSubtree(nodeId: NodeId): void {
    for (const child of this.#remote.children(nodeId)) this.removeRemoteSubtree(child.nodeId)
    this.#remote.remove(nodeId)
    this.#dirty.mark(nodeId)
  }

  putLocal(node: LocalNode): void {
    this.#local.put(node)
    this.#dirty.mark(node.nodeId)
  }

  removeLocal(nodeId: NodeId): void {
    this.#local.remove(nodeId)
    this.#blocks.put(nodeId, [])
    this.#dirty.mark(nodeId)
  }

  relabelLocal(from: NodeId, to: NodeId): void {
    const node = this.#local.find(from)
    if (node === undefined) throw new Error(`no local node ${from}`)
    if (this.#local.find(to) !== undefined) throw new Error(`local node ${to} exists`)
    const blocks = this.#blocks.of(from)
    const children = this.#local.children(from)
    this.removeLocal(from)
    this.putLocal({ ...node, nodeId: to })
    this.#blocks.put(to, blocks)
    for (const child of children) this.putLocal({ ...child, parentId: to })
  }

  putSynced(node: SyncedNode): void {
    this.#synced.put(node)
    this.#dirty.mark(node.nodeId)
  }

  removeSynced(nodeId: NodeId): void {
    this.#synced.remove(nodeId)
    this.#dirty.mark(nodeId)
  }

  setJournal(journal: JournalState): void {
    this.#facts.set('journal', journal)
  }

  forgetAgreement(): void {
    for (const tree of [this.#remote, this.#synced]) {
      for (const { nodeId } of tree.all()) {
        tree.remove(nodeId)
        this.#dirty.mark(nodeId)
      }
    }
    for (const { nodeId } of this.#local.all()) this.#dirty.mark(nodeId)
    this.#facts.set('journal', undefined)
  }

  setRootIdentity(identity: RootIdentity | undefined): void {
    this.#facts.set('root', identity)
  }

  putBlocks(nodeId: NodeId, blocks: readonly LocalBlock[]): void {
    this.#blocks.put(nodeId, blocks)
  }

  markDirty(nodeId: NodeId): void {
    this.#dirty.mark(nodeId)
  }

  clearDirty(nodeId: NodeId): void {
    this.#dirty.clear(nodeId)
  }

  deferDirty(nodeId: NodeId, dueMs: number): void {
    this.#dirty.defer(nodeId, dueMs)
  }

  putHeld(item: HeldItem): void {
    this.#held.set(item.path, item)
  }

  removeHeld(path: string): void {
    this.#held.set(path, undefined)
  }

  setSetting(name: string, value: string | undefined): void {
    this.#settings.set(name, value)
  }

  #heldItems(): HeldItem[] {
    return this.#held.values().sort((a, b) => (a.path < b.path ? -1 : 1))
  }
}

function ignore(): void {
  return
}

function pathIn<N extends Place>(
  tree: Tree<N>,
  nodeId: NodeId,
  nameOf: (node: N) => string,
): RelPath | undefined {
  const names: string[] = []
  let node = tree.find(nodeId)
  while (node !== undefined && node.parentId !== null) {
    names.unshift(nameOf(node))
    // Corrupt rows could form a ring; no honest path is that deep.
    if (names.length > 10_000) return undefined
    node = tree.find(node.parentId)
  }
  // Names entered the tree through checkName.
  return node === undefined ? undefined : (names.join('/') as RelPath)
}
