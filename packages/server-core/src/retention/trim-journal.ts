import type { SpaceId } from '@tidemark/protocol'
import type { MetadataStore, StopSignal } from '../ports.js'

/** Entries removed in one transaction. */
const PAGE_CHANGES = 1000

/**
 * Removes journal entries older than `beforeMs`, from the oldest on; the newest entry always stays.
 * A device behind the trimmed part gets `cursor_expired` and reads a snapshot; tombstones stay for
 * ever, so it deletes nothing that was not deleted.
 * @returns how many entries went.
 * @throws AppError not_found
 */
export async function trimJournal(
  store: MetadataStore,
  spaceId: SpaceId,
  beforeMs: number,
  signal?: StopSignal,
): Promise<number> {
  let removed = 0
  for (;;) {
    signal?.throwIfAborted()
    const count = await store.withSpaceLock(spaceId, async (tx) => {
      const space = await tx.findSpace(spaceId)
      if (space === undefined) return 0
      const rows = await tx.listChanges(spaceId, space.trimmedSeq, PAGE_CHANGES)
      const fresh = rows.findIndex(
        ({ seq, change }) => change.atMs >= beforeMs || seq === space.headSeq,
      )
      const last = rows.at(fresh === -1 ? -1 : fresh - 1)
      if (fresh === 0 || last === undefined) return 0
      await tx.trimChanges(last.seq, last.hash)
      return last.seq - space.trimmedSeq
    })
    removed += count
    if (count < PAGE_CHANGES) return removed
  }
}
