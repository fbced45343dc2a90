import { type FileContent, isSameContent, type RevisionId } from '@tidemark/protocol'

/** A file's content as a tree that knows revisions has it. */
export interface KnownContent {
  readonly contentRev: RevisionId
  readonly content: FileContent
}

export type ContentDecision =
  | 'none'
  /** The local content is unknown. */
  | 'read'
  /** Both sides hold the same bytes and bits: the merge base follows the server. */
  | 'record'
  /** Send the local content, based on the synced revision. */
  | 'put'
  | 'download'
  /** Same bytes: take over time and executable bit of the server's version. */
  | 'set_metadata'

/**
 * The table for the content of a file that exists on both sides. L and R changed = differs from
 * what was synced; a file never synced counts as changed on both sides.
 *
 * | row | L changed | R changed | bytes equal | decision |
 * |---|---|---|---|---|
 * | C1 | unknown | any | | read |
 * | C2 | no | no | | none |
 * | C3 | yes | no | | put |
 * | C4 | no | yes | no | download |
 * | C5 | any | yes | yes | record, or set_metadata when time or bit differ (P4, PS025) |
 * | C6 | yes | yes | no | put: the server keeps the first and makes ours the copy (P2) |
 *
 * A local change of the time alone is no change (PS022); of the executable bit it is (PS029).
 */
export function decideContent(
  synced: KnownContent | undefined,
  remote: KnownContent,
  local: FileContent | undefined,
): ContentDecision {
  if (local === undefined) return 'read'
  const isLocalChanged = synced === undefined || !isSameVersion(local, synced.content)
  const isRemoteChanged = synced === undefined || remote.contentRev !== synced.contentRev
  if (!isRemoteChanged) return isLocalChanged ? 'put' : 'none'
  if (isSameContent(local, remote.content)) {
    return isSameMetadata(local, remote.content) ? 'record' : 'set_metadata'
  }
  return isLocalChanged ? 'put' : 'download'
}

/** Whether two local versions differ in nothing that is worth sending. */
export function isSameVersion(a: FileContent, b: FileContent): boolean {
  return isSameContent(a, b) && a.executable === b.executable
}

function isSameMetadata(a: FileContent, b: FileContent): boolean {
  return a.executable === b.executable && a.mtimeNs === b.mtimeNs
}
