import type { NodeId } from '@tidemark/protocol'
import { orderByDependencies } from './dependency-order.js'
import type { Target } from './plan.js'

/** One side's tree as it is before the placements, for finding out what is in the way. */
export interface PlacementSide {
  /** Whether the node is a folder that exists on this side. */
  hasFolder(nodeId: NodeId): boolean
  /** The folders above the node, the nearest first; none when the node is not on this side. */
  ancestorsOf(nodeId: NodeId): readonly NodeId[]
  /** Another node that has the name now. */
  occupantOf(target: Target): NodeId | undefined
  /**
   * Whether a node that does not move stops another one from taking its name. One that shall move
   * and cannot yet always does.
   */
  isBlocking(occupantId: NodeId): boolean
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

/** A name for an item on its way, ordinary and visible so that a crash cannot hide the item. */
export function passingName(nodeId: NodeId): string {
  return `moving-${nodeId}`
}

/**
 * Orders placements of one side: folders before what they hold, whoever holds a name leaves before
 * the next takes it. What stays in the way blocks, with one exception: an item that is still inside
 * the deleted folder whose name it takes, or which the holder of its name waits for, steps aside
 * first, or none of them could ever go (PS117).
 */
export function resolvePlacements<P extends Target>(
  wanted: ReadonlyMap<NodeId, P>,
  side: PlacementSide,
): ResolvedPlacements<P> {
  const open = new Map(wanted)
  const blocked: { placement: P; reason: 'parent' | 'name' }[] = []
  // Each removal may block others that counted on it, so look again until nothing changes.
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false
    for (const [nodeId, placement] of open) {
      const isStaying = (id: NodeId): boolean =>
        !open.has(id) && (wanted.has(id) || side.isBlocking(id))
      const reason = blockOf(placement, { wanted, open, isStaying, side })
      if (reason === undefined) continue
      hasChanged = true
      open.delete(nodeId)
      if (reason === 'inside_occupant') open.set(nodeId, stepAside(placement))
      else blocked.push({ placement, reason })
    }
  }
  const components = orderByDependencies([...open.keys()], (nodeId) =>
    dependenciesOf(open.get(nodeId), side),
  )
  const resolved = components.map((ids) => ids.flatMap((nodeId) => open.get(nodeId) ?? []))
  return { components: resolved.map((knot) => giveWay(knot, open, side)), blocked }
}

/**
 * Members of a knot are applied together or not at all, so none can be given the name of a copy. One
 * whose name another item keeps takes its passing name; from there it goes on alone.
 */
function giveWay<P extends Target>(
  knot: readonly P[],
  open: ReadonlyMap<NodeId, P>,
  side: PlacementSide,
): readonly P[] {
  if (knot.length < 2) return knot
  return knot.map((placement) => {
    const occupant = side.occupantOf(placement)
    return occupant === undefined || open.has(occupant) ? placement : stepAside(placement)
  })
}

/** What blocks are found by. */
interface Surroundings {
  readonly wanted: ReadonlyMap<NodeId, Target>
  /** Placements that can be done as far as is known. */
  readonly open: ReadonlyMap<NodeId, Target>
  readonly side: PlacementSide
  isStaying(nodeId: NodeId): boolean
}

function blockOf(
  placement: Target,
  around: Surroundings,
): 'parent' | 'name' | 'inside_occupant' | undefined {
  const { open, side } = around
  if (!side.hasFolder(placement.parentId) && !open.has(placement.parentId)) return 'parent'
  const occupant = side.occupantOf(placement)
  if (occupant === undefined || !around.isStaying(occupant)) return undefined
  return waitsForOwnFolder(placement, around) ? 'inside_occupant' : 'name'
}

/**
 * Whether the name is held by a folder that is about to be deleted and cannot be before this item
 * has left it; or by an item that waits for such a folder, and so on.
 */
function waitsForOwnFolder(placement: Target, { wanted, side }: Surroundings): boolean {
  const passed = new Set<NodeId>()
  let at: Target | undefined = placement
  while (at !== undefined) {
    const occupant = side.occupantOf(at)
    if (occupant === undefined || passed.has(occupant)) return false
    if (side.isLeaving(occupant)) return side.ancestorsOf(placement.nodeId).includes(occupant)
    passed.add(occupant)
    at = wanted.get(occupant)
  }
  return false
}

function stepAside<P extends Target>(placement: P): P {
  return { ...placement, name: passingName(placement.nodeId) }
}

function dependenciesOf(placement: Target | undefined, side: PlacementSide): NodeId[] {
  if (placement === undefined) return []
  const { nodeId, parentId } = placement
  const found: NodeId[] = []
  if (!side.hasFolder(parentId)) found.push(parentId)
  // Going into a folder below itself: what lies between has to come out first (PS111).
  const above = [parentId, ...side.ancestorsOf(parentId)]
  const own = above.indexOf(nodeId)
  if (own !== -1) found.push(...above.slice(0, own))
  const occupant = side.occupantOf(placement)
  if (occupant !== undefined) found.push(occupant)
  return found
}
