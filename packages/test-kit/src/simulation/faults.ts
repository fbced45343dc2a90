import type { Dice } from '../clock/dice.js'
import type { SeededRandom } from '../clock/seeded-random.js'

/** One fault of a history: what went wrong at a place, the how-manieth time something came by. */
export interface Fault {
  readonly site: string
  readonly nth: number
  readonly fault: string
}

/** Faults that may happen at a place, with their probabilities at the usual level. */
export type Odds<F extends string> = readonly (readonly [F, number])[]

/** A place where something can go wrong. */
interface Site {
  readonly random: SeededRandom
  /** How many times something came by. */
  count: number
}

/**
 * Decides at every place where something can go wrong whether it does, by chance or by a script, and
 * remembers what did. Each place has a stream of chance and a count of its own.
 */
export class Faults {
  readonly happened: Fault[] = []
  readonly #dice: Dice
  readonly #level: number
  readonly #script: ReadonlyMap<string, string> | undefined
  readonly #sites = new Map<string, Site>()
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
    const { random, count: nth } = this.#comeBy(site)
    const fault =
      this.#script === undefined
        ? this.#draw(random, odds)
        : odds.find(([name]) => name === this.#script?.get(`${site}#${nth}`))?.[0]
    if (!this.isOn || fault === undefined) return undefined
    this.happened.push({ site, nth, fault })
    return fault
  }

  #comeBy(name: string): Site {
    const known = this.#sites.get(name)
    const site = known ?? { random: this.#dice.stream(`fault ${name}`), count: 0 }
    if (known === undefined) this.#sites.set(name, site)
    site.count++
    return site
  }

  #draw<F extends string>(random: SeededRandom, odds: Odds<F>): F | undefined {
    if (this.#level === 0) return undefined
    let dice = random.next() / this.#level
    for (const [fault, probability] of odds) {
      if (dice < probability) return fault
      dice -= probability
    }
    return undefined
  }
}
