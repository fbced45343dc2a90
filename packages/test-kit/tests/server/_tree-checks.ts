import { type NodeId, type NodeState, nameKey } from '@tidemark/protocol'
import { expect } from 'vitest'

/** Every node hangs below the root through folders, and no two are at one place (I7). */
export function checkTree(tree: ReadonlyMap<NodeId, NodeState>, root: NodeId): void {
  const places = new Set<string>()
  for (const node of tree.values()) {
    if (node.nodeId === root) continue
    const place = `${node.parentId}/${nameKey(node.name)}`
    expect(places.has(place), `two nodes at ${place}`).toBe(false)
    places.add(place)
    let at: NodeState | undefined = node
    for (let steps = 0; at.nodeId !== root; steps++) {
      at = at.parentId === null ? undefined : tree.get(at.parentId)
      if (at === undefined || steps > tree.size) throw new Error(`${node.name} hangs on nothing`)
      expect(at.kind).toBe('folder')
    }
  }
}
