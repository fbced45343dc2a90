import type { AppError, NodeId } from '@tidemark/protocol'
import { type ContentReading, readContent } from '../discover/read-content.js'
import type { AbortSignal } from '../ports.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import { isSameStat } from '../trees.js'
import type { CrashPoint } from './crash-point.js'
import type { Durability } from './durability.js'
import { takeItemError } from './failure.js'

/** How reading a file ended. */
export type ReadOutcome =
  | { readonly nodeId: NodeId; readonly result: 'read' }
  /** The file is not what the scan saw; it is looked at again. */
  | { readonly nodeId: NodeId; readonly result: 'changed' }
  | { readonly nodeId: NodeId; readonly result: 'failed'; readonly error: AppError }

/** Files that are flushed together. */
const FILES_PER_FLUSH = 1_000
/** Files whose contents are written down together. */
const FILES_PER_TRANSACTION = 200

type Write = (tx: StateTransaction) => void

/**
 * Finds out the content of local files and writes it down, flushed before: what a program has saved
 * is in memory alone for half a minute. Counted as agreed and then lost in a power cut it would look
 * emptied or deleted here and be sent as that.
 */
export class FileReading {
  readonly #store: StateStore
  readonly #reading: ContentReading
  readonly #durability: Pick<Durability, 'keepFiles'>
  readonly #crashPoint: CrashPoint

  constructor(
    store: StateStore,
    reading: ContentReading,
    durability: Pick<Durability, 'keepFiles'>,
    crashPoint: CrashPoint,
  ) {
    this.#store = store
    this.#reading = reading
    this.#durability = durability
    this.#crashPoint = crashPoint
  }

  async read(nodeIds: readonly NodeId[], signal: AbortSignal): Promise<ReadOutcome[]> {
    const outcomes: ReadOutcome[] = []
    for (let from = 0; from < nodeIds.length; from += FILES_PER_FLUSH) {
      outcomes.push(...(await this.#readSome(nodeIds.slice(from, from + FILES_PER_FLUSH), signal)))
    }
    return outcomes
  }

  async #readSome(nodeIds: readonly NodeId[], signal: AbortSignal): Promise<ReadOutcome[]> {
    const outcomes: ReadOutcome[] = []
    const writes = new Map<NodeId, Write>()
    for (const nodeId of nodeIds) outcomes.push(await this.#readOne(nodeId, writes, signal))
    const failures = await this.#durability.keepFiles([...writes.keys()])
    this.#write([...writes].flatMap(([nodeId, write]) => (failures.has(nodeId) ? [] : [write])))
    return outcomes.map((outcome): ReadOutcome => {
      const { nodeId } = outcome
      const error = failures.get(nodeId)
      if (error?.code === 'file_changing') return { nodeId, result: 'changed' }
      return error === undefined ? outcome : { nodeId, result: 'failed', error }
    })
  }

  #write(writes: readonly Write[]): void {
    for (let from = 0; from < writes.length; from += FILES_PER_TRANSACTION) {
      this.#store.transaction((tx) => {
        for (const write of writes.slice(from, from + FILES_PER_TRANSACTION)) write(tx)
      })
    }
  }

  async #readOne(
    nodeId: NodeId,
    writes: Map<NodeId, Write>,
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
    writes.set(nodeId, (tx) => {
      const row = tx.local.find(nodeId)
      // A scan may have seen a newer state of the file meanwhile.
      if (row === undefined || !isSameStat(row.stat, local.stat)) return
      tx.putLocal({ ...row, content: outcome.content })
      tx.putBlocks(nodeId, outcome.blocks)
    })
    return { nodeId, result: 'read' }
  }
}
