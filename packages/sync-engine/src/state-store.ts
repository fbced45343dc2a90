/**
 * The engine's memory: three trees, hints of what to look at, held items. Everything in it can be
 * lost or rolled back without losing a byte: it holds observations, no queue of work (E85, E86).
 *
 * Calls are synchronous; the store belongs to one engine in one thread.
 */

import type { BlockId, ErrorCode, NodeId, RelPath } from '@tidemark/protocol'
import type { RootIdentity } from './ports.js'
import type {
  JournalState,
  LocalBlock,
  LocalFacts,
  LocalNode,
  RemoteNode,
  SyncedNode,
} from './trees.js'

/** Read access to one tree. */
export interface Tree<N> {
  /** The node without a parent; undefined in an empty tree. */
  root(): N | undefined
  find(nodeId: NodeId): N | undefined
  /**
   * Children in order of name (code points), missing ones included. A page holds the names greater
   * than `after`, `limit` of them or a few more: it never ends between two equal names.
   */
  children(
    parentId: NodeId,
    page?: { readonly after?: string; readonly limit?: number },
  ): readonly N[]
  /** Children whose name has this `nameKey` (NFC form); more than one only on odd local disks. */
  childrenByKey(parentId: NodeId, nameKey: string): readonly N[]
  /** Nodes in the tree, the root included. */
  count(): number
}

/** The local tree also finds nodes by what the disk says, for rename detection. */
export interface LocalTree extends Tree<LocalNode> {
  /** The children without their contents, in no order: several times quicker than `children`. */
  childFacts(parentId: NodeId): readonly LocalFacts[]
  /** Nodes last seen with this inode on this device. */
  byInode(device: string, inode: string): readonly LocalNode[]
  /** Missing nodes, oldest first. */
  missing(limit: number): readonly LocalNode[]
  /** Nodes whose name on disk is an alias: not even `nameKey` makes it equal to `name`. */
  aliased(limit: number): readonly LocalNode[]
}

/**
 * Something that cannot be synced right now, listed with the reason, never dropped silently. One per
 * path. Without a node id it is what a scan found on disk, and scans alone write and remove it.
 */
export interface HeldItem {
  readonly path: string
  readonly nodeId: NodeId | undefined
  readonly code: ErrorCode
  readonly detail: string
  readonly sinceMs: number
  /** When it is worth another try; undefined = when something about it changes. */
  readonly retryAtMs: number | undefined
  readonly attempts: number
}

/** A node whose three entries may disagree. */
export interface DirtyNode {
  readonly nodeId: NodeId
}

/** Everything the engine may look up, inside and outside of transactions. */
export interface StateReader {
  readonly remote: Tree<RemoteNode>
  readonly local: LocalTree
  readonly synced: Tree<SyncedNode>
  journal(): JournalState | undefined
  rootIdentity(): RootIdentity | undefined
  /** Dirty nodes that are due at `nowMs`, in the order they became dirty. */
  dirty(nowMs: number, limit: number): readonly DirtyNode[]
  /** When the next deferred dirty node is due; undefined when none waits. */
  nextDueMs(): number | undefined
  dirtyCount(): number
  held(limit: number): readonly HeldItem[]
  heldCount(): number
  findHeld(path: string): HeldItem | undefined
  /** Held items below `folder` ('' = root), at any depth, in order of path. */
  heldBelow(folder: string): readonly HeldItem[]
  /** Data blocks of a local file's known content, in order; empty while its content is unknown. */
  blocksOf(nodeId: NodeId): readonly LocalBlock[]
  /** Local files that held this block when last read; the reader must check the bytes. */
  filesWithBlock(
    blockId: BlockId,
    limit: number,
  ): readonly { readonly nodeId: NodeId; readonly offset: number; readonly length: number }[]
  /** A setting of the engine by name (paused, approved deletes, …). */
  setting(name: string): string | undefined
}

/**
 * Writes. Every put and remove of a tree marks the node dirty at once, so that no change of a tree
 * can be forgotten by the planner.
 */
export interface StateTransaction extends StateReader {
  putRemote(node: RemoteNode): void
  /** Removes the node and everything below it. */
  removeRemoteSubtree(nodeId: NodeId): void
  putLocal(node: LocalNode): void
  /** Removes the row and its blocks, not the rows below it. */
  removeLocal(nodeId: NodeId): void
  /**
   * Gives a local node (and its blocks and children's parentId) another id: adoption. Marks both ids
   * and the children dirty. Throws when `to` is in the local tree.
   */
  relabelLocal(from: NodeId, to: NodeId): void
  putSynced(node: SyncedNode): void
  removeSynced(nodeId: NodeId): void
  setJournal(journal: JournalState): void
  /**
   * Forgets remote and synced trees and the journal position; the local tree stays with its ids and
   * every node of it is dirty. What follows is a union merge that cannot delete (I14).
   */
  forgetAgreement(): void
  setRootIdentity(identity: RootIdentity | undefined): void
  /**
   * Replaces the blocks of a local file; belongs beside the putLocal that sets its content. They stay
   * findable by block while the file's content is unknown, since most of it may still be there.
   */
  putBlocks(nodeId: NodeId, blocks: readonly LocalBlock[]): void
  /** Makes the node due at once; one that is dirty already keeps its place in the order. */
  markDirty(nodeId: NodeId): void
  /** The node is settled, until one of its entries changes. */
  clearDirty(nodeId: NodeId): void
  /** Keeps the node dirty but out of `dirty()` until `dueMs`. */
  deferDirty(nodeId: NodeId, dueMs: number): void
  putHeld(item: HeldItem): void
  removeHeld(path: string): void
  setSetting(name: string, value: string | undefined): void
}

/** The store itself. One engine owns it and disposes of it. */
export interface StateStore extends StateReader, Disposable {
  /** Runs `apply` as one transaction: all of it is kept, or, when it throws, none. */
  transaction<T>(apply: (tx: StateTransaction) => T): T
  /**
   * Path of a node on disk as the local tree has it, with aliases; root = ''; undefined when it or
   * an ancestor is unknown.
   */
  localPath(nodeId: NodeId): RelPath | undefined
  remotePath(nodeId: NodeId): RelPath | undefined
}
