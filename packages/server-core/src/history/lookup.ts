import {
  AppError,
  checkRelPath,
  type NodeId,
  type NodeState,
  nameKey,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { nodeState } from '../journal/node-state.js'
import type { NodeRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'

/**
 * The live node at `path`; the empty path is the root.
 * @throws AppError not_found, node_missing
 */
export async function lookUpPath(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  path: string,
): Promise<NodeState> {
  return store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'read')
    if (checkRelPath(path) !== undefined) throw new AppError('node_missing')
    let row = await getNode(tx, spaceId, space.rootNodeId)
    for (const name of path === '' ? [] : path.split('/')) {
      const place = { parentId: row.nodeId, nameKey: nameKey(name) }
      const [child] = await tx.findAtPlaces(spaceId, [place])
      if (child === undefined) throw new AppError('node_missing')
      row = child
    }
    return nodeState(row)
  })
}

/**
 * A node of the space, live or deleted.
 * @throws AppError node_missing
 */
export async function getNode(
  tx: ReadTransaction,
  spaceId: SpaceId,
  nodeId: NodeId,
): Promise<NodeRow> {
  const row = (await tx.findNodes(spaceId, [nodeId])).get(nodeId)
  if (row === undefined) throw new AppError('node_missing')
  return row
}
