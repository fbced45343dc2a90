import {
  type Cursor,
  type CursorPosition,
  decodeCursor,
  encodeCursor,
  type PollRequest,
  type PollResponse,
  parseId,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { SpaceRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { MetadataStore } from '../ports.js'

/** What a cursor means for the journal as it is now. */
export type PositionCheck =
  | { readonly state: 'valid'; readonly seq: number }
  /** No common past: epoch or chain differs, or the position is ahead (E102). */
  | { readonly state: 'reset' }
  /** The past is common but no longer kept. */
  | { readonly state: 'expired' }

/** Cursor at a position whose chain hash is `hash`. */
export function cursorAt(space: Pick<SpaceRow, 'epoch'>, seq: number, hash: string): Cursor {
  return encodeCursor({ epoch: space.epoch, seq, chain: hash.slice(0, 32) })
}

/** Reads `cursor` against the journal of `space`. */
export async function checkPosition(
  tx: ReadTransaction,
  space: SpaceRow,
  cursor: string,
): Promise<PositionCheck> {
  const position = decodeCursor(cursor)
  if (position === undefined || position.epoch !== space.epoch) return { state: 'reset' }
  if (position.seq > space.headSeq) return { state: 'reset' }
  if (position.seq < space.trimmedSeq) return { state: 'expired' }
  const hash = await chainHashAt(tx, space, position)
  return hash?.startsWith(position.chain)
    ? { state: 'valid', seq: position.seq }
    : { state: 'reset' }
}

async function chainHashAt(
  tx: ReadTransaction,
  space: SpaceRow,
  { seq }: CursorPosition,
): Promise<string | undefined> {
  if (seq === space.headSeq) return space.headHash
  if (seq === space.trimmedSeq) return space.trimmedHash
  return (await tx.findChange(space.spaceId, seq))?.hash
}

/**
 * Which of the polled positions are behind. A space that the caller cannot see (any more) and a
 * cursor that needs a reset count as changed: the next normal call says what is wrong.
 */
export async function comparePositions(
  store: MetadataStore,
  caller: Caller,
  request: Pick<PollRequest, 'spaces' | 'accountSeq'>,
): Promise<PollResponse> {
  return store.read(async (tx) => {
    const changed: SpaceId[] = []
    for (const [id, cursor] of Object.entries(request.spaces)) {
      const spaceId = parseId<SpaceId>(id)
      if (!(await isAtHead(tx, caller, spaceId, cursor))) changed.push(spaceId)
    }
    const account = await tx.findAccount(caller.accountId)
    const seq = request.accountSeq
    return { changed, accountChanged: seq !== undefined && account?.seq !== seq }
  })
}

async function isAtHead(
  tx: ReadTransaction,
  caller: Caller,
  spaceId: SpaceId,
  cursor: string,
): Promise<boolean> {
  const space = await tx.findSpace(spaceId)
  if (space === undefined) return false
  if ((await tx.findRole(spaceId, caller.accountId)) === undefined) return false
  return cursor === cursorAt(space, space.headSeq, space.headHash)
}
