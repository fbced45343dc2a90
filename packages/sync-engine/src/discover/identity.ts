import type { RootIdentity } from '../ports.js'
import { canBeSameBirth, diskNameOf, type FileStat, type LocalNode } from '../trees.js'

/**
 * Who is who on a disk. Pure rules, each a guard against one way to be fooled: inode numbers are
 * given out again at once (E28), folders have one name and files may have many (E14), disks get
 * swapped under the same path (E80).
 */

/**
 * Whether what was once seen as `known` and what is seen now can be one item under another name. An
 * inode alone proves nothing: the birth time has to agree, or size and time of a file.
 */
export function isSameItem(known: FileStat, seen: FileStat): boolean {
  if (known.kind !== seen.kind || !isSameInode(known, seen)) return false
  if (known.birthtimeNs !== undefined && known.birthtimeNs === seen.birthtimeNs) return true
  // A folder's time moves with its entries; it can only vouch where birth times do not exist.
  if (known.kind === 'folder' && known.birthtimeNs !== undefined) return false
  return known.sizeBytes === seen.sizeBytes && known.mtimeNs === seen.mtimeNs
}

/**
 * Whether what is at a path now can be the item that was seen there, whatever was written to it since.
 * An inode that was given out again shows by its kind or birth time (E28).
 */
export function isSameEntry(known: FileStat, now: FileStat): boolean {
  return known.kind === now.kind && isSameInode(known, now) && canBeSameBirth(known, now)
}

/** Whether both are the same inode at this moment; says nothing about two moments. */
export function isSameInode(a: FileStat, b: FileStat): boolean {
  return a.inode === b.inode && a.device === b.device
}

/** A node that was seen with the inode in question. */
export interface MoveCandidate {
  readonly node: LocalNode
  /** Whether its last known place no longer holds it. */
  readonly isFree: boolean
}

/**
 * Which node an item with a new name is. Nobody who is still in place moves, so a hard link is a
 * node of its own (E14). Of several free ones one that was there until now is taken, then the one
 * with the same name, then the one with the smallest id, so that the answer does not depend on the
 * order of the disk.
 */
export function matchMove(
  seen: { readonly name: string; readonly stat: FileStat },
  candidates: readonly MoveCandidate[],
): LocalNode | undefined {
  const free = candidates
    .filter(({ node, isFree }) => isFree && isSameItem(node.stat, seen.stat))
    .map(({ node }) => node)
    .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
  const live = free.filter((node) => node.missingSinceMs === null)
  const known = live.length > 0 ? live : free
  return known.find((node) => diskNameOf(node) === seen.name) ?? known[0]
}

/**
 * Whether a folder is the one that was linked (P7, E80-E83): same marker and same inode, where the
 * adapter knows stable inodes (else ''), and no contradiction between file systems, where it knows
 * them (else '').
 */
export function isSameRoot(linked: RootIdentity, found: RootIdentity): boolean {
  if (linked.markerId !== found.markerId) return false
  const isOtherFileSystem =
    linked.fileSystemId !== found.fileSystemId &&
    linked.fileSystemId !== '' &&
    found.fileSystemId !== ''
  return !isOtherFileSystem && linked.inode === found.inode
}
