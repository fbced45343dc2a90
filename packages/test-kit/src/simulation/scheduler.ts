import { START_MS, type Trace } from './trace.js'
import { type Process, type Turn, TurnQueue } from './turn-queue.js'

/**
 * Simulated time. Whoever wants to do something asks for a turn at a time; turns are taken one by
 * one in order of time, and between two of them everything runs on until it asks for the next one.
 * So engines, people, network and server interleave at every await, and nothing depends on how fast
 * the computer is.
 */
export class Scheduler {
  readonly #queue = new TurnQueue()
  readonly #trace: Trace
  #nowMs = START_MS
  #order = 0

  constructor(trace: Trace) {
    this.#trace = trace
  }

  /** Simulated milliseconds since 1970, with fractions. */
  get nowMs(): number {
    return this.#nowMs
  }

  /**
   * Runs `act` in `delayMs` and resolves with what it gives. What `act` awaits must not ask for
   * turns. Never settles when the process is killed before.
   */
  turn<T>(process: Process, label: string, delayMs: number, act: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.at(process, label, delayMs, () => {
        try {
          const result = act()
          if (!(result instanceof Promise)) resolve(result)
          else return result.then(resolve, reject)
        } catch (error) {
          reject(error)
        }
        return undefined
      })
    })
  }

  /** Lets time pass in which nobody does anything, as for computers that sleep. */
  async skip(ms: number): Promise<void> {
    await settled()
    this.#nowMs += ms
  }

  /** Has `take` called in `delayMs`; what it throws ends the simulation. */
  at(
    process: Process,
    label: string,
    delayMs: number,
    take: () => Promise<void> | undefined,
  ): Turn {
    const dueMs = this.#nowMs + Math.max(0, delayMs)
    const turn: Turn = { dueMs, order: this.#order++, process, label, isCancelled: false, take }
    this.#queue.push(turn)
    return turn
  }

  /**
   * Takes turns until `isDone` or until none is due before `untilMs`, where time stands then. Returns
   * whether it was done.
   */
  async run(untilMs: number, isDone: () => boolean): Promise<boolean> {
    await settled()
    while (!isDone()) {
      const turn = this.#queue.peek()
      if (turn === undefined || turn.dueMs > untilMs) {
        this.#nowMs = Math.max(this.#nowMs, untilMs)
        return false
      }
      this.#queue.pop()
      this.#nowMs = Math.max(this.#nowMs, turn.dueMs)
      this.#trace.turn(this.#nowMs, turn.process.name, turn.label)
      const taking = turn.take()
      if (taking !== undefined) await taking
      await settled()
    }
    return true
  }
}

/** Resolves when every chain of promises has come to its end: ticks run when no microtask is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve)
  })
}
