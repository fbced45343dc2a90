import type { NodeId } from '@tidemark/protocol'
import type { BookkeepingStep } from '../reconcile/plan.js'

/** Large files on their way at the same time. Each holds two packs or blocks in memory. */
const SLOTS = 2

/**
 * Large files go beside the loop, so that a 10 GB file never keeps a note waiting. A node is in
 * at most one transfer; what found no slot is planned again when one is free.
 */
export class BackgroundTransfers {
  readonly #onChange: () => void
  readonly #running = new Map<NodeId, Promise<void>>()
  readonly #queued = new Set<NodeId>()
  #failure: { readonly error: unknown } | undefined

  /** @param onChange called when a transfer has ended. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get runningCount(): number {
    return this.#running.size
  }

  isRunning(nodeId: NodeId): boolean {
    return this.#running.has(nodeId)
  }

  /** Whether the node is in a transfer or waits for a slot. */
  isKnown(nodeId: NodeId): boolean {
    return this.#running.has(nodeId) || this.#queued.has(nodeId)
  }

  /** Whether the step forgets a file that is on its way: its removal could not follow it. */
  wouldMiss(step: BookkeepingStep): boolean {
    return step.kind === 'forget' && this.#running.has(step.nodeId)
  }

  /**
   * Starts `transfer` if a slot is free. It deals with what concerns the file alone; what it throws
   * is for the loop, see `throwFailure`.
   */
  start(nodeId: NodeId, transfer: () => Promise<void>): boolean {
    if (this.#running.has(nodeId)) return true
    if (this.#running.size >= SLOTS || this.#failure !== undefined) {
      this.#queued.add(nodeId)
      return false
    }
    const run = async (): Promise<void> => {
      try {
        await transfer()
      } catch (error) {
        this.#failure ??= { error }
        // It rests in the store as "on its way"; nothing else would wake it before that is over.
        this.#queued.add(nodeId)
      } finally {
        this.#running.delete(nodeId)
        this.#onChange()
      }
    }
    this.#running.set(nodeId, run())
    return true
  }

  /** Nodes that found no slot and may try again now. */
  takeQueued(): NodeId[] {
    if (this.#running.size >= SLOTS) return []
    const queued = [...this.#queued]
    this.#queued.clear()
    return queued
  }

  /** Throws what the last failed transfer threw, once. */
  throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
  }

  /** Resolves when no transfer runs. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }
}
