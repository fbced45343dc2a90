import type { AbortSignal, Clock } from '@tidemark/sync-engine'
import type { Scheduler } from './scheduler.js'
import type { Process } from './turn-queue.js'

/** A computer's clock: it may be wrong and jump, while waiting takes as long as it takes. */
export class SimulatedClock implements Clock {
  readonly #scheduler: Scheduler
  readonly #process: Process
  readonly #wrongByMs: () => number

  constructor(scheduler: Scheduler, process: Process, wrongByMs: () => number) {
    this.#scheduler = scheduler
    this.#process = process
    this.#wrongByMs = wrongByMs
  }

  nowMs(): number {
    return Math.floor(this.#scheduler.nowMs) + this.#wrongByMs()
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
      const turn = this.#scheduler.at(this.#process, 'wakes', ms, () => {
        signal.removeEventListener('abort', cancel)
        resolve()
        return undefined
      })
      const cancel = (): void => {
        turn.isCancelled = true
        reject(signal.reason)
      }
      signal.addEventListener('abort', cancel, { once: true })
    })
  }
}
