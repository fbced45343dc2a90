import type { SpaceId, TrashList } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * One page of the trash, newest deletion first.
 * @throws AppError not_found, invalid_request for a page token that is none
 */
export async function listTrash(
  _store: MetadataStore,
  _caller: Caller,
  _spaceId: SpaceId,
  _query: { page?: string },
): Promise<TrashList> {
  throw new Error('pending')
}
