import type { NodeId } from '@tidemark/protocol'
import type { Place } from '../trees.js'
import { wishedName } from './passing-name.js'
import type { Target } from './plan.js'

/** Where something is to be. */
export type PlaceToBe = Omit<Target, 'nodeId'>

/** Where a node is that is not the root. */
export function placed(node: Place): PlaceToBe {
  if (node.parentId === null) throw new RangeError('the root has no place')
  return { parentId: node.parentId, name: node.name }
}

/** Where the item is, under the name that it is to have. */
export function wishedPlace(node: Place & { readonly nodeId: NodeId }): PlaceToBe {
  return { ...placed(node), name: wishedName(node) }
}
