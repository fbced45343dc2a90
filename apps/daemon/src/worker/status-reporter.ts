import type { WorkerStatus } from '../process/worker-messages.js'

/** At most four reports a second. */
const MIN_INTERVAL_MS = 250
/** Making a report may cost at most one part in this many of the thread's time. */
const COST_SHARE = 25

/**
 * Sends the status after changes: soon, never more often than the limits say, always once after
 * the last change. While something moves it goes on by itself, so that progress is seen.
 */
export class StatusReporter implements Disposable {
  readonly #read: () => WorkerStatus
  readonly #send: (status: WorkerStatus) => void
  #timer: NodeJS.Timeout | undefined
  #isDue = false

  constructor(read: () => WorkerStatus, send: (status: WorkerStatus) => void) {
    this.#read = read
    this.#send = send
  }

  changed(): void {
    this.#isDue = true
    // In a later turn: an event is no place to read the store, it may be within a transaction.
    this.#timer ??= setTimeout(() => this.#report(), 0)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    // Changes after the end go nowhere.
    this.#timer = setTimeout(() => undefined, 0).unref()
  }

  #report(): void {
    this.#isDue = false
    const startMs = performance.now()
    const status = this.#read()
    const costMs = performance.now() - startMs
    this.#send(status)
    const isMoving = status.state === 'syncing' || status.state === 'scanning'
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        if (this.#isDue || isMoving) this.#report()
      },
      Math.max(MIN_INTERVAL_MS, costMs * COST_SHARE),
    )
  }
}
