import { hashText } from '../clock/dice.js'

/** What happened in a history, as a hash of everything and as the last lines for people. */
export class Trace {
  #high = 0
  #low = 0
  #turns = 0
  readonly #lines: string[] = []
  readonly #isVerbose: boolean

  /** @param isVerbose whether every turn is kept as a line, not only what was noted. */
  constructor(isVerbose: boolean) {
    this.#isVerbose = isVerbose
  }

  /** Counts a turn. */
  turn(atMs: number, process: string, label: string): void {
    this.#turns++
    this.#low = hashText(label, this.#low ^ hashText(process))
    this.#high = hashText(process, this.#high ^ Math.imul(atMs * 1000, 0x85ebca6b))
    if (this.#isVerbose) this.note(atMs, `  ${process}: ${label}`)
  }

  /** Remembers something that people want to read. */
  note(atMs: number, what: string): void {
    this.#low = hashText(what, this.#low)
    this.#lines.push(`${((atMs - START_MS) / 1000).toFixed(3)} ${what}`)
  }

  get turnCount(): number {
    return this.#turns
  }

  /** Equal for equal executions. */
  get hash(): string {
    return [this.#high, this.#low].map((n) => n.toString(16).padStart(8, '0')).join('')
  }

  get lines(): readonly string[] {
    return this.#lines
  }
}

/** When every simulated history begins. */
export const START_MS = Date.UTC(2024, 4, 17, 9, 30)
