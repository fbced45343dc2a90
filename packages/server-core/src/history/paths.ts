import { MAX_DEPTH, type NodeId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'

/** Finds a node, live or deleted. */
export type FindNode = (nodeId: NodeId) => Promise<NodeRow | undefined>

/** Path of a node below the root, through deleted folders too; for display. */
export async function pathOf(row: NodeRow, find: FindNode): Promise<string> {
  const names: string[] = []
  let at: NodeRow | undefined = row
  // Deleted folders keep the parents they had, so a chain may be longer than the live limit.
  while (at !== undefined && at.parentId !== null && names.length <= 2 * MAX_DEPTH) {
    names.push(at.name)
    at = await find(at.parentId)
  }
  return names.reverse().join('/')
}
