import type { NodeId, RestoreOperation, RevisionId } from '@tidemark/protocol'
import type { NodeRow, RevisionRow } from '../metadata/rows.js'
import { freeName } from './free-name.js'
import { applied, type Outcome } from './results.js'
import type { Decision } from './situation.js'
import type { Author, SpaceDraft } from './space-draft.js'

/** Stages the return of a deleted node to the place asked for. */
export async function applyRestore(
  draft: SpaceDraft,
  author: Author,
  restore: RestoreOperation,
  { node, revision, isNameTaken }: Extract<Decision, { do: 'restore' }>,
): Promise<Outcome> {
  const { parentId } = restore
  const name = isNameTaken
    ? await freeName(draft, parentId, restore.copyName, node.nodeId)
    : restore.name
  const settings = { revision, isWhole: restore.subtree === true }
  const [row = node] = await bringBackNode(draft, author, node, { parentId, name }, settings)
  return applied(restore, row, {
    placed: [{ nodeId: node.nodeId, hasBelow: node.kind === 'folder' }],
  })
}

/**
 * Stages the return of a deleted node to a place: a file with `revision` or its last content, a folder
 * with all that was deleted with it when `isWhole`, else alone. Answers what came back, the node first.
 */
export async function bringBackNode(
  draft: SpaceDraft,
  author: Author,
  node: NodeRow,
  { parentId, name }: { parentId: NodeId; name: string },
  { revision, isWhole }: { revision?: RevisionRow | undefined; isWhole: boolean },
): Promise<NodeRow[]> {
  // Listed before the folder is live again: what was deleted with it hangs on its deletion.
  const below = node.kind === 'folder' ? await listDeletedBelow(draft, node) : []
  const content = chooseContent(draft, author, node, revision)
  const placeRev = draft.mint<RevisionId>()
  const place = { parentId, name, placeRev, deletion: null }
  const row = draft.upsert(author, { ...node, ...content, ...place })
  if (isWhole) return [row, ...bringBack(draft, author, below)]
  splitTrashItem(draft, node.nodeId, below)
  return [row]
}

/** Stages the content of an earlier version for a live file, which keeps its place. */
export function applyRewind(
  draft: SpaceDraft,
  author: Author,
  restore: RestoreOperation,
  { node, revision }: Extract<Decision, { do: 'rewind' }>,
): Outcome {
  return applied(restore, rewind(draft, author, node, revision))
}

/** Stages an earlier version as the newest one. */
function rewind(
  draft: SpaceDraft,
  author: Author,
  node: NodeRow,
  { content }: RevisionRow,
): NodeRow {
  const contentRev = draft.addRevision(author, node.nodeId, content)
  return draft.upsert(author, { ...node, contentRev, content })
}

/** The last content keeps its revision: no byte changed, so nobody need fetch it again. */
function chooseContent(
  draft: SpaceDraft,
  author: Author,
  node: NodeRow,
  revision: RevisionRow | undefined,
): Pick<NodeRow, 'contentRev' | 'content'> {
  if (revision === undefined || revision.revisionId === node.contentRev) {
    return { contentRev: node.contentRev, content: node.content }
  }
  const { content } = revision
  return { contentRev: draft.addRevision(author, node.nodeId, content), content }
}

/**
 * Parents first, so that a reader of the journal always knows the folder; under new place revisions,
 * so that no deletion which did not know of the restore takes a part of it away again.
 */
function bringBack(draft: SpaceDraft, author: Author, below: readonly NodeRow[]): NodeRow[] {
  // A file whose versions are gone has nothing to come back with.
  const isThere = ({ kind, content }: NodeRow) => kind !== 'file' || content !== null
  return below
    .filter(isThere)
    .map((row) =>
      draft.upsert(author, { ...row, placeRev: draft.mint<RevisionId>(), deletion: null }),
    )
}

/** The folder comes back alone: each thing that went with it becomes a trash item of its own. */
function splitTrashItem(draft: SpaceDraft, folderId: NodeId, below: readonly NodeRow[]): void {
  const topOf = new Map<NodeId, NodeId>()
  for (const row of below) {
    const isTop = row.parentId === folderId || row.parentId === null
    const topId = isTop ? row.nodeId : (topOf.get(row.parentId) ?? row.nodeId)
    topOf.set(row.nodeId, topId)
    if (row.deletion !== null) draft.amend({ ...row, deletion: { ...row.deletion, topId } })
  }
}

/** What was deleted in the same operation below a folder, parents before children. */
async function listDeletedBelow(draft: SpaceDraft, folder: NodeRow): Promise<NodeRow[]> {
  const rows: NodeRow[] = []
  if (folder.deletion === null) return rows
  let level: NodeId[] = [folder.nodeId]
  while (level.length > 0) {
    const children = await draft.deletedChildren(level, folder.deletion.seq)
    rows.push(...children)
    level = children.filter((row) => row.kind === 'folder').map((row) => row.nodeId)
  }
  return rows
}
