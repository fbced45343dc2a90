import type { DeleteOperation, NodeId, RevisionId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import { type FolderDeletePlan, planFolderDelete } from './plan-folder-delete.js'
import { applied, type Outcome } from './results.js'
import type { Author, SpaceDraft } from './space-draft.js'

/** What deleting `node` would do now; `plannedSeq` is the position that the deleter had seen. */
export async function planDelete(
  draft: SpaceDraft,
  node: NodeRow,
  plannedSeq: number,
): Promise<FolderDeletePlan> {
  if (node.kind === 'folder') {
    return planFolderDelete(node, await listBelow(draft, node.nodeId), plannedSeq)
  }
  const fileCount = node.kind === 'file' ? 1 : 0
  return { removals: [{ top: node, all: [node] }], restated: [], fileCount }
}

/** Stages a planned deletion into the trash. */
export async function applyDelete(
  draft: SpaceDraft,
  author: Author,
  operation: DeleteOperation,
  node: NodeRow,
  plan: FolderDeletePlan,
): Promise<Outcome> {
  await removePlanned(draft, author, plan)
  const now = (await draft.node(node.nodeId)) ?? node
  return applied(operation, now, { deletedFiles: plan.fileCount }, draft.seq)
}

/** Stages the removals of a plan, and states anew what stays against the deleter's expectation. */
export async function removePlanned(
  draft: SpaceDraft,
  author: Author,
  { removals, restated }: FolderDeletePlan,
): Promise<void> {
  let deletionSeq: number | undefined
  const gone = new Set<NodeId>()
  for (const { top, all } of removals) {
    const seq = draft.remove(author, top, all, deletionSeq)
    deletionSeq ??= seq
    for (const row of all) gone.add(row.nodeId)
  }
  for (const row of restated) restate(draft, author, row)
  await settleConflictsOf(draft, author, gone)
}

/**
 * Journals a live node under a new place revision, so that a device which deleted it brings it back
 * and its deletion, sent again, meets a changed place.
 */
export function restate(draft: SpaceDraft, author: Author, row: NodeRow): void {
  draft.upsert(author, { ...row, placeRev: draft.mint<RevisionId>() })
}

/** A conflict whose copy is gone has been settled for the original (PS060). */
async function settleConflictsOf(
  draft: SpaceDraft,
  author: Author,
  gone: ReadonlySet<NodeId>,
): Promise<void> {
  const { atMs, deviceName } = author
  for (const record of await draft.openConflicts()) {
    if (!gone.has(record.copyNodeId)) continue
    const resolution = { choice: 'original', atMs, deviceName } as const
    draft.putConflict(author, { ...record, resolution })
  }
}

/** Everything live below a folder, parents before children: one query per level. */
export async function listBelow(draft: SpaceDraft, folderId: NodeId): Promise<NodeRow[]> {
  const seen = new Set<NodeId>([folderId])
  const rows: NodeRow[] = []
  let level: NodeId[] = [folderId]
  while (level.length > 0) {
    // An unfinished group may hold a cycle, which must not be followed round and round.
    const children = (await draft.liveChildren(level, 'all')).filter((row) => !seen.has(row.nodeId))
    for (const row of children) seen.add(row.nodeId)
    rows.push(...children)
    level = children.filter((row) => row.kind === 'folder').map((row) => row.nodeId)
  }
  return rows
}
