import { checkName, type NodeState } from '@tidemark/protocol'
import type { RemoteNode } from '../trees.js'

/**
 * What this version does not understand is `other`: held, never touched. So are names that lead out
 * of the folder, whatever server they come from (P14).
 */
export function remoteNode({ kind, content, ...node }: NodeState): RemoteNode {
  const isRoot = node.parentId === null
  const isNameFine = isRoot || checkName(node.name) === undefined
  const isFile = kind === 'file' && content !== undefined
  const known = isFile || kind === 'folder' ? kind : 'other'
  return { ...node, kind: isNameFine ? known : 'other', content: isFile ? content : undefined }
}
