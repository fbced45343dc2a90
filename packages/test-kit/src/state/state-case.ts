import type { StateStore } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import { sampleNodeId } from './state-samples.js'

/** Makes a case of a body that gets a new, empty store. */
export type Check = (title: string, body: (store: StateStore) => void) => ConformanceCase

/** Id of the root folder in the cases. */
export const ROOT = sampleNodeId(1)
/** Id of some item below it. */
export const A = sampleNodeId(2)
/** Id of another item. */
export const B = sampleNodeId(3)
/** Id of a third item. */
export const C = sampleNodeId(4)

/** Names of nodes, in their order. */
export function names(nodes: readonly { readonly name: string }[]): string[] {
  return nodes.map((node) => node.name)
}

/** Ids of nodes, in their order. */
export function ids(nodes: readonly { readonly nodeId: string }[]): string[] {
  return nodes.map((node) => node.nodeId)
}

/** Paths of items, in their order. */
export function paths(items: readonly { readonly path: string }[]): string[] {
  return items.map((item) => item.path)
}

/** Ids of all dirty nodes, whenever they are due. */
export function dirtyIds(store: StateStore): string[] {
  return ids(store.dirty(Number.MAX_SAFE_INTEGER, 1000))
}
