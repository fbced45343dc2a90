import {
  MAX_COMMIT_OPERATIONS,
  MAX_LIST_JSON_BYTES,
  type Operation,
  type OperationResult,
  utf8Length,
} from '@tidemark/protocol'
import type { AbortSignal, Remote } from '../ports.js'
import type { StateStore } from '../state-store.js'
import type { CrashPoint } from './crash-point.js'
import type { OperationMaker, RemoteStep } from './operations.js'

/** A step with the server's answer. */
export interface Answer<S extends RemoteStep> {
  readonly step: S
  readonly result: OperationResult
  /** Whether the operation was sent for the first time: its answer tells how things are now. */
  readonly isFresh?: boolean
}

/** Leaves room for the envelope. */
const MAX_BATCH_BYTES = MAX_LIST_JSON_BYTES - 16 * 1024

interface Batch<S> {
  readonly steps: S[]
  readonly operations: Operation[]
  /** Steps that are sent once more because their answer never came. */
  readonly repeated: Set<S>
  sizeBytes: number
}

/** Sends operations in commits within the protocol's limits and in the given order. */
export class Committer {
  readonly #store: StateStore
  readonly #remote: Remote
  readonly #maker: OperationMaker
  readonly #crashPoint: CrashPoint
  #sentCount = 0

  constructor(store: StateStore, remote: Remote, maker: OperationMaker, crashPoint: CrashPoint) {
    this.#store = store
    this.#remote = remote
    this.#maker = maker
    this.#crashPoint = crashPoint
  }

  /** Operations that reached the server so far: whether the remote tree has to be looked at anew. */
  get sentCount(): number {
    return this.#sentCount
  }

  /**
   * Sends the steps; `onAnswers` is called after each commit, so that what the server has done is
   * written down before the next one.
   * @param components steps of one component are applied together or not at all.
   * @throws AppError when a commit failed as a whole; earlier ones stand.
   */
  async commit<S extends RemoteStep>(
    components: readonly (readonly S[])[],
    onAnswers: (answers: readonly Answer<S>[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const journal = this.#store.journal()
    if (journal === undefined) return
    for (const batch of this.#batches(components, journal.headSeq)) {
      this.#crashPoint('C06')
      this.#sentCount += batch.operations.length
      const { epoch } = journal
      const response = await this.#remote.commit({ epoch, operations: batch.operations }, signal)
      this.#crashPoint('C07')
      const answers = batch.steps.flatMap((step, index) => {
        const result = response.results[index]
        return result === undefined ? [] : [{ step, result, isFresh: !batch.repeated.has(step) }]
      })
      for (const { step, result } of answers) {
        // The server asks for blocks and takes the same operation again.
        if (result.result !== 'blocks_missing') this.#maker.forget(step)
      }
      this.#crashPoint('C08')
      onAnswers(answers)
      this.#crashPoint('C10')
    }
  }

  *#batches<S extends RemoteStep>(
    components: readonly (readonly S[])[],
    plannedSeq: number,
  ): Iterable<Batch<S>> {
    let batch: Batch<S> = emptyBatch()
    for (const [index, steps] of components.entries()) {
      const group = steps.length > 1 ? index % MAX_COMMIT_OPERATIONS : undefined
      const repeated = steps.filter((step) => this.#maker.isUnanswered(step))
      const operations = steps.map((step) => this.#maker.make(step, plannedSeq, group))
      const sizeBytes = operations.reduce((sum, op) => sum + jsonBytes(op), 0)
      const isFull =
        batch.operations.length + operations.length > MAX_COMMIT_OPERATIONS ||
        batch.sizeBytes + sizeBytes > MAX_BATCH_BYTES
      if (isFull && batch.operations.length > 0) {
        yield batch
        batch = emptyBatch()
      }
      batch.steps.push(...steps)
      batch.operations.push(...operations)
      for (const step of repeated) batch.repeated.add(step)
      batch.sizeBytes += sizeBytes
    }
    if (batch.operations.length > 0) yield batch
  }
}

/** Bytes of an operation in the list of a request. */
function jsonBytes(operation: Operation): number {
  return utf8Length(JSON.stringify(operation)) + ','.length
}

function emptyBatch<S>(): Batch<S> {
  return { steps: [], operations: [], repeated: new Set(), sizeBytes: 0 }
}
