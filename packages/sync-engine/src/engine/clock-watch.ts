import type { StateStore } from '../state-store.js'

/** Missing rows that are corrected; more at once is more than a brake lets go anyway. */
const MAX_ROWS = 100_000

/**
 * Notices that the clock was set back (E27). Times are only waited for, so what was near must not
 * become far: an item that vanished just now would be deleted in a year.
 */
export class ClockWatch {
  readonly #store: StateStore
  #latestMs = Number.POSITIVE_INFINITY

  constructor(store: StateStore) {
    this.#store = store
  }

  /**
   * Returns whether the clock was set back since the last call; the first call, which cannot know,
   * says so as well. What is missing since a time to come is missing since now.
   */
  wasSetBack(nowMs: number): boolean {
    const wasSetBack = nowMs < this.#latestMs
    this.#latestMs = nowMs
    if (wasSetBack) this.#correctMissing(nowMs)
    return wasSetBack
  }

  #correctMissing(nowMs: number): void {
    const rows = this.#store.local.missing(MAX_ROWS)
    const wrong = rows.filter(({ missingSinceMs }) => (missingSinceMs ?? nowMs) > nowMs)
    if (wrong.length === 0) return
    this.#store.transaction((tx) => {
      for (const row of wrong) tx.putLocal({ ...row, missingSinceMs: nowMs })
    })
  }
}
