import type { NodeId, SpaceId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { FindNode } from './paths.js'

/** Finds nodes of a space one by one and remembers them: paths of a listing share their folders. */
export function nodeFinder(tx: ReadTransaction, spaceId: SpaceId): FindNode {
  const known = new Map<NodeId, NodeRow | undefined>()
  return async (nodeId) => {
    if (!known.has(nodeId)) known.set(nodeId, (await tx.findNodes(spaceId, [nodeId])).get(nodeId))
    return known.get(nodeId)
  }
}
