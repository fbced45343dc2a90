import type { NodeId, RelPath } from '@tidemark/protocol'

/** One file on its way, for display. */
export interface CurrentTransfer {
  readonly path: RelPath
  readonly direction: 'up' | 'down'
  readonly doneBytes: number
  readonly totalBytes: number
}

/** Bytes since the engine started; what is known at the other side counts as done. */
export interface TransferTotals {
  readonly upDoneBytes: number
  readonly upTotalBytes: number
  readonly downDoneBytes: number
  readonly downTotalBytes: number
}

/** Counts what goes over the wire. For display only: no decision reads it. */
export class TransferProgress {
  readonly #current = new Map<NodeId, CurrentTransfer>()
  #totals: TransferTotals = {
    upDoneBytes: 0,
    upTotalBytes: 0,
    downDoneBytes: 0,
    downTotalBytes: 0,
  }

  begin(nodeId: NodeId, direction: 'up' | 'down', path: RelPath, totalBytes: number): void {
    this.#current.set(nodeId, { path, direction, doneBytes: 0, totalBytes })
    this.#add(direction, 0, totalBytes)
  }

  advance(nodeId: NodeId, bytes: number): void {
    const transfer = this.#current.get(nodeId)
    if (transfer === undefined) return
    this.#current.set(nodeId, { ...transfer, doneBytes: transfer.doneBytes + bytes })
    this.#add(transfer.direction, bytes, 0)
  }

  /** What did not arrive is taken off the total, so that done and total meet at rest. */
  end(nodeId: NodeId): void {
    const transfer = this.#current.get(nodeId)
    if (transfer === undefined) return
    this.#current.delete(nodeId)
    this.#add(transfer.direction, 0, transfer.doneBytes - transfer.totalBytes)
  }

  totals(): TransferTotals {
    return this.#totals
  }

  /** Files on their way, the first started first, `limit` at most. */
  current(limit: number): CurrentTransfer[] {
    return [...this.#current.values()].slice(0, limit)
  }

  #add(direction: 'up' | 'down', doneBytes: number, totalBytes: number): void {
    const before = this.#totals
    this.#totals =
      direction === 'up'
        ? {
            ...before,
            upDoneBytes: before.upDoneBytes + doneBytes,
            upTotalBytes: before.upTotalBytes + totalBytes,
          }
        : {
            ...before,
            downDoneBytes: before.downDoneBytes + doneBytes,
            downTotalBytes: before.downTotalBytes + totalBytes,
          }
  }
}
