/**
 * The three trees. All are keyed by node id, so that a move changes one row and no path is ever an
 * identity: **remote** = what the journal says, **local** = what the last scan saw, **synced** =
 * what both agreed on last, the merge base.
 */

import type { BlockId, Epoch, FileContent, NodeId, RevisionId } from '@tidemark/protocol'

export type DiskKind = 'file' | 'folder' | 'link' | 'special'

/** What the disk says about an entry, links not followed. */
export interface FileStat {
  readonly kind: DiskKind
  /** File system the entry lives on; differs from the root's at a mount point (E16). */
  readonly device: string
  readonly inode: string
  readonly sizeBytes: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  /** When the inode was made, where the platform tells; guards against inode reuse (E28). */
  readonly birthtimeNs: bigint | undefined
  readonly executable: boolean
}

/**
 * Whether it is the same item and nothing that a write would move has moved. The identity of
 * "unchanged since": where times are coarse only the birth tells an inode that was given out again.
 */
export function isSameStat(a: FileStat, b: FileStat): boolean {
  return (
    a.kind === b.kind &&
    a.inode === b.inode &&
    a.device === b.device &&
    canBeSameBirth(a, b) &&
    a.sizeBytes === b.sizeBytes &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  )
}

/** Whether the times of birth agree; one that the platform does not tell agrees with any. */
export function canBeSameBirth(a: FileStat, b: FileStat): boolean {
  const areKnown = a.birthtimeNs !== undefined && b.birthtimeNs !== undefined
  return !areKnown || a.birthtimeNs === b.birthtimeNs
}

/** Where a node is. The root of the space has parentId null and name ''. */
export interface Place {
  readonly parentId: NodeId | null
  readonly name: string
}

/** A live node as the journal states it. */
export interface RemoteNode extends Place {
  readonly nodeId: NodeId
  /** `other` = link, mount or a kind of a newer version: held, never touched. */
  readonly kind: 'file' | 'folder' | 'other'
  readonly contentRev: RevisionId
  readonly placeRev: RevisionId
  /** Present for files. */
  readonly content: FileContent | undefined
}

/** An item on disk. Its id is minted when a scan first sees it and kept when it moves. */
export interface LocalNode extends Place {
  readonly nodeId: NodeId
  readonly kind: 'file' | 'folder'
  /**
   * Name on disk where that is not `name`: an alias because the disk or the server takes `name` for
   * that of another item (E41, E42), or the disk's own spelling of it.
   */
  readonly diskName?: string | undefined
  readonly stat: FileStat
  /**
   * Content that was read while the file had exactly `stat`, and flushed since: no power cut brings
   * other bytes under these facts. Undefined = has to be read.
   */
  readonly content: FileContent | undefined
  /** When a scan first did not find it (Clock.nowMs); null = it is there. */
  readonly missingSinceMs: number | null
}

/** A node of the local tree without its content: who and how it is on disk. */
export type LocalFacts = Omit<LocalNode, 'content'>

/** The name under which the disk has the node. */
export function diskNameOf(node: Pick<LocalNode, 'name' | 'diskName'>): string {
  return node.diskName ?? node.name
}

/** The merge base. Exists only for nodes that were once equal on both sides. */
export interface SyncedNode extends Place {
  readonly nodeId: NodeId
  readonly kind: 'file' | 'folder'
  readonly contentRev: RevisionId
  readonly placeRev: RevisionId
  readonly content: FileContent | undefined
}

/** One data block of a local file's content. */
export interface LocalBlock {
  readonly offset: number
  readonly length: number
  readonly blockId: BlockId
}

/** Position and identity of the journal that the remote tree shows. */
export interface JournalState {
  readonly epoch: Epoch
  readonly rootNodeId: NodeId
  readonly cursor: string
  readonly headSeq: number
}
