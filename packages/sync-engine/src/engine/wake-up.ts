import type { AbortSignal, Clock } from '../ports.js'

/** Nobody looks at it: the sleep that it ends has been left. Made once, as making one is slow. */
const WAIT_IS_OVER = new Error('the wait is over')

/** Lets one loop sleep until a time or until somebody wakes it. A wake while it is awake counts. */
export class WakeUp {
  readonly #clock: Clock
  #isWoken = false
  #wake: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  wake(): void {
    this.#isWoken = true
    this.#wake()
  }

  /**
   * Resolves when woken, at once if that happened since the last wait, or after `ms`.
   * @param ms undefined = only when woken.
   * @throws the signal's reason when it aborts.
   */
  async wait(ms: number | undefined, signal: AbortSignal): Promise<void> {
    const timer = new Cancelled()
    try {
      if (!this.#isWoken) await this.#sleep(ms, timer, signal)
      if (signal.aborted) throw signal.reason
      this.#isWoken = false
    } finally {
      this.#wake = () => undefined
      timer.abort(WAIT_IS_OVER)
    }
  }

  async #sleep(ms: number | undefined, timer: Cancelled, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
      // A cancelled sleep rejects: nobody waits for it any more.
      if (ms !== undefined) this.#clock.sleep(ms, timer).then(resolve, () => undefined)
    })
  }
}

/** The smallest AbortSignal with its own switch; the platform's is not available here. */
export class Cancelled implements AbortSignal {
  #isAborted = false
  readonly #listeners = new Set<() => void>()
  reason: unknown = undefined

  get aborted(): boolean {
    return this.#isAborted
  }

  abort(reason: unknown = new Error('cancelled')): void {
    if (this.#isAborted) return
    this.#isAborted = true
    this.reason = reason
    for (const listener of [...this.#listeners]) listener()
    this.#listeners.clear()
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }
}
