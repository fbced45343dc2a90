import { type NodeId, nameKey } from '@tidemark/protocol'
import { diskNameOf, type LocalFacts, type LocalNode, type LocalTree } from '@tidemark/sync-engine'
import { MemoryTree } from './memory-tree.js'
import { MultiIndex } from './multi-index.js'
import type { UndoLog } from './undo-log.js'

/** The local tree with what finds renames, vanished files and aliases. */
export class MemoryLocalTree extends MemoryTree<LocalNode> implements LocalTree {
  readonly #byInode: MultiIndex<LocalNode>
  readonly #missing: Set<LocalNode>
  readonly #aliased: Set<LocalNode>

  constructor(log: UndoLog) {
    const byInode = new MultiIndex<LocalNode>()
    const missing = new Set<LocalNode>()
    const aliased = new Set<LocalNode>()
    super(log, (before, after) => {
      if (before !== undefined) {
        byInode.remove(inodeKey(before.stat.device, before.stat.inode), before)
        missing.delete(before)
        aliased.delete(before)
      }
      if (after === undefined) return
      byInode.add(inodeKey(after.stat.device, after.stat.inode), after)
      if (after.missingSinceMs !== null) missing.add(after)
      if (nameKey(diskNameOf(after)) !== nameKey(after.name)) aliased.add(after)
    })
    this.#byInode = byInode
    this.#missing = missing
    this.#aliased = aliased
  }

  childFacts(parentId: NodeId): readonly LocalFacts[] {
    return this.children(parentId).map(({ content: _, ...facts }) => facts)
  }

  byInode(device: string, inode: string): readonly LocalNode[] {
    return this.#byInode.get(inodeKey(device, inode)).sort(byId)
  }

  missing(limit: number): readonly LocalNode[] {
    return [...this.#missing]
      .sort((a, b) => (a.missingSinceMs ?? 0) - (b.missingSinceMs ?? 0) || byId(a, b))
      .slice(0, limit)
  }

  aliased(limit: number): readonly LocalNode[] {
    return [...this.#aliased].sort(byId).slice(0, limit)
  }
}

function inodeKey(device: string, inode: string): string {
  return `${device}/${inode}`
}

function byId(a: { nodeId: NodeId }, b: { nodeId: NodeId }): number {
  return a.nodeId < b.nodeId ? -1 : 1
}
