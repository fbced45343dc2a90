import type { LocalNode } from '../trees.js'

/** How long an item must have vanished before that counts as a deletion. */
export class SettleWindow {
  readonly #nowMs: number
  readonly #settleMs: number

  constructor({ nowMs, settleMs }: { readonly nowMs: number; readonly settleMs: number }) {
    this.#nowMs = nowMs
    this.#settleMs = settleMs
  }

  /** A clock that was set back must not keep a deletion waiting for years (E27). */
  isOver(sinceMs: number): boolean {
    const elapsedMs = this.#nowMs - sinceMs
    return elapsedMs < 0 || elapsedMs >= this.#settleMs
  }

  /** When it ends for an item that vanished; undefined when it has. */
  endMs(missing: LocalNode | undefined): number | undefined {
    if (missing === undefined || missing.missingSinceMs === null) return undefined
    if (this.isOver(missing.missingSinceMs)) return undefined
    return missing.missingSinceMs + this.#settleMs
  }
}
