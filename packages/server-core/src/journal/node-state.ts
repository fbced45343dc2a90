import type { NodeState } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'

/** A node as journal and snapshot state it. */
export function nodeState(row: Omit<NodeRow, 'changedSeq'>): NodeState {
  const { nodeId, parentId, name, kind, contentRev, placeRev, content } = row
  const state = { nodeId, parentId, name, kind, contentRev, placeRev }
  return content === null ? state : { ...state, content }
}
