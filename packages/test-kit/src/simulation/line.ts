import type { SeededRandom } from '../clock/seeded-random.js'
import type { Scheduler } from './scheduler.js'
import type { Process } from './turn-queue.js'

/** Something that is to happen at one end of a line. */
interface Passage {
  /** Who is there; what comes to a dead one is lost. */
  readonly process: Process
  readonly label: string
  readonly act: () => void
}

/** What comes out of a line that is free again is spread over this time. */
const DRAIN_MS = 500

/**
 * The line between a device and the server. Clogged, nothing is refused and nothing passes, in either
 * direction; what was in it comes out once it is free, out of order.
 */
export class Line {
  readonly #scheduler: Scheduler
  readonly #random: SeededRandom
  readonly #onWait: () => void
  readonly #waiting: Passage[] = []
  #isClogged = false

  /** @param onWait called when something has to wait. */
  constructor(scheduler: Scheduler, random: SeededRandom, onWait: () => void) {
    this.#scheduler = scheduler
    this.#random = random
    this.#onWait = onWait
  }

  clog(): void {
    this.#isClogged = true
  }

  unclog(): void {
    this.#isClogged = false
    for (const { process, label, act } of this.#waiting.splice(0)) {
      this.#scheduler.at(process, label, this.#random.between(0, DRAIN_MS), () => {
        act()
        return undefined
      })
    }
  }

  /**
   * Has `act` done now, or when the line is free again.
   * @param onStuck called when it has to wait and who waits for it gives up meanwhile.
   */
  pass(passage: Passage, onStuck: () => void): void {
    if (!this.#isClogged) {
      passage.act()
      return
    }
    this.#onWait()
    this.#waiting.push(passage)
    if (this.#random.chance(0.5)) onStuck()
  }
}
