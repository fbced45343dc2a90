/** Numbers that depend on the seed alone: xorshift32 (Marsaglia). */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    // Zero is the one state that it never leaves.
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1
    for (let round = 0; round < 8; round++) this.next()
  }

  /** From 0 to below 1. */
  next(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state >>> 0
    return this.#state / 0x1_0000_0000
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** One of `items`; undefined when there is none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)]
  }
}
