import { SeededRandom } from './seeded-random.js'

/**
 * Streams of chance, one per name. What is drawn from one stream moves no other, so that leaving
 * one event out of a history changes as little as possible about the rest.
 */
export class Dice {
  readonly #seed: number
  readonly #streams = new Map<string, SeededRandom>()

  constructor(seed: number) {
    this.#seed = seed
  }

  /** The stream of this name; the same one for the same name. */
  stream(name: string): SeededRandom {
    const known = this.#streams.get(name)
    if (known !== undefined) return known
    const stream = new SeededRandom(hashText(name, this.#seed))
    this.#streams.set(name, stream)
    return stream
  }
}

/** 32 bits of FNV-1a, mixed with `seed`; for streams and traces, where nothing is secret. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
