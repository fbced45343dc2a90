import type { StateStore } from '@tidemark/sync-engine'
import type { ConformanceCase } from '../conformance-case.js'
import { sampleNodeId } from './state-samples.js'

/** Makes a case of a body that gets a new, empty store. */
export type Check = (title: string, body: (store: StateStore) => void) => ConformanceCase

export const ROOT = sampleNodeId(1)
export const A = sampleNodeId(2)
export const B = sampleNodeId(3)
export const C = sampleNodeId(4)

export function names(nodes: readonly { readonly name: string }[]): string[] {
  return nodes.map((node) => node.name)
}

export function ids(nodes: readonly { readonly nodeId: string }[]): string[] {
  return nodes.map((node) => node.nodeId)
}

export function paths(items: readonly { readonly path: string }[]): string[] {
  return items.map((item) => item.path)
}

export function dirtyIds(store: StateStore): string[] {
  return ids(store.dirty(Number.MAX_SAFE_INTEGER, 1000))
}
