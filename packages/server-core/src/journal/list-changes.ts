import {
  AppError,
  type ChangesResponse,
  type Cursor,
  MAX_PAGE_ROWS,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { checkPosition, cursorAt } from './positions.js'

/**
 * One page of the journal after `cursor`, at most `limit` changes (default and most: MAX_PAGE_ROWS).
 * @throws AppError not_found, cursor_reset, cursor_expired
 */
export async function listChanges(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  query: { cursor: Cursor; limit?: number },
): Promise<ChangesResponse> {
  return store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'read')
    const position = await checkPosition(tx, space, query.cursor)
    if (position.state === 'reset') throw new AppError('cursor_reset')
    if (position.state === 'expired') throw new AppError('cursor_expired')
    const limit = Math.min(query.limit ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS)
    const rows = await tx.listChanges(spaceId, position.seq, limit)
    const last = rows.at(-1)
    return {
      changes: rows.map((row) => row.change),
      cursor: last === undefined ? query.cursor : cursorAt(space, last.seq, last.hash),
      headSeq: space.headSeq,
      more: (last?.seq ?? position.seq) < space.headSeq,
    }
  })
}
