import type { NodeId } from '@tidemark/protocol'
import { LoggedMap } from './logged-map.js'
import type { UndoLog } from './undo-log.js'

interface DirtyEntry {
  readonly nodeId: NodeId
  /** Position in the order of becoming dirty. */
  readonly order: number
  readonly dueMs: number
}

/** Dirty nodes in the order they became dirty. */
export class DirtySet {
  readonly #entries: LoggedMap<NodeId, DirtyEntry>
  #nextOrder = 0

  constructor(log: UndoLog) {
    this.#entries = new LoggedMap(log)
  }

  get size(): number {
    return this.#entries.size
  }

  /** Makes the node due at once; a node that is dirty already keeps its place. */
  mark(nodeId: NodeId): void {
    this.defer(nodeId, 0)
  }

  defer(nodeId: NodeId, dueMs: number): void {
    const order = this.#entries.get(nodeId)?.order ?? this.#nextOrder++
    this.#entries.set(nodeId, { nodeId, order, dueMs })
  }

  clear(nodeId: NodeId): void {
    if (this.#entries.get(nodeId) !== undefined) this.#entries.set(nodeId, undefined)
  }

  /** Becomes equal to `other`; no part of a transaction. */
  takeOver(other: DirtySet): void {
    this.#entries.replaceAll(other.#entries)
    this.#nextOrder = other.#nextOrder
  }

  due(nowMs: number, limit: number): NodeId[] {
    return this.#entries
      .values()
      .filter((entry) => entry.dueMs <= nowMs)
      .sort((a, b) => a.order - b.order)
      .slice(0, limit)
      .map((entry) => entry.nodeId)
  }

  /** The earliest due time of a deferred node. */
  nextDueMs(): number | undefined {
    const due = this.#entries.values().flatMap(({ dueMs }) => (dueMs > 0 ? [dueMs] : []))
    return due.length === 0 ? undefined : due.reduce((a, b) => Math.min(a, b))
  }
}
