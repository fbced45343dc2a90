import type { Operation, OperationResult, OpId } from '@tidemark/protocol'
import { digestOf } from '../digest/canonical-json.js'
import type { OpResultRow } from '../metadata/rows.js'
import type { Hashing } from '../ports.js'
import { rejected } from './results.js'
import type { Unit } from './split-request.js'

/**
 * The answers given to one caller (E100, E101). Only what had an effect, or was refused for what had
 * happened before, is kept: an operation that was rejected or lacked blocks may be sent again under
 * its id and is looked at anew, since nothing of it remains.
 */
export class Answers {
  readonly #hashing: Hashing
  readonly #known: Map<OpId, OpResultRow>
  readonly #fresh: OpResultRow[] = []

  constructor(hashing: Hashing, known: Map<OpId, OpResultRow>) {
    this.#hashing = hashing
    this.#known = known
  }

  /** Answers to be stored. */
  get fresh(): readonly OpResultRow[] {
    return this.#fresh
  }

  /** Whether this operation, or another under its id, was answered. */
  has(opId: OpId): boolean {
    return this.#known.has(opId)
  }

  /** The answers to a unit of which any operation was answered before; else undefined. */
  repeat({ operations }: Unit): OperationResult[] | undefined {
    if (!operations.some(({ opId }) => this.#known.has(opId))) return undefined
    return operations.map((operation) => {
      const row = this.#known.get(operation.opId)
      if (row === undefined) return rejected(operation, 'group_failed').result
      return row.digest === this.#digest(operation)
        ? row.result
        : rejected(operation, 'op_reused').result
    })
  }

  /** Takes the answer to an operation. */
  add(operation: Operation, result: OperationResult, atMs: number): void {
    if (result.result === 'rejected' || result.result === 'blocks_missing') return
    const row = { opId: operation.opId, digest: this.#digest(operation), result, atMs }
    this.#known.set(operation.opId, row)
    this.#fresh.push(row)
  }

  /** The group is left out: it numbers a batch, and the next attempt may be batched otherwise. */
  #digest({ group: _, ...operation }: Operation): string {
    return digestOf(operation, this.#hashing)
  }
}
