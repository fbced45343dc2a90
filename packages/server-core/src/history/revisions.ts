import type { NodeId, RevisionList, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { getNode } from './lookup.js'
import { nodeFinder } from './path-reader.js'
import { pathOf } from './paths.js'

/**
 * Retained versions of a live or deleted file, newest first; none for a folder.
 * @throws AppError not_found, node_missing
 */
export async function listRevisions(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  nodeId: NodeId,
): Promise<RevisionList> {
  return store.read(async (tx) => {
    await getSpace(tx, caller, spaceId, 'read')
    const node = await getNode(tx, spaceId, nodeId)
    const rows = await tx.listRevisions(spaceId, nodeId)
    const revisions = rows.map(({ revisionId, atMs, deviceId, deviceName, content }) => ({
      revisionId,
      atMs,
      deviceId,
      deviceName,
      sizeBytes: content.sizeBytes,
      current: node.deletion === null && revisionId === node.contentRev,
    }))
    return { path: await pathOf(node, nodeFinder(tx, spaceId)), revisions }
  })
}
