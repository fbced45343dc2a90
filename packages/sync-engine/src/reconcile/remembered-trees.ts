import type { NodeId } from '@tidemark/protocol'
import type { Tree } from '../state-store.js'
import type { Trees } from './entries.js'

/** Lookups that are kept; a few batches of files have no more, a deleted tree may have a million. */
const MAX_REMEMBERED = 20_000

/**
 * The trees as one pass of the planner sees them: what was looked up is not looked up again. The
 * folders above a thousand dirty files are asked for thousands of times. Only while nobody writes.
 */
export function rememberedTrees({ remote, local, synced }: Trees): Trees {
  return { remote: remembered(remote), local: remembered(local), synced: remembered(synced) }
}

function remembered<N>(tree: Tree<N>): Tree<N> {
  const nodes = new Map<NodeId, N | undefined>()
  const children = new Map<string, readonly N[]>()
  return {
    root: () => tree.root(),
    find(nodeId) {
      const known = nodes.get(nodeId)
      if (known !== undefined || nodes.has(nodeId)) return known
      const found = tree.find(nodeId)
      keep(nodes, nodeId, found)
      return found
    },
    children: (parentId, page) => tree.children(parentId, page),
    childrenByKey(parentId, nameKey) {
      const place = `${parentId}/${nameKey}`
      const known = children.get(place)
      if (known !== undefined) return known
      const found = tree.childrenByKey(parentId, nameKey)
      keep(children, place, found)
      return found
    },
    count: () => tree.count(),
  }
}

function keep<K, V>(known: Map<K, V>, key: K, value: V): void {
  if (known.size >= MAX_REMEMBERED) known.clear()
  known.set(key, value)
}
