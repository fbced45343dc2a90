import {
  AppError,
  type ConflictId,
  type ConflictRecord,
  type RevisionId,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { bringBackNode } from '../commit/apply-restore.js'
import { checkPlaced } from '../commit/check-placed.js'
import { freeName } from '../commit/free-name.js'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import type { ConflictRow, NodeRow } from '../metadata/rows.js'
import { authorFor, type ChangePorts, changeSpace } from './space-change.js'

/**
 * Opens a settled conflict again and brings back what was there before, in one transaction: the copy
 * returns from the trash, and an original that took the copy's content gets its former one as a new
 * version. Conflicts that ended because somebody deleted the copy can be undone alike. An open
 * conflict is answered as it is, so the call may be repeated.
 * @throws AppError not_found, conflict_missing; changed_since when the original was edited or
 *   deleted after it took the copy's content, or a copy that was to stay is gone; revision_missing
 *   when retention has taken a content; quota_exceeded. Nothing is done then.
 */
export async function undoResolution(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  conflictId: ConflictId,
): Promise<{ record: ConflictRecord }> {
  const atMs = ports.clock.nowMs()
  return changeSpace(ports, caller, spaceId, async (draft) => {
    const record = await draft.tx.findConflict(spaceId, conflictId)
    if (record === undefined) throw new AppError('conflict_missing')
    if (record.resolution === null) return { record }
    const author = authorFor(caller, atMs)
    const { choice, replaced } = record.resolution
    const winnerRev =
      replaced === undefined ? record.winnerRev : await giveBack(draft, author, record, replaced)
    const wasCopyTrashed = choice === 'original' || replaced !== undefined
    const copy = await bringBackCopy(draft, author, record, wasCopyTrashed)
    const reopened: ConflictRow = {
      ...record,
      winnerRev,
      copyRev: copy.contentRev,
      resolution: null,
    }
    draft.putConflict(author, reopened)
    return { record: reopened }
  })
}

/** Gives the original the content that the copy's has replaced; answers its revision. */
async function giveBack(
  draft: SpaceDraft,
  author: Author,
  { nodeId }: ConflictRow,
  replaced: { before: RevisionId; after: RevisionId },
): Promise<RevisionId> {
  const original = await draft.node(nodeId)
  if (original?.deletion !== null || original.contentRev !== replaced.after) {
    throw new AppError('changed_since')
  }
  if (replaced.before === replaced.after) return replaced.after
  const former = await draft.revision(replaced.before)
  if (former === undefined) throw new AppError('revision_missing')
  const { content } = former
  if (!draft.hasRoomFor(content.sizeBytes)) throw new AppError('quota_exceeded')
  const contentRev = draft.addRevision(author, nodeId, content)
  draft.upsert(author, { ...original, contentRev, content })
  return contentRev
}

async function bringBackCopy(
  draft: SpaceDraft,
  author: Author,
  { copyNodeId }: ConflictRow,
  wasTrashed: boolean,
): Promise<NodeRow> {
  const copy = await draft.node(copyNodeId)
  if (copy?.deletion === null) return copy
  if (copy === undefined || !wasTrashed) throw new AppError('changed_since')
  if (copy.content === null) throw new AppError('revision_missing')
  const parentId = await liveFolderOf(draft, copy)
  const name = await freeName(draft, parentId, copy.name, copyNodeId)
  const place = { parentId, name }
  const [row = copy] = await bringBackNode(draft, author, copy, place, { isWhole: false })
  const code = await checkPlaced(draft, { nodeId: copyNodeId, hasBelow: false })
  if (code !== undefined) throw new AppError(code)
  return row
}

/** The folder it was in; the root when that one is gone. */
async function liveFolderOf(draft: SpaceDraft, { parentId }: NodeRow) {
  const parent = parentId === null ? undefined : await draft.node(parentId)
  const isLive = parent?.deletion === null && parent.kind === 'folder'
  return isLive ? parent.nodeId : draft.space.rootNodeId
}
