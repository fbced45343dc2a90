import { type NodeId, nameKey } from '@tidemark/protocol'
import { ancestorsOf, entriesOf, type Trees } from './entries.js'
import { isPassing } from './passing-name.js'
import type { PlacementSide } from './placements.js'

/** The server's tree: it resolves clashes itself, by names for copies. */
export function remoteSide(trees: Trees, isLeaving: (nodeId: NodeId) => boolean): PlacementSide {
  return {
    hasFolder: (nodeId) => trees.remote.find(nodeId)?.kind === 'folder',
    ancestorsOf: (nodeId) => ancestorsOf(trees.remote, nodeId),
    occupantOf: ({ nodeId, parentId, name }) =>
      trees.remote.childrenByKey(parentId, nameKey(name)).find((other) => other.nodeId !== nodeId)
        ?.nodeId,
    isPassing: (nodeId) => isPassingIn(trees.remote, nodeId),
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
    isPassing: (nodeId) => isPassingIn(trees.local, nodeId),
    isBlocking: () => true,
    isLeaving,
  }
}

function isPassingIn(tree: Trees['remote'] | Trees['local'], nodeId: NodeId): boolean {
  const node = tree.find(nodeId)
  return node !== undefined && isPassing(node)
}
