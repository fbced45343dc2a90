/** How often time is looked at. */
const TICK_MS = 5_000
/** A tick that comes later than this was not held up by work: the computer slept. */
const SLEPT_MS = 20_000

/** Both clocks of a computer: the wall's jumps, the steady one may stand still during sleep. */
export interface Clocks {
  wallMs(): number
  steadyMs(): number
}

/** Tells whether a computer slept between two looks at its clocks (E90). */
export class SleepDetector {
  readonly #clocks: Clocks
  #wallMs: number
  #steadyMs: number

  constructor(clocks: Clocks) {
    this.#clocks = clocks
    this.#wallMs = clocks.wallMs()
    this.#steadyMs = clocks.steadyMs()
  }

  /**
   * Whether much more time has passed since the last call than there should. A clock that was set
   * looks the same, in either direction, and deserves the same: everything is looked at again.
   */
  hasSlept(expectedMs: number): boolean {
    const wallMs = this.#clocks.wallMs()
    const steadyMs = this.#clocks.steadyMs()
    const passed = [wallMs - this.#wallMs, steadyMs - this.#steadyMs]
    this.#wallMs = wallMs
    this.#steadyMs = steadyMs
    return passed.some((ms) => Math.abs(ms - expectedMs) > SLEPT_MS)
  }
}

const systemClocks: Clocks = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
}

/** Calls `onWake` soon after the computer has slept, until the result is disposed. */
export function watchSleep(onWake: () => void): Disposable {
  const detector = new SleepDetector(systemClocks)
  const timer = setInterval(() => {
    if (detector.hasSlept(TICK_MS)) onWake()
  }, TICK_MS).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
