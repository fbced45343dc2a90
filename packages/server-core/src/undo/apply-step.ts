import {
  isSameContentAndMetadata,
  type NodeId,
  type RevisionId,
  type UndoObstacle,
} from '@tidemark/protocol'
import { listBelow, planDelete, removePlanned } from '../commit/apply-delete.js'
import { bringBackNode } from '../commit/apply-restore.js'
import { checkPlaced, renumberFolders } from '../commit/check-placed.js'
import { freeName } from '../commit/free-name.js'
import type { Author, SpaceDraft } from '../commit/space-draft.js'
import type { NodeRow } from '../metadata/rows.js'
import type { FormerPlace } from './node-story.js'
import type { UndoStep } from './plan-undo.js'

/** What other steps are still to come, and how hard this one has to try. */
export interface StepsAhead {
  /** A `back` step of the node is still to come. */
  isReturning(nodeId: NodeId): boolean
  /** A `place` step of the node is still to come. */
  isMoving(nodeId: NodeId): boolean
  /** A `trash` step of the node is still to come. */
  isGoing(nodeId: NodeId): boolean
  /** Something is still to come into the folder. */
  isAwaiting(folderId: NodeId): boolean
  /** Changed by others after the plan was made. */
  isForeign(row: NodeRow): boolean
  /**
   * `wait` for the steps that stand in the way; `push` because all wait for each other; `end` because
   * nothing that stands in the way can be done any more.
   */
  readonly effort: 'wait' | 'push' | 'end'
}

/** What came of one step. */
export type StepOutcome =
  /** Also `aside`: under another name for now, with the step still to come. */
  | {
      readonly outcome: 'done' | 'aside'
      readonly changed: readonly NodeRow[]
      readonly items: number
    }
  /** Another step has to be done first. */
  | { readonly outcome: 'blocked'; readonly by: 'name' | 'folder' }
  /** It was so already, or it stays as it is. */
  | { readonly outcome: 'nothing' | UndoObstacle }

type Step<Do extends UndoStep['do']> = Extract<UndoStep, { do: Do }>

const NOTHING: StepOutcome = { outcome: 'nothing' }
const BLOCKED_BY_NAME: StepOutcome = { outcome: 'blocked', by: 'name' }
const BLOCKED_BY_FOLDER: StepOutcome = { outcome: 'blocked', by: 'folder' }

/** Stages one step, if it can be done now. Nothing is staged otherwise. */
export async function applyStep(
  draft: SpaceDraft,
  author: Author,
  step: UndoStep,
  ahead: StepsAhead,
): Promise<StepOutcome> {
  draft.begin()
  const row = await draft.node(step.nodeId)
  if (row === undefined) return { outcome: 'others_changed' }
  if (step.do === 'back') return goBack(draft, author, step, row, ahead)
  if (row.deletion !== null) {
    if (step.do === 'trash') return NOTHING
    const isToWait = ahead.effort === 'wait' && (await isComingBack(draft, row, ahead))
    return isToWait ? BLOCKED_BY_FOLDER : { outcome: 'others_changed' }
  }
  if (ahead.isForeign(row)) return { outcome: 'others_changed' }
  switch (step.do) {
    case 'place':
      return moveBack(draft, author, step, row, ahead)
    case 'trash':
      return throwAway(draft, author, row, ahead)
    case 'content':
      return rewind(draft, author, step, row)
  }
}

async function goBack(
  draft: SpaceDraft,
  author: Author,
  step: Step<'back'>,
  row: NodeRow,
  ahead: StepsAhead,
): Promise<StepOutcome> {
  const { deletedSeq, place, isWhole } = step
  // It came back aside and still has to get its own name, or somebody else was faster.
  if (row.deletion === null) {
    return ahead.isForeign(row) ? NOTHING : moveBack(draft, author, step, row, ahead)
  }
  if (row.deletion.seq !== deletedSeq) return NOTHING
  if (row.kind === 'file' && row.content === null) return { outcome: 'version_gone' }
  const hindrance = await folderHindrance(draft, place.parentId, ahead)
  if (hindrance !== undefined) return hindrance
  const occupant = await occupantOf(draft, place, row)
  const isClearing = occupant !== undefined && isLeaving(occupant, ahead)
  if (isClearing && ahead.effort === 'wait') return BLOCKED_BY_NAME
  const { parentId } = place
  const name =
    occupant === undefined ? place.name : await freeName(draft, parentId, place.name, row.nodeId)
  const changed = await bringBackNode(draft, author, row, { parentId, name }, { isWhole })
  const outcome = isClearing && ahead.effort === 'push' ? 'aside' : 'done'
  return settlePlace(draft, row, { outcome, changed, items: changed.length })
}

async function moveBack(
  draft: SpaceDraft,
  author: Author,
  { place }: { readonly place: FormerPlace },
  row: NodeRow,
  ahead: StepsAhead,
): Promise<StepOutcome> {
  const { parentId } = place
  if (row.parentId === parentId && row.name === place.name) return NOTHING
  const hindrance = await folderHindrance(draft, parentId, ahead)
  if (hindrance !== undefined) return hindrance
  const occupant = await occupantOf(draft, place, row)
  if (occupant !== undefined) {
    if (!isLeaving(occupant, ahead) || ahead.effort === 'end') return { outcome: 'name_taken' }
    if (ahead.effort === 'wait') return BLOCKED_BY_NAME
  }
  const name =
    occupant === undefined ? place.name : await freeName(draft, parentId, place.name, row.nodeId)
  const moved = draft.upsert(author, { ...row, parentId, name, placeRev: draft.mint<RevisionId>() })
  const outcome = occupant === undefined ? 'done' : 'aside'
  const settled = await settlePlace(draft, row, { outcome, changed: [moved], items: 1 })
  // The folder may still lie below this one, and leave it by a step of its own.
  const isToWait = settled.outcome === 'folder_gone' && ahead.effort === 'wait'
  return isToWait ? BLOCKED_BY_FOLDER : settled
}

async function throwAway(
  draft: SpaceDraft,
  author: Author,
  row: NodeRow,
  ahead: StepsAhead,
): Promise<StepOutcome> {
  const below = row.kind === 'folder' ? await listBelow(draft, row.nodeId) : []
  const staying = below.filter((inner) => !ahead.isGoing(inner.nodeId) || ahead.isForeign(inner))
  const isAwaiting = [row, ...below].some(({ nodeId }) => ahead.isAwaiting(nodeId))
  if (ahead.effort === 'wait') {
    if (isAwaiting || staying.some(({ nodeId }) => ahead.isMoving(nodeId))) return BLOCKED_BY_FOLDER
  }
  if (isAwaiting || staying.length > 0) return { outcome: 'in_use' }
  await removePlanned(draft, author, await planDelete(draft, row, draft.seq))
  return { outcome: 'done', changed: [], items: 1 + below.length }
}

async function rewind(
  draft: SpaceDraft,
  author: Author,
  { revisionId }: Step<'content'>,
  row: NodeRow,
): Promise<StepOutcome> {
  const former = await draft.revision(revisionId)
  if (former === undefined) return { outcome: 'version_gone' }
  const { content } = former
  if (row.content !== null && isSameContentAndMetadata(row.content, content)) return NOTHING
  if (!draft.hasRoomFor(content.sizeBytes)) return { outcome: 'no_room' }
  const contentRev = draft.addRevision(author, row.nodeId, content)
  const changed = [draft.upsert(author, { ...row, contentRev, content })]
  return { outcome: 'done', changed, items: 1 }
}

/** Why nothing can come into the folder now; undefined when it can. */
async function folderHindrance(
  draft: SpaceDraft,
  folderId: NodeId,
  ahead: StepsAhead,
): Promise<StepOutcome | undefined> {
  const folder = await draft.node(folderId)
  if (folder?.deletion === null && folder.kind === 'folder') return undefined
  const isToWait =
    ahead.effort === 'wait' && folder !== undefined && (await isComingBack(draft, folder, ahead))
  return isToWait ? BLOCKED_BY_FOLDER : { outcome: 'folder_gone' }
}

/** Whether a deleted node, or a folder with which it was deleted, is still to come back. */
async function isComingBack(draft: SpaceDraft, row: NodeRow, ahead: StepsAhead): Promise<boolean> {
  let at: NodeRow | undefined = row
  while (at !== undefined && at.deletion !== null) {
    if (ahead.isReturning(at.nodeId)) return true
    at = at.parentId === null ? undefined : await draft.node(at.parentId)
  }
  return false
}

async function occupantOf(
  draft: SpaceDraft,
  { parentId, name }: FormerPlace,
  row: NodeRow,
): Promise<NodeRow | undefined> {
  const others = await draft.occupants(parentId, name)
  return others.find(({ nodeId }) => nodeId !== row.nodeId)
}

function isLeaving({ nodeId }: NodeRow, ahead: StepsAhead): boolean {
  return ahead.isMoving(nodeId) || ahead.isGoing(nodeId)
}

/** Lets a staged place stand, or takes it back where it cannot be: inside itself, or too deep. */
async function settlePlace(
  draft: SpaceDraft,
  { nodeId, kind }: NodeRow,
  outcome: StepOutcome,
): Promise<StepOutcome> {
  const placed = { nodeId, hasBelow: kind === 'folder' }
  if ((await checkPlaced(draft, placed)) !== undefined) {
    draft.rollback()
    return { outcome: 'folder_gone' }
  }
  await renumberFolders(draft, [placed])
  return outcome
}
