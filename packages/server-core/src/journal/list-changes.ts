import type { ChangesResponse, Cursor, SpaceId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * One page of the journal after `cursor`, at most `limit` changes (default and most: MAX_PAGE_ROWS).
 * @throws AppError not_found, cursor_reset, cursor_expired
 */
export async function listChanges(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _query: { cursor: Cursor; limit?: number },
): Promise<ChangesResponse> {
  throw new Error('pending')
}
