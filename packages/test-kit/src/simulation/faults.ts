import type { Dice } from '../clock/dice.js'

/** One fault of a history: what went wrong at a place, the how-manieth time something came by. */
export interface Fault {
  readonly site: string
  readonly nth: number
  readonly fault: string
}

/** Faults that may happen at a place, with their probabilities at the usual level. */
export type Odds<F extends string> = readonly (readonly [F, number])[]

/**
 * Decides at every place where something can go wrong whether it does, by chance or by a script, and
 * remembers what did. Each place has a stream of chance and a count of its own.
 */
export class Faults {
  readonly happened: Fault[] = []
  readonly #dice: Dice
  readonly #level: number
  readonly #script: ReadonlyMap<string, string> | undefined
  readonly #counts = new Map<string, number>()
  /** Off, nothing goes wrong any more; counts and streams go on. */
  isOn = true

  /**
   * @param level factor of all probabilities.
   * @param script the faults that shall happen instead of random ones.
   */
  constructor(dice: Dice, level: number, script?: readonly Fault[]) {
    this.#dice = dice
    this.#level = level
    this.#script =
      script && new Map(script.map(({ site, nth, fault }) => [`${site}#${nth}`, fault]))
  }

  /** The fault that happens at `site` now. */
  at<F extends string>(site: string, odds: Odds<F>): F | undefined {
    const nth = (this.#counts.get(site) ?? 0) + 1
    this.#counts.set(site, nth)
    const fault = this.#choose(`${site}#${nth}`, site, odds)
    if (!this.isOn || fault === undefined) return undefined
    this.happened.push({ site, nth, fault })
    return fault
  }

  #choose<F extends string>(key: string, site: string, odds: Odds<F>): F | undefined {
    if (this.#script !== undefined) {
      const scripted = this.#script.get(key)
      return odds.find(([fault]) => fault === scripted)?.[0]
    }
    if (this.#level === 0) return undefined
    let dice = this.#dice.stream(`fault ${site}`).next() / this.#level
    for (const [fault, probability] of odds) {
      if (dice < probability) return fault
      dice -= probability
    }
    return undefined
  }
}
