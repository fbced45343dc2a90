import type { SpaceId, TreeResponse } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * One page of the live tree; see the notes inside on why paging converges.
 * @throws AppError not_found, invalid_request for a page token that is none, cursor_reset
 */
export async function listTree(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _query: { page?: string; limit?: number },
): Promise<TreeResponse> {
  throw new Error('pending')
}
