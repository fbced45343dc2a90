import type { PollRequest, PollResponse } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { MetadataStore } from '../ports.js'

/**
 * Which of the polled positions are behind. A space that the caller cannot see (any more) and a
 * cursor that needs a reset count as changed: the next normal call says what is wrong.
 */
export async function comparePositions(
  _store: MetadataStore,
  _caller: Caller,
  _request: Pick<PollRequest, 'spaces' | 'accountSeq'>,
): Promise<PollResponse> {
  throw new Error('pending')
}
