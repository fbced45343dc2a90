import { AppError, type NodeId } from '@tidemark/protocol'
import type { ListedEntry } from '../ports.js'
import { diskNameOf, type LocalNode } from '../trees.js'
import { isSameInode, isSameItem, type MoveCandidate, matchMove } from './identity.js'
import type { ScanPass } from './scan-pass.js'
import type { SeenEntry } from './screening.js'
import { writeNewFileOf } from './write-rows.js'

/** The folder that is being compared and the names it has on disk now. */
export interface ListedFolder {
  readonly nodeId: NodeId
  readonly byName: ReadonlyMap<string, ListedEntry>
}

/**
 * The node that `seen` was before it got this place; undefined for a newcomer. Looks at the last
 * known place of every candidate, so that it makes no difference which side of a move the pass meets
 * first or whether the other side is in its scope at all.
 */
export async function findMoveSource(
  pass: ScanPass,
  folder: ListedFolder,
  seen: SeenEntry,
): Promise<LocalNode | undefined> {
  await writeNewFileOf(pass, seen)
  const known = pass.store.local.byInode(seen.stat.device, seen.stat.inode)
  const candidates: MoveCandidate[] = []
  for (const node of known) {
    if (pass.claimed.has(node.nodeId) || !isSameItem(node.stat, seen.stat)) continue
    if (node.parentId === folder.nodeId && isBackup(seen, node)) continue
    candidates.push({ node, isFree: await isPlaceFree(pass, folder, node) })
  }
  return matchMove(seen, candidates)
}

/**
 * Whether an editor has put the old version aside to write a new one in its place (E22). Versions
 * belong to the name without the tilde, so the backup is an item of its own.
 */
function isBackup(seen: SeenEntry, node: LocalNode): boolean {
  return seen.kind === 'file' && seen.name === `${node.name}~`
}

async function isPlaceFree(
  pass: ScanPass,
  folder: ListedFolder,
  node: LocalNode,
): Promise<boolean> {
  if (node.missingSinceMs !== null || pass.vanished.has(node.nodeId)) return true
  if (node.parentId === folder.nodeId) {
    // The listing has the spelling; a question by path would not notice `Foo` -> `foo` (E40).
    const entry = folder.byName.get(diskNameOf(node))
    if (entry === undefined) return true
    return entry.stat !== undefined && !isSameInode(entry.stat, node.stat)
  }
  return !(await isStillThere(pass, node))
}

/**
 * Whether the last known place of a node holds its inode. A place that cannot be examined counts as
 * holding it: what cannot be seen is never taken for gone (E34).
 */
export async function isStillThere(pass: ScanPass, node: LocalNode): Promise<boolean> {
  const path = pass.store.localPath(node.nodeId)
  if (path === undefined) return false
  try {
    const stat = await pass.fs.stat(path)
    return stat !== undefined && stat.kind === node.kind && isSameInode(stat, node.stat)
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}
