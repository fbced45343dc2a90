import { AppError } from '@tidemark/protocol'
import type { Clock } from '@tidemark/server-core'

export interface AttemptLimit {
  readonly attempts: number
  readonly windowMs: number
}

interface Window {
  startedAtMs: number
  attempts: number
}

/** Keys that are remembered; the oldest goes first, so a flood of keys costs bounded memory. */
const MAX_KEYS = 10_000

/**
 * Counts attempts per key in windows of time. An attempt counts before its outcome is known, so that
 * many at once do not slip through; `forgive` takes a successful one back.
 */
export class AttemptLimiter {
  readonly #clock: Clock
  readonly #limit: AttemptLimit
  readonly #windows = new Map<string, Window>()

  constructor(clock: Clock, limit: AttemptLimit) {
    this.#clock = clock
    this.#limit = limit
  }

  /**
   * Counts an attempt.
   * @throws AppError `rate_limited` with `retryAfterSeconds` when the key has used up its window
   */
  attempt(key: string): void {
    const { attempts, windowMs } = this.#limit
    const nowMs = this.#clock.nowMs()
    const known = this.#windows.get(key)
    const isOver = known === undefined || nowMs - known.startedAtMs >= windowMs
    const window = isOver ? { startedAtMs: nowMs, attempts: 0 } : known
    if (window.attempts >= attempts) {
      const leftMs = windowMs - (nowMs - window.startedAtMs)
      throw new AppError('rate_limited', { retryAfterSeconds: Math.ceil(leftMs / 1000) })
    }
    window.attempts += 1
    this.#windows.delete(key)
    this.#windows.set(key, window)
    this.#forgetOldest()
  }

  /** Takes one attempt back. */
  forgive(key: string): void {
    const window = this.#windows.get(key)
    if (window !== undefined && window.attempts > 0) window.attempts -= 1
  }

  #forgetOldest(): void {
    if (this.#windows.size <= MAX_KEYS) return
    const [oldest] = this.#windows.keys()
    if (oldest !== undefined) this.#windows.delete(oldest)
  }
}
