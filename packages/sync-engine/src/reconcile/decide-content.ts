import { type FileContent, isSameContent, type RevisionId } from '@tidemark/protocol'

/** A file's content as a tree that knows revisions has it. */
export interface KnownContent {
  readonly contentRev: RevisionId
  readonly content: FileContent
}

/** Content of a file with its revision; undefined for a folder. */
export function knownContent(node: {
  readonly contentRev: RevisionId
  readonly content: FileContent | undefined
}): KnownContent | undefined {
  return node.content && { contentRev: node.contentRev, content: node.content }
}

export type ContentDecision =
  | 'none'
  /** The local content is unknown. */
  | 'read'
  /** Both sides hold the same bytes and bits: the merge base follows the server. */
  | 'record'
  /** Send the local content, based on the synced revision. */
  | 'put'
  /** Take over the server's bytes. */
  | 'download'
  /** Keep the bytes, take over what else the server's version says: see `mergedContent`. */
  | 'set_metadata'

/**
 * The table for the content of a file that exists on both sides. L and R changed = differs from
 * what was synced; a file never synced counts as changed on both sides. `bit` = in the executable
 * bit alone, on the server also in the time alone; `back` = in the revision alone.
 *
 * | row | L changed | R changed | bytes equal | decision |
 * |---|---|---|---|---|
 * | C1 | unknown | any | | read |
 * | C2 | no | no | | none |
 * | C3 | yes | no | | put |
 * | C4 | no, bit | yes | no | download |
 * | C5 | any | yes | yes | record, or set_metadata when time or bit differ (P4, PS025) |
 * | C6 | yes | yes, back | no | put: the server keeps the first and makes ours the copy (P2) |
 * | C7 | yes | bit | no | as C5; the bytes go up by C3 then |
 *
 * A local change of the time alone is no change (PS022); of the executable bit it is (PS029). Bytes
 * and bit are merged apart, so that a chmod on one side and an edit on the other are no conflict.
 */
export function decideContent(
  synced: KnownContent | undefined,
  remote: KnownContent,
  local: FileContent | undefined,
): ContentDecision {
  if (local === undefined) return 'read'
  const isLocalChanged = synced === undefined || !isSameVersion(local, synced.content)
  // A put that met equal bytes is answered with a revision whose bit may be another than ours.
  const isRemoteChanged =
    synced === undefined ||
    remote.contentRev !== synced.contentRev ||
    !isSameVersion(remote.content, synced.content)
  if (!isRemoteChanged) return isLocalChanged ? 'put' : 'none'
  const isRemoteEdited = synced === undefined || !isSameContent(remote.content, synced.content)
  const isLocalEdited = synced === undefined || !isSameContent(local, synced.content)
  // A person had an old version restored, perhaps in place of ours: nobody may undo that (P1).
  const isBack = !isRemoteEdited && isSameVersion(remote.content, synced.content)
  if (isBack && isLocalEdited && remote.content.mtimeNs === synced.content.mtimeNs) return 'put'
  if (isSameContent(local, remote.content) || !isRemoteEdited) {
    const merged = mergedContent(synced?.content, remote.content, local)
    return isSameMetadata(local, merged) ? 'record' : 'set_metadata'
  }
  return isLocalEdited ? 'put' : 'download'
}

/**
 * What the disk shall hold when the server's version is taken over: its bytes, unless only ours were
 * edited; the executable bit of the side that changed it.
 */
export function mergedContent(
  synced: FileContent | undefined,
  remote: FileContent,
  local: FileContent,
): FileContent {
  const isBitOurs =
    synced !== undefined &&
    remote.executable === synced.executable &&
    local.executable !== synced.executable
  const executable = isBitOurs ? local.executable : remote.executable
  const areBytesOurs =
    synced !== undefined && isSameContent(remote, synced) && !isSameContent(local, synced)
  return { ...(areBytesOurs ? local : remote), executable }
}

/** Whether two local versions differ in nothing that is worth sending. */
export function isSameVersion(a: FileContent, b: FileContent): boolean {
  return isSameContent(a, b) && a.executable === b.executable
}

function isSameMetadata(a: FileContent, b: FileContent): boolean {
  return a.executable === b.executable && a.mtimeNs === b.mtimeNs
}
