import { type NodeId, nameKey } from '@tidemark/protocol'
import type { NodeRow, Place } from '../metadata/rows.js'

/** Which nodes are at a place: what is stored there, and what a draft has put there. */
export class StagedPlaces {
  /** Stored live node by place; null = looked up and empty. */
  readonly #stored = new Map<string, NodeId | null>()
  readonly #staged = new Map<string, Set<NodeId>>()

  /** Whether the stored node of a place has been looked up. */
  isKnown(place: Place): boolean {
    return this.#stored.has(keyOf(place))
  }

  /** Takes the answer of a lookup of `places`. */
  learn(places: readonly Place[], found: readonly NodeRow[]): void {
    for (const place of places) this.#stored.set(keyOf(place), null)
    for (const row of found) this.#stored.set(keyOfRow(row), row.nodeId)
  }

  stored(place: Place): NodeId | undefined {
    return this.#stored.get(keyOf(place)) ?? undefined
  }

  staged(place: Place): Iterable<NodeId> {
    return this.#staged.get(keyOf(place)) ?? []
  }

  /** Notes a staged row at its place; deleted ones have none. */
  enter(row: NodeRow): void {
    if (row.deletion !== null) return
    const key = keyOfRow(row)
    const ids = this.#staged.get(key)
    if (ids === undefined) this.#staged.set(key, new Set([row.nodeId]))
    else ids.add(row.nodeId)
  }

  leave(row: NodeRow): void {
    this.#staged.get(keyOfRow(row))?.delete(row.nodeId)
  }
}

function keyOf({ parentId, nameKey: key }: Place): string {
  return `${parentId}/${key}`
}

function keyOfRow({ parentId, name }: NodeRow): string {
  return `${parentId ?? ''}/${nameKey(name)}`
}
