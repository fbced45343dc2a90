import { type AccountId, MAX_PAGE_ROWS } from '@tidemark/protocol'
import type { RevisionRow, SpaceRow } from '../metadata/rows.js'
import type { MetadataStore } from '../ports.js'

/** A version of a file that is kept, and its space. */
export interface RetainedContent {
  readonly space: SpaceRow
  readonly revision: RevisionRow
}

/**
 * Every version that the account's spaces keep, the current ones included. Read in pages, each of
 * one snapshot: a version that is added meanwhile may be missing.
 */
export async function* listRetainedContents(
  store: MetadataStore,
  accountId: AccountId,
): AsyncGenerator<RetainedContent> {
  const spaces = await store.read((tx) => tx.listSpaces(accountId))
  for (const { space } of spaces) {
    if (space.accountId !== accountId) continue
    let after = ''
    for (;;) {
      const page = await store.read((tx) =>
        tx.listRevisionPage(space.spaceId, after, MAX_PAGE_ROWS),
      )
      for (const revision of page) yield { space, revision }
      const last = page.at(-1)
      if (last === undefined) break
      after = last.revisionId
    }
  }
}
