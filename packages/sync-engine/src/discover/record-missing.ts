import { AppError, type NodeId, nameKey, type RelPath } from '@tidemark/protocol'
import type { ListedEntry } from '../ports.js'
import { diskNameOf, type LocalNode } from '../trees.js'
import { isStillThere } from './move-source.js'
import { findRootProblem } from './root-proof.js'
import { RootLost, type ScanPass } from './scan-pass.js'

/** Rows per transaction: a few milliseconds of blocking. */
const ROWS_PER_TRANSACTION = 1000

/**
 * Marks what was not found and not met elsewhere as missing since now, with everything below it. The
 * root is proven again first (I13), and every vanished item is asked for once more by its path: a
 * folder that changes while it is read may leave out entries that are there. Nothing is removed: the
 * planner decides after the settle window.
 */
export async function recordMissing(pass: ScanPass): Promise<void> {
  const gone: LocalNode[] = []
  for (const nodeId of pass.vanished) {
    const node = pass.claimed.has(nodeId) ? undefined : pass.store.local.find(nodeId)
    if (node === undefined) continue
    if (isDisplaced(pass, node) || !(await isHere(pass, node))) gone.push(node)
  }
  if (gone.length === 0) return
  const rows = [...subtrees(pass, gone)]
  if ((await findRootProblem(pass.store, pass.fs)) !== undefined) throw new RootLost()
  const sinceMs = pass.clock.nowMs()
  for (let start = 0; start < rows.length; start += ROWS_PER_TRANSACTION) {
    pass.store.transaction((tx) => {
      for (const nodeId of rows.slice(start, start + ROWS_PER_TRANSACTION)) {
        const node = tx.local.find(nodeId)
        if (node?.missingSinceMs !== null) continue
        tx.putLocal({ ...node, missingSinceMs: sinceMs })
        pass.counts.vanished++
      }
    })
  }
}

/** Whether something else was seen under its name: one place holds one item. */
function isDisplaced({ store, vanished }: ScanPass, node: LocalNode): boolean {
  if (node.parentId === null) return false
  return store.local
    .childrenByKey(node.parentId, nameKey(node.name))
    .some(
      (other) =>
        diskNameOf(other) === diskNameOf(node) &&
        other.missingSinceMs === null &&
        !vanished.has(other.nodeId),
    )
}

/**
 * Whether the disk has the node under its own name. Where it takes two names for one, a question by
 * path may have met a newcomer that got the inode of the one that is gone (E28, E41): then only the
 * spelling in a listing tells.
 */
async function isHere(pass: ScanPass, node: LocalNode): Promise<boolean> {
  if (!(await isStillThere(pass, node))) return false
  if (!hasNamesake(pass, node)) return true
  const folder = node.parentId === null ? undefined : pass.store.localPath(node.parentId)
  const entries = folder === undefined ? undefined : await listOrNothing(pass, folder)
  return entries === undefined || entries.some(({ name }) => name === diskNameOf(node))
}

/** Whether another item of the folder was seen with the node's inode. */
function hasNamesake({ store, vanished }: ScanPass, node: LocalNode): boolean {
  return store.local
    .byInode(node.stat.device, node.stat.inode)
    .some(
      (other) =>
        other.nodeId !== node.nodeId &&
        other.parentId === node.parentId &&
        other.missingSinceMs === null &&
        !vanished.has(other.nodeId),
    )
}

/** What cannot be listed is never taken for gone (E34). */
async function listOrNothing(
  { fs }: ScanPass,
  folder: RelPath,
): Promise<readonly ListedEntry[] | undefined> {
  try {
    return await fs.list(folder)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** Ids of the nodes and of all below them, children first. What moved out is elsewhere by now. */
function* subtrees(pass: ScanPass, nodes: readonly LocalNode[]): Generator<NodeId> {
  for (const node of nodes) {
    if (node.kind === 'folder') yield* subtrees(pass, pass.store.local.children(node.nodeId))
    yield node.nodeId
  }
}
