import type { AbortSignal, Clock } from '@tidemark/sync-engine'

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

/** A clock that stands still until it is told to move. Nothing in a test ever really waits. */
export class ManualClock implements Clock {
  #nowMs: number
  #sleepers: Sleeper[] = []

  constructor(nowMs = Date.UTC(2024, 4, 17, 9, 30)) {
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** Resolves when `advance` has passed its time; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
      const sleeper = { dueMs: this.#nowMs + ms, wake: resolve }
      this.#sleepers.push(sleeper)
      const cancel = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal.reason)
      }
      signal.addEventListener('abort', cancel, { once: true })
    })
  }

  /** Moves on and wakes who is due. Negative: the clock is set back. */
  advance(ms: number): void {
    this.#nowMs += ms
    const due = this.#sleepers.filter(({ dueMs }) => dueMs <= this.#nowMs)
    this.#sleepers = this.#sleepers.filter(({ dueMs }) => dueMs > this.#nowMs)
    for (const { wake } of due.sort((a, b) => a.dueMs - b.dueMs)) wake()
  }

  /** How many wait for it. */
  get sleeperCount(): number {
    return this.#sleepers.length
  }
}
