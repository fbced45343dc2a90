import type { NodeId, RevisionList, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * Retained versions of a live or deleted file, newest first; none for a folder.
 * @throws AppError not_found, node_missing
 */
export async function listRevisions(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _nodeId: NodeId,
): Promise<RevisionList> {
  throw new Error('pending')
}
