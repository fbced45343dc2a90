import { type NodeId, nameKey, type Operation } from '@tidemark/protocol'
import type { Place } from '../metadata/rows.js'

/** The nodes and places that operations name, to be fetched together. */
export function placesOf(operations: readonly Operation[]): [NodeId[], Place[]] {
  const nodeIds = new Set<NodeId>()
  const places = new Map<string, Place>()
  for (const operation of operations) {
    nodeIds.add(operation.nodeId)
    if (operation.op === 'delete') continue
    const { parentId, name } = operation
    nodeIds.add(parentId)
    if (operation.op === 'put' || operation.op === 'mkdir') nodeIds.add(operation.copy.nodeId)
    const place = { parentId, nameKey: nameKey(name) }
    places.set(`${place.parentId}/${place.nameKey}`, place)
  }
  return [[...nodeIds], [...places.values()]]
}
