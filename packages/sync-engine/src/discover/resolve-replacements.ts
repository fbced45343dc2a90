import type { LocalNode } from '../trees.js'
import { movedTo } from './compare-folder.js'
import { newNode, type Replacement, type ScanPass } from './scan-pass.js'

/** Rows to write for one replaced path and the folder to look at next, if it is one. */
export interface Resolution {
  readonly put: LocalNode
  /**
   * An editor's temporary file that became the node's new version. Its row stays as that of a missing
   * one: should it be on its way up, the server learns that it is gone.
   */
  readonly drop: LocalNode | undefined
}

/**
 * Decides, once every other place was seen, what a path with a new inode is: the same node in a new
 * version, unless the old inode was found elsewhere; then a moved or a new node.
 */
export function resolveReplacement(pass: ScanPass, replacement: Replacement): Resolution {
  const { folderId, seen, predecessor, source } = replacement
  if (!pass.claimed.has(predecessor.nodeId)) {
    pass.claimed.add(predecessor.nodeId)
    pass.counts.changed++
    return { put: movedTo(pass, predecessor, folderId, seen), drop: source }
  }
  if (source !== undefined) {
    pass.counts.moved++
    return { put: movedTo(pass, source, folderId, seen), drop: undefined }
  }
  pass.counts.created++
  return { put: newNode(pass, folderId, seen), drop: undefined }
}
