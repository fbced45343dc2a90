import { type NodeId, nameKey } from '@tidemark/protocol'
import type { Place } from '../trees.js'
import { ancestorsOf, entriesOf, isSamePlace, type Trees } from './entries.js'
import type { PlacementSide } from './placements.js'
import type { Target } from './plan.js'

/** The server's tree: it resolves clashes itself, by names for copies. */
export function remoteSide(trees: Trees, isLeaving: (nodeId: NodeId) => boolean): PlacementSide {
  return {
    hasFolder: (nodeId) => trees.remote.find(nodeId)?.kind === 'folder',
    ancestorsOf: (nodeId) => ancestorsOf(trees.remote, nodeId),
    occupantOf: ({ nodeId, parentId, name }) =>
      trees.remote.childrenByKey(parentId, nameKey(name)).find((other) => other.nodeId !== nodeId)
        ?.nodeId,
    formerAncestorsOf: (nodeId) => ancestorsOf(trees.synced, nodeId),
    isThere: (target) => isAt(trees.remote.find(target.nodeId), target),
    // An item that vanished here either goes, freeing the name, or comes back, keeping it: until
    // that is decided a newcomer would needlessly become a copy.
    isBlocking(occupantId) {
      const { local, missing, synced } = entriesOf(trees, occupantId)
      return local === undefined && (missing !== undefined || synced !== undefined)
    },
    isLeaving,
  }
}

/** The disk's tree: nothing there is ever replaced by another item. */
export function localSide(trees: Trees, isLeaving: (nodeId: NodeId) => boolean): PlacementSide {
  return {
    hasFolder(nodeId) {
      const { local } = entriesOf(trees, nodeId)
      return local?.kind === 'folder'
    },
    ancestorsOf: (nodeId) => ancestorsOf(trees.local, nodeId),
    occupantOf: ({ nodeId, parentId, name }) =>
      trees.local
        .childrenByKey(parentId, nameKey(name))
        .find((other) => other.nodeId !== nodeId && other.missingSinceMs === null)?.nodeId,
    formerAncestorsOf: (nodeId) => ancestorsOf(trees.synced, nodeId),
    isThere: (target) => isAt(trees.local.find(target.nodeId), target),
    isBlocking: () => true,
    isLeaving,
  }
}

function isAt(node: Place | undefined, target: Target): boolean {
  return node !== undefined && isSamePlace(node, target)
}
