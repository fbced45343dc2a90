import { joinPath, type RelPath, ROOT_PATH, splitPath } from '@tidemark/protocol'
import type { LocalNode } from '../trees.js'
import { isSameInode } from './identity.js'
import { findLiveChild, type ScanPass } from './scan-pass.js'

/**
 * The folders that hints lead to. A hint is only a path that somebody heard of (E89): from the root
 * down every folder on the way must still be the one that the tree has there, else the place where
 * they part is looked at instead.
 */
export async function foldersOfHints(
  pass: ScanPass,
  root: LocalNode,
  hints: Iterable<RelPath>,
): Promise<LocalNode[]> {
  const found = new Map<string, LocalNode>()
  for (const hint of hints) {
    const folder = await lastSureFolder(pass, root, hint)
    found.set(folder.nodeId, folder)
  }
  return [...found.values()]
}

async function lastSureFolder(pass: ScanPass, root: LocalNode, hint: RelPath): Promise<LocalNode> {
  let folder = root
  let path = ROOT_PATH
  for (const name of splitPath(hint)) {
    const child = findLiveChild(pass.store, folder.nodeId, name)
    path = joinPath(path, name)
    if (child?.kind !== 'folder') break
    const stat = await pass.fs.stat(path).catch(() => undefined) // unexaminable: its parent tells why
    if (stat?.kind !== 'folder' || !isSameInode(stat, child.stat)) break
    folder = child
  }
  return folder
}
