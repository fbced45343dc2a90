import type { NodeId } from '@tidemark/protocol'
import { type Item, type PersonsTree, pathOf } from './persons-tree.js'

/** Everything in a tree as one text: paths with contents, in order; equal texts, equal trees. */
export function describeTree(tree: PersonsTree): string {
  const items = tree.items()
  const byId = new Map<NodeId, Item>(items.map((item) => [item.nodeId, item]))
  const lines = items.map((item) => `${pathOf(byId, item)}${contentText(tree, item)}`)
  return lines.sort().join(', ')
}

function contentText(tree: PersonsTree, item: Item): string {
  if (item.kind === 'folder') return '/'
  const { root, executable } = tree.contentOf(item)
  return ` = ${root}${executable ? '*' : ''}`
}
