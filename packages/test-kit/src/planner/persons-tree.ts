import type { FileContent, NodeId } from '@tidemark/protocol'

/** Something in a tree, as a person sees it. */
export interface Item {
  readonly nodeId: NodeId
  readonly parentId: NodeId
  readonly name: string
  readonly kind: 'file' | 'folder'
}

/** An item at its new place. */
export interface Arrangement {
  readonly item: Item
  readonly parentId: NodeId
  readonly name: string
}

/** A tree that a person changes: the folder of a device, or the server's tree in a browser. */
export interface PersonsTree {
  readonly rootNodeId: NodeId
  /** Everything in it without the root. */
  items(): readonly Item[]
  childOf(parentId: NodeId, name: string): Item | undefined
  contentOf(item: Item): FileContent
  /** Makes a file, or without content a folder; the name is free. */
  make(parentId: NodeId, name: string, content: FileContent | undefined): void
  edit(item: Item, content: FileContent): void
  /** Moves items at one stroke; in the end each has a free name and none is inside itself. */
  arrange(moves: readonly Arrangement[]): void
  /** Moves a file over another one, which is gone then. */
  moveOver(item: Item, target: Item): void
  /** Removes an item with everything below it. */
  remove(item: Item): void
}

/**
 * What items are called on their way. Ids are random in truth: nobody hits upon such a name, and
 * whatever has one in the end was left there.
 */
export const PASSING = / \(moving ([^)]+)\)/

/** The item at a path; undefined when there is none. */
export function findItem(tree: PersonsTree, path: string): Item | undefined {
  let found: Item | undefined
  for (const name of path.split('/')) {
    found = tree.childOf(found?.nodeId ?? tree.rootNodeId, name)
    if (found === undefined) return undefined
  }
  return found
}

/** Id of the folder at a path, '' = the root. */
export function findFolder(tree: PersonsTree, path: string): NodeId | undefined {
  if (path === '') return tree.rootNodeId
  const item = findItem(tree, path)
  return item?.kind === 'folder' ? item.nodeId : undefined
}

/** Path of an item. */
export function pathOf(items: ReadonlyMap<NodeId, Item>, item: Item): string {
  const parent = items.get(item.parentId)
  return parent === undefined ? item.name : `${pathOf(items, parent)}/${item.name}`
}

/** Everything below an item, parents before children. */
export function itemsBelow(items: readonly Item[], top: Item): Item[] {
  const found: Item[] = []
  const folders = new Set([top.nodeId])
  for (const folder of folders) {
    for (const item of items) {
      if (item.parentId !== folder) continue
      found.push(item)
      if (item.kind === 'folder') folders.add(item.nodeId)
    }
  }
  return found
}
