import {
  AppError,
  type ConflictId,
  type ConflictList,
  type ConflictRecord,
  isSameContentAndMetadata,
  type NodeId,
  type Resolution,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import { planDelete, removePlanned } from '../commit/apply-delete.js'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import type { ConflictRow, NodeRow } from '../metadata/rows.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { nodeFinder } from './path-reader.js'
import { type FindNode, pathOf } from './paths.js'
import { authorFor, type ChangePorts, changeSpace } from './space-change.js'

/**
 * Open conflicts, oldest first.
 * @throws AppError not_found
 */
export async function listConflicts(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
): Promise<ConflictList> {
  return store.read(async (tx) => {
    await getSpace(tx, caller, spaceId, 'read')
    const find = nodeFinder(tx, spaceId)
    const conflicts: ConflictList['conflicts'] = []
    for (const record of await tx.listOpenConflicts(spaceId)) {
      const path = await livePath(record.nodeId, find)
      const copyPath = await livePath(record.copyNodeId, find)
      conflicts.push({
        record,
        ...(path === undefined ? {} : { path }),
        ...(copyPath === undefined ? {} : { copyPath }),
      })
    }
    return { conflicts }
  })
}

async function livePath(nodeId: NodeId, find: FindNode): Promise<string | undefined> {
  const row = await find(nodeId)
  return row?.deletion === null ? pathOf(row, find) : undefined
}

/**
 * Settles a conflict in one transaction. `original` moves the copy to the trash; `copy` makes the
 * copy's content a new version of the original and moves the copy to the trash, or, where the
 * original is gone or is no file, lets the copy stay; `both` changes no file. Nothing is lost: what
 * is not chosen is in the trash or an earlier version.
 * @throws AppError not_found, conflict_missing, conflict_resolved
 */
export async function resolveConflict(
  ports: ChangePorts,
  caller: Caller,
  spaceId: SpaceId,
  conflictId: ConflictId,
  choice: Resolution,
): Promise<{ record: ConflictRecord }> {
  const atMs = ports.clock.nowMs()
  return changeSpace(ports, caller, spaceId, async (draft) => {
    const record = await draft.tx.findConflict(spaceId, conflictId)
    if (record === undefined) throw new AppError('conflict_missing')
    if (record.resolution !== null) throw new AppError('conflict_resolved')
    const author = authorFor(caller, atMs)
    const resolution = { choice, atMs, deviceName: caller.deviceName }
    const settled: ConflictRow = { ...record, resolution }
    // Settled first, so that the copy's way into the trash does not settle it otherwise.
    draft.putConflict(author, settled)
    if (choice !== 'both') await settleFiles(draft, author, settled, choice)
    return { record: settled }
  })
}

async function settleFiles(
  draft: SpaceDraft,
  author: Author,
  { nodeId, copyNodeId }: ConflictRow,
  choice: 'original' | 'copy',
): Promise<void> {
  const copy = await draft.node(copyNodeId)
  if (copy === undefined || copy.deletion !== null) return
  if (choice === 'copy' && !(await takeOver(draft, author, nodeId, copy))) return
  await removePlanned(draft, author, await planDelete(draft, copy, draft.seq))
}

/** Gives the original the copy's content; false when there is no live file to give it to. */
async function takeOver(
  draft: SpaceDraft,
  author: Author,
  nodeId: NodeId,
  { content }: NodeRow,
): Promise<boolean> {
  const original = await draft.node(nodeId)
  if (original?.deletion !== null || original.content === null || content === null) return false
  if (isSameContentAndMetadata(original.content, content)) return true
  if (!draft.hasRoomFor(content.sizeBytes)) throw new AppError('quota_exceeded')
  const contentRev = draft.addRevision(author, nodeId, content)
  draft.upsert(author, { ...original, contentRev, content })
  return true
}
