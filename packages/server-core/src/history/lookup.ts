import type { NodeState, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * The live node at `path`; the empty path is the root.
 * @throws AppError not_found, node_missing
 */
export async function lookUpPath(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _path: string,
): Promise<NodeState> {
  throw new Error('pending')
}
