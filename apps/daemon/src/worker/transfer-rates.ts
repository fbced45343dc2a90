import type { Transfer } from '@tidemark/control'
import type { TransferTotals } from '@tidemark/sync-engine'

/** How much a new measurement counts against the former ones: a few seconds of memory. */
const WEIGHT = 0.3
/** Closer measurements say too little. */
const MIN_INTERVAL_MS = 200

interface Counter {
  doneBytes: number
  totalBytes: number
}

/**
 * Turns the engine's ever growing totals into the progress of the current round: counted from the
 * last time that nothing was on its way.
 */
export class TransferRates {
  readonly up = new DirectionRate()
  readonly down = new DirectionRate()

  /** Takes a reading at `nowMs`. */
  update(totals: TransferTotals, nowMs: number): void {
    const { upDoneBytes, upTotalBytes, downDoneBytes, downTotalBytes } = totals
    this.up.update({ doneBytes: upDoneBytes, totalBytes: upTotalBytes }, nowMs)
    this.down.update({ doneBytes: downDoneBytes, totalBytes: downTotalBytes }, nowMs)
  }
}

class DirectionRate {
  #base: Counter = { doneBytes: 0, totalBytes: 0 }
  #last: Counter = this.#base
  #lastAtMs: number | undefined
  #bytesPerSecond = 0

  update(now: Counter, nowMs: number): void {
    if (now.doneBytes >= now.totalBytes) {
      this.#base = now
      this.#bytesPerSecond = 0
      this.#lastAtMs = undefined
    } else if (this.#lastAtMs === undefined) {
      this.#lastAtMs = nowMs
    } else if (nowMs - this.#lastAtMs >= MIN_INTERVAL_MS) {
      const measured = ((now.doneBytes - this.#last.doneBytes) / (nowMs - this.#lastAtMs)) * 1000
      this.#bytesPerSecond =
        this.#bytesPerSecond === 0
          ? measured
          : this.#bytesPerSecond * (1 - WEIGHT) + measured * WEIGHT
      this.#lastAtMs = nowMs
    } else return
    this.#last = now
  }

  read(totals: Counter): Transfer {
    return {
      doneBytes: Math.max(0, totals.doneBytes - this.#base.doneBytes),
      totalBytes: Math.max(0, totals.totalBytes - this.#base.totalBytes),
      bytesPerSecond: Math.max(0, this.#bytesPerSecond),
    }
  }
}
