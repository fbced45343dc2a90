import { CONDITIONS_HOLD_MS, type Conditions } from '@tidemark/control'

/** Twice as often as needed, and soon enough for whoever walks from one network to another. */
const REPEAT_MS = Math.min(60_000, CONDITIONS_HOLD_MS / 2)

/** What the teller needs of the computer and of the daemon. */
export interface ConditionsPorts {
  isOnBattery(): boolean
  findMetered(): Promise<boolean | null>
  /** Rejects while no daemon is there to be told. */
  tell(conditions: Conditions): Promise<unknown>
  /** Calls `look` at that distance, and when something changes, until the answer is called. */
  every(ms: number, look: () => void): () => void
}

/**
 * Tells the daemon what its rules of pausing ask for and only an app finds out: at once when
 * something changes, and again before the daemon stops believing it.
 */
export class ConditionsTeller implements Disposable {
  readonly #ports: ConditionsPorts
  readonly #end: () => void

  constructor(ports: ConditionsPorts) {
    this.#ports = ports
    this.#end = ports.every(REPEAT_MS, () => void this.look())
  }

  /** Looks at the computer and tells what is so now. */
  async look(): Promise<void> {
    const { isOnBattery, findMetered, tell } = this.#ports
    const isMetered = await findMetered()
    // A daemon that is not there is told when it is; without news it pauses for no such rule.
    await tell({ onBattery: isOnBattery(), isMetered }).catch(() => undefined)
  }

  [Symbol.dispose](): void {
    this.#end()
  }
}
