import type { AppError, NodeId } from '@tidemark/protocol'
import { type ContentReading, readContent } from '../discover/read-content.js'
import type { AbortSignal } from '../ports.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import { isSameStat } from '../trees.js'
import type { CrashPoint } from './crash-point.js'
import { takeItemError } from './failure.js'

/** How reading a file ended. */
export type ReadOutcome =
  | { readonly nodeId: NodeId; readonly result: 'read' }
  /** The file is not what the scan saw; it is looked at again. */
  | { readonly nodeId: NodeId; readonly result: 'changed' }
  | { readonly nodeId: NodeId; readonly result: 'failed'; readonly error: AppError }

/** Files whose contents are written down together. */
const FILES_PER_TRANSACTION = 200

/** Finds out the content of local files and writes it down. */
export class FileReading {
  readonly #store: StateStore
  readonly #reading: ContentReading
  readonly #crashPoint: CrashPoint

  constructor(store: StateStore, reading: ContentReading, crashPoint: CrashPoint) {
    this.#store = store
    this.#reading = reading
    this.#crashPoint = crashPoint
  }

  async read(nodeIds: readonly NodeId[], signal: AbortSignal): Promise<ReadOutcome[]> {
    const outcomes: ReadOutcome[] = []
    for (let from = 0; from < nodeIds.length; from += FILES_PER_TRANSACTION) {
      const writes: ((tx: StateTransaction) => void)[] = []
      for (const nodeId of nodeIds.slice(from, from + FILES_PER_TRANSACTION)) {
        outcomes.push(await this.#readOne(nodeId, writes, signal))
      }
      this.#store.transaction((tx) => {
        for (const write of writes) write(tx)
      })
    }
    return outcomes
  }

  async #readOne(
    nodeId: NodeId,
    writes: ((tx: StateTransaction) => void)[],
    signal: AbortSignal,
  ): Promise<ReadOutcome> {
    const local = this.#store.local.find(nodeId)
    const path = this.#store.localPath(nodeId)
    if (local === undefined || path === undefined || local.missingSinceMs !== null) {
      return { nodeId, result: 'changed' }
    }
    this.#crashPoint('C01')
    const previous = this.#store.synced.find(nodeId)?.content
    const request = { path, expected: local.stat, previous, signal }
    const outcome = await readContent(this.#reading, request)
    if (outcome.result === 'failed') {
      return { nodeId, result: 'failed', error: takeItemError(outcome.error) }
    }
    if (outcome.result !== 'read') return { nodeId, result: 'changed' }
    writes.push((tx) => {
      const row = tx.local.find(nodeId)
      // A scan may have seen a newer state of the file meanwhile.
      if (row === undefined || !isSameStat(row.stat, local.stat)) return
      tx.putLocal({ ...row, content: outcome.content })
      tx.putBlocks(nodeId, outcome.blocks)
    })
    return { nodeId, result: 'read' }
  }
}
