import type { NodeId } from '@tidemark/protocol'
import { orderByDependencies } from './dependency-order.js'
import { isPassing, passingName } from './passing-name.js'
import type { Target } from './plan.js'

/** One side's tree as it is before the placements, for finding out what is in the way. */
export interface PlacementSide {
  /** Whether the node is a folder that exists on this side. */
  hasFolder(nodeId: NodeId): boolean
  /** The folders above the node, the nearest first; none when the node is not on this side. */
  ancestorsOf(nodeId: NodeId): readonly NodeId[]
  /** Another node that has the name now. */
  occupantOf(target: Target): NodeId | undefined
  /** Whether the node is at its target on this side. */
  isThere(target: Target): boolean
  /**
   * Whether a node that does not move stops another one from taking its name. One that shall move
   * and cannot yet always does.
   */
  isBlocking(occupantId: NodeId): boolean
  /** The folders above the node when both sides last agreed on it, the nearest first. */
  formerAncestorsOf(nodeId: NodeId): readonly NodeId[]
  /** Whether the node is about to be deleted on this side. */
  isLeaving(nodeId: NodeId): boolean
}

/** Placements in the order in which they can be carried out. */
export interface ResolvedPlacements<P extends Target> {
  /** What can be done, in order; mutually dependent ones together. */
  readonly components: readonly (readonly P[])[]
  /** What cannot be done now, and for what it waits. */
  readonly blocked: readonly { readonly placement: P; readonly reason: 'parent' | 'name' }[]
}

/**
 * Orders placements of one side: folders before what they hold, whoever holds a name leaves before
 * the next takes it. What stays in the way blocks, with one exception: where items wait for the name
 * of a deleted folder and the folder for items in it to leave, so that none could ever go, one steps
 * aside (PS117).
 */
export function resolvePlacements<P extends Target>(
  wanted: ReadonlyMap<NodeId, P>,
  side: PlacementSide,
): ResolvedPlacements<P> {
  const open = new Map(wanted)
  const blocked = takeBlocked(open, wanted, side)
  const asides = findDeadlocked(blocked, side)
  if (asides.length > 0) {
    const moved = asides.map((placement) => [placement.nodeId, stepAside(placement)] as const)
    return resolvePlacements(new Map([...wanted, ...moved]), side)
  }
  const components = orderByDependencies([...open.keys()], (nodeId) =>
    dependenciesOf(open.get(nodeId), open, side),
  )
  const resolved = components.map((ids) => ids.flatMap((nodeId) => open.get(nodeId) ?? []))
  return { components: resolved.map((knot) => giveWay(knot, open, side)), blocked }
}

interface Blocked<P extends Target> {
  readonly placement: P
  readonly reason: 'parent' | 'name'
}

/** Takes what cannot be done out of `open`. */
function takeBlocked<P extends Target>(
  open: Map<NodeId, P>,
  wanted: ReadonlyMap<NodeId, P>,
  side: PlacementSide,
): Blocked<P>[] {
  const blocked: Blocked<P>[] = []
  const isStaying = (id: NodeId): boolean =>
    !open.has(id) && (wanted.has(id) || side.isBlocking(id))
  // Each removal may block others that counted on it, so look again until nothing changes.
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false
    for (const [nodeId, placement] of open) {
      const occupant = side.occupantOf(placement)
      const hasFolder = side.hasFolder(placement.parentId) || open.has(placement.parentId)
      const hasParent = hasFolder && !isInsideItself(placement, open, side)
      const isFree = occupant === undefined || !isStaying(occupant)
      if (hasParent && isFree) continue
      hasChanged = true
      open.delete(nodeId)
      blocked.push({ placement, reason: hasParent ? 'name' : 'parent' })
    }
  }
  return blocked
}

/** Whether the item is to go into a folder below itself that no placement takes out of it (E07). */
function isInsideItself(
  { nodeId, parentId }: Target,
  open: ReadonlyMap<NodeId, Target>,
  side: PlacementSide,
): boolean {
  const above = foldersAbove(parentId, open, side)
  const own = above.indexOf(nodeId)
  return own !== -1 && !above.slice(0, own).some((id) => open.has(id) && side.hasFolder(id))
}

/** The folder and those above it, through such as are still to be made. */
function foldersAbove(
  folderId: NodeId,
  open: ReadonlyMap<NodeId, Target>,
  side: PlacementSide,
): readonly NodeId[] {
  const toBeMade: NodeId[] = []
  let at = folderId
  while (!side.hasFolder(at)) {
    const parentId = open.get(at)?.parentId
    if (parentId === undefined || toBeMade.includes(at)) break
    toBeMade.push(at)
    at = parentId
  }
  return [...toBeMade, at, ...side.ancestorsOf(at)]
}

/**
 * What has to step aside: of each ring of waiting the item with the smallest id that waits for a
 * name. A deleted folder waits for what is still in it, an item for its folder, or for the one with
 * which that comes back, and for the holder of its name.
 */
function findDeadlocked<P extends Target>(
  blocked: readonly Blocked<P>[],
  side: PlacementSide,
): P[] {
  const waiting = new Map(blocked.map((one) => [one.placement.nodeId, one]))
  const inLeaving = new Map<NodeId, NodeId[]>()
  for (const nodeId of waiting.keys()) {
    for (const folderId of side.ancestorsOf(nodeId)) {
      if (!side.isLeaving(folderId)) continue
      const inside = inLeaving.get(folderId)
      if (inside === undefined) inLeaving.set(folderId, [nodeId])
      else inside.push(nodeId)
    }
  }
  const comesWith = new Set<NodeId>()
  const rings = orderByDependencies([...waiting.keys(), ...inLeaving.keys()], (id) => {
    const placement = waiting.get(id)?.placement
    if (placement === undefined) return inLeaving.get(id) ?? []
    const isFolderThere = side.hasFolder(placement.parentId)
    const formerAbove = isFolderThere ? [] : side.formerAncestorsOf(placement.parentId)
    const restored = formerAbove.find((folder) => isRestoredWhole(waiting.get(folder)?.placement))
    if (restored !== undefined) comesWith.add(restored)
    const onOthers = [placement.parentId, side.occupantOf(placement), restored]
    return [...(inLeaving.get(id) ?? []), ...onOthers.filter((other) => other !== undefined)]
  })
  return rings.flatMap((ids) => {
    if (ids.length < 2 || !ids.some((id) => inLeaving.has(id) || comesWith.has(id))) return []
    const candidates = ids.flatMap((id) => {
      const one = waiting.get(id)
      return one?.reason === 'name' ? [one.placement] : []
    })
    const first = candidates.sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))[0]
    if (first === undefined || isPassing(first) || side.isThere(stepAside(first))) return []
    return [first]
  })
}

/**
 * Members of a knot are applied together or not at all, so none can be given the name of a copy. One
 * whose name another item keeps, or may keep because it comes back with the folder, takes its
 * passing name; from there it goes on alone.
 */
function giveWay<P extends Target>(
  knot: readonly P[],
  open: ReadonlyMap<NodeId, P>,
  side: PlacementSide,
): readonly P[] {
  if (knot.length < 2) return knot
  return innerFirst(knot, side).map((placement) => {
    const occupant = side.occupantOf(placement)
    const isKept = occupant !== undefined && !open.has(occupant)
    const isRestored = isRestoredWhole(open.get(placement.parentId))
    return isKept || isRestored ? stepAside(placement) : placement
  })
}

/** Whether a folder comes back with all that was in it. */
function isRestoredWhole(placement: Target | undefined): boolean {
  return placement !== undefined && 'subtree' in placement && placement.subtree === true
}

/** A folder that is restored brings back what is below it: what goes elsewhere has to be out by then. */
function innerFirst<P extends Target>(knot: readonly P[], side: PlacementSide): readonly P[] {
  if (!knot.some((placement) => 'subtree' in placement)) return knot
  const depthOf = ({ nodeId }: P): number => side.formerAncestorsOf(nodeId).length
  return knot.toSorted((a, b) => depthOf(b) - depthOf(a))
}

function stepAside<P extends Target>(placement: P): P {
  return { ...placement, name: passingName(placement) }
}

function dependenciesOf(
  placement: Target | undefined,
  open: ReadonlyMap<NodeId, Target>,
  side: PlacementSide,
): NodeId[] {
  if (placement === undefined) return []
  const { nodeId, parentId } = placement
  const found: NodeId[] = []
  if (!side.hasFolder(parentId)) found.push(parentId)
  // Going into a folder below itself: what lies between has to come out first (PS111).
  const above = foldersAbove(parentId, open, side)
  const own = above.indexOf(nodeId)
  if (own !== -1) found.push(...above.slice(0, own))
  const occupant = side.occupantOf(placement)
  if (occupant !== undefined) found.push(occupant)
  return found
}
