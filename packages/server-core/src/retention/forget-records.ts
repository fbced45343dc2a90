import type { SpaceId } from '@tidemark/protocol'
import type { Clock, MetadataStore, StopSignal } from '../ports.js'

/** Rows removed in one transaction. */
const PAGE_ROWS = 2000

/**
 * Forgets the answers that were given to operations before `beforeMs`. An operation that is sent
 * again after that is decided anew, by its base revisions and its content: it is found to be done
 * already, or becomes a conflicted copy, but never takes the place of what came since.
 * @returns how many went.
 * @throws AppError not_found; the signal's reason
 */
export async function forgetAnswers(
  store: MetadataStore,
  spaceId: SpaceId,
  beforeMs: number,
  signal?: StopSignal,
): Promise<number> {
  return inPages(
    () => store.withSpaceLock(spaceId, (tx) => tx.removeOpResults(beforeMs, PAGE_ROWS)),
    signal,
  )
}

/**
 * Forgets sessions that have ended and grants of blocks that are over. Neither has counted since.
 * @returns how many grants went.
 * @throws the signal's reason
 */
export async function forgetExpired(
  { store, clock }: { store: MetadataStore; clock: Clock },
  signal?: StopSignal,
): Promise<number> {
  const nowMs = clock.nowMs()
  await store.write((tx) => tx.removeExpiredTokens(nowMs))
  return inPages(() => store.write((tx) => tx.removeExpiredGrants(nowMs, PAGE_ROWS)), signal)
}

async function inPages(removePage: () => Promise<number>, signal?: StopSignal): Promise<number> {
  let removed = 0
  for (;;) {
    signal?.throwIfAborted()
    const count = await removePage()
    removed += count
    if (count < PAGE_ROWS) return removed
  }
}
