import {
  AppError,
  type ConflictId,
  type ConflictRecord,
  isSameContentAndMetadata,
  type ResolveRequest,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { planDelete, removePlanned } from '../commit/apply-delete.js'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import type { ConflictRow, NodeRow } from '../metadata/rows.js'
import { authorFor, type ChangePorts, changeSpace } from './space-change.js'

type Replaced = NonNullable<NonNullable<ConflictRow['resolution']>['replaced']>

/**
 * Settles a conflict in one transaction. `original` moves the copy to the trash; `copy` makes the
 * copy's content a new version of the original and moves the copy to the trash, or, where the
 * original is gone or is no file, lets the copy stay; `both` changes no file. Nothing is lost: what
 * is not chosen is in the trash or an earlier version. `undoResolution` takes it back.
 * @throws AppError not_found, conflict_missing, conflict_resolved, quota_exceeded; content_changed
 *   when the choice would put away a content that the caller has not seen
 */
export async function resolveConflict(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  conflictId: ConflictId,
  request: ResolveRequest,
): Promise<{ record: ConflictRecord }> {
  const atMs = ports.clock.nowMs()
  return changeSpace(ports, caller, spaceId, async (draft) => {
    const record = await draft.tx.findConflict(spaceId, conflictId)
    if (record === undefined) throw new AppError('conflict_missing')
    if (record.resolution !== null) throw new AppError('conflict_resolved')
    const author = authorFor(caller, atMs)
    const { choice } = request
    const copy = choice === 'both' ? undefined : await findSeenCopy(draft, record, request)
    const replaced =
      choice === 'copy' && copy !== undefined
        ? await takeOver(draft, author, copy, request.base ?? record.winnerRev, record)
        : undefined
    const resolution = {
      choice,
      atMs,
      deviceName: caller.deviceName,
      ...(replaced && { replaced }),
    }
    const settled: ConflictRow = { ...record, resolution }
    // Settled first, so that the copy's way into the trash does not settle it otherwise.
    draft.putConflict(author, settled)
    const isCopyToGo = choice === 'original' || replaced !== undefined
    if (copy !== undefined && isCopyToGo) {
      await removePlanned(draft, author, await planDelete(draft, copy, draft.seq))
    }
    return { record: settled }
  })
}

async function findSeenCopy(
  draft: SpaceDraft,
  { copyNodeId, copyRev }: ConflictRow,
  { copyBase = copyRev }: ResolveRequest,
): Promise<NodeRow | undefined> {
  const copy = await draft.node(copyNodeId)
  if (copy === undefined || copy.deletion !== null) return undefined
  if (copy.contentRev !== copyBase) throw new AppError('content_changed')
  return copy
}

/** Gives the original the copy's content; undefined when there is no live file to give it to. */
async function takeOver(
  draft: SpaceDraft,
  author: Author,
  { content }: NodeRow,
  base: NodeRow['contentRev'],
  { nodeId }: ConflictRow,
): Promise<Replaced | undefined> {
  const original = await draft.node(nodeId)
  if (original?.deletion !== null || original.content === null || content === null) return undefined
  const before = original.contentRev
  if (isSameContentAndMetadata(original.content, content)) return { before, after: before }
  if (before !== base) throw new AppError('content_changed')
  if (!draft.hasRoomFor(content.sizeBytes)) throw new AppError('quota_exceeded')
  const after = draft.addRevision(author, nodeId, content)
  draft.upsert(author, { ...original, contentRev: after, content })
  return { before, after }
}
