import { HintCollector } from './hint-collector.js'
import type { Hint } from './watcher.js'

/** How long events are gathered: short enough to feel immediate, long enough for one save. */
const GATHER_MS = 100

/** Gathers events and passes the hints on, all of one burst together, until it is disposed. */
export class HintGatherer implements Disposable {
  readonly collector: HintCollector
  readonly #onHint: (hint: Hint) => void
  readonly #ticker: NodeJS.Timeout
  #lastTickMs = performance.now()

  constructor(rootPath: string, onHint: (hint: Hint) => void) {
    this.collector = new HintCollector(rootPath)
    this.#onHint = onHint
    // One steady timer gathers and measures how long the loop was held up between two ticks.
    this.#ticker = setInterval(() => this.#tick(), GATHER_MS).unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticker)
  }

  #tick(): void {
    const nowMs = performance.now()
    this.collector.addLag(nowMs - this.#lastTickMs - GATHER_MS)
    this.#lastTickMs = nowMs
    for (const hint of this.collector.take()) this.#onHint(hint)
  }
}
