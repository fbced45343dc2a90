import type { NodeId, RevisionId, UndoObstacle } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'
import type { FormerPlace, NodeStory } from './node-story.js'

/** One thing to do. Steps of one node follow in this order. */
export type UndoStep =
  /** Out of the trash to `place`; a folder with all that went with it when `isWhole`. */
  | {
      readonly do: 'back'
      readonly nodeId: NodeId
      readonly deletedSeq: number
      readonly place: FormerPlace
      readonly isWhole: boolean
    }
  | { readonly do: 'place'; readonly nodeId: NodeId; readonly place: FormerPlace }
  | { readonly do: 'trash'; readonly nodeId: NodeId }
  | { readonly do: 'content'; readonly nodeId: NodeId; readonly revisionId: RevisionId }

/** A node that stays as it is in some way, and why. */
export interface KeptNode {
  readonly nodeId: NodeId
  readonly obstacle: UndoObstacle
}

/** What undoing a device comes to. */
export interface UndoPlan {
  /** Restores first, then moves, trash, contents; within each what comes first mostly can be done first. */
  readonly steps: readonly UndoStep[]
  readonly kept: readonly KeptNode[]
  /** Items that `back` steps bring back. */
  readonly backCount: number
}

/** What one deletion of the device took and is still in the trash because of it. */
export interface DeletedSet {
  readonly seq: number
  /** Parents before children. */
  readonly rows: readonly NodeRow[]
}

/** What the decision is made of. */
export interface UndoneChanges {
  readonly stories: ReadonlyMap<NodeId, NodeStory>
  /** Rows as they are now of all nodes with a story. */
  readonly rows: ReadonlyMap<NodeId, NodeRow>
  readonly deletedSets: readonly DeletedSet[]
}

/**
 * Decides how to take back what a device did: each item goes back to what it was before the device
 * first touched it, aspect by aspect, except where somebody else has changed that aspect since. What
 * the device deleted comes back, what it made goes to the trash. Nothing is ever removed for good.
 */
export function planUndo({ stories, rows, deletedSets }: UndoneChanges): UndoPlan {
  const kept: KeptNode[] = []
  const wishes = new Map<NodeId, Wish>()
  const ownSeqs = new Set(deletedSets.map(({ seq }) => seq))
  for (const story of stories.values()) {
    const row = rows.get(story.nodeId)
    if (row === undefined || row.parentId === null) continue
    const wish = wishFor(story, row, ownSeqs)
    if (wish.obstacle !== undefined) kept.push({ nodeId: row.nodeId, obstacle: wish.obstacle })
    wishes.set(row.nodeId, wish)
  }
  const back = planReturns(deletedSets, wishes)
  const steps: UndoStep[] = [...back.steps]
  for (const { place, nodeId } of wishes.values()) {
    if (place !== undefined) steps.push({ do: 'place', nodeId, place })
  }
  for (const { isToGo, nodeId } of wishes.values()) {
    if (!isToGo || back.nodeIds.has(nodeId)) continue
    if (rows.get(nodeId)?.deletion === null) steps.push({ do: 'trash', nodeId })
  }
  for (const { content, nodeId } of wishes.values()) {
    if (content !== undefined) steps.push({ do: 'content', nodeId, revisionId: content })
  }
  return { steps, kept, backCount: back.nodeIds.size }
}

/** What shall become of one node beside coming back. */
interface Wish {
  readonly nodeId: NodeId
  readonly isToGo: boolean
  readonly place: FormerPlace | undefined
  readonly content: RevisionId | undefined
  readonly obstacle: UndoObstacle | undefined
}

function wishFor(story: NodeStory, row: NodeRow, ownSeqs: ReadonlySet<number>): Wish {
  const { nodeId } = story
  const nothing = { nodeId, isToGo: false, place: undefined, content: undefined }
  if (story.isUnknown) return { ...nothing, obstacle: 'not_recorded' }
  const areOthersIn = story.othersDecided || story.othersMoved || story.othersEdited
  if (story.was === 'absent') {
    if (!areOthersIn) return { ...nothing, isToGo: true, obstacle: undefined }
    return { ...nothing, obstacle: row.deletion === null ? 'others_changed' : undefined }
  }
  const wasTakenByOthers = row.deletion !== null && !ownSeqs.has(row.deletion.seq)
  if (story.othersDecided || wasTakenByOthers) return { ...nothing, obstacle: 'others_changed' }
  const isMoved =
    story.place !== undefined &&
    (story.place.parentId !== row.parentId || story.place.name !== row.name)
  const isEdited = story.content !== undefined && story.content !== row.contentRev
  return {
    ...nothing,
    place: isMoved && !story.othersMoved ? story.place : undefined,
    content: isEdited && !story.othersEdited ? story.content : undefined,
    obstacle: story.othersMoved || story.othersEdited ? 'others_changed' : undefined,
  }
}

/** Which deleted nodes come back, and whether one by one or with all that is below them. */
function planReturns(
  sets: readonly DeletedSet[],
  wishes: ReadonlyMap<NodeId, Wish>,
): { steps: UndoStep[]; nodeIds: Set<NodeId> } {
  const deleted = new Map(sets.flatMap(({ rows }) => rows.map((row) => [row.nodeId, row])))
  const nodeIds = new Set<NodeId>()
  const targetOf = (row: NodeRow) => wishes.get(row.nodeId)?.place ?? placeOf(row)
  for (const row of deleted.values()) {
    if (wishes.get(row.nodeId)?.isToGo === true) continue
    // A folder that the device made comes back where something of others has to be put into it.
    for (
      let at: NodeRow | undefined = row;
      at !== undefined && !nodeIds.has(at.nodeId);
      at = deleted.get(targetOf(at).parentId)
    ) {
      nodeIds.add(at.nodeId)
    }
  }
  const steps: UndoStep[] = []
  // What was deleted last comes back first: folders before what had been deleted out of them.
  for (const { seq, rows } of sets.toSorted((a, b) => b.seq - a.seq)) {
    const isWhole = wholeTops(rows, nodeIds, wishes)
    for (const row of rows) {
      const top = isWhole.get(row.nodeId)
      if (!nodeIds.has(row.nodeId) || (top !== undefined && top !== row.nodeId)) continue
      const { nodeId } = row
      steps.push({
        do: 'back',
        nodeId,
        deletedSeq: seq,
        place: targetOf(row),
        isWhole: top === nodeId,
      })
    }
  }
  return { steps, nodeIds }
}

/** For each row below a top that comes back whole, and that top itself: the top. */
function wholeTops(
  rows: readonly NodeRow[],
  nodeIds: ReadonlySet<NodeId>,
  wishes: ReadonlyMap<NodeId, Wish>,
): Map<NodeId, NodeId> {
  const topOf = new Map<NodeId, NodeId>()
  const broken = new Set<NodeId>()
  for (const { nodeId, parentId } of rows) {
    const top = (parentId === null ? undefined : topOf.get(parentId)) ?? nodeId
    topOf.set(nodeId, top)
    const hasOwnWay = nodeId !== top && wishes.get(nodeId)?.place !== undefined
    if (!nodeIds.has(nodeId) || hasOwnWay) broken.add(top)
  }
  for (const [nodeId, top] of topOf) if (broken.has(top)) topOf.delete(nodeId)
  return topOf
}

function placeOf({ parentId, name, nodeId }: NodeRow): FormerPlace {
  if (parentId === null) throw new Error(`the root ${nodeId} is in the trash`)
  return { parentId, name }
}
