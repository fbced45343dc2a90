import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Chance of each trouble, per connection or per piece of data. */
export interface WireTroubles {
  readonly refuse: number
  readonly delay: number
  readonly cut: number
  /** The other end vanishes without a word. */
  readonly swallow: number
}

const LONGEST_DELAY_MS = 250

/** What becomes of connections while the network is bad. `random` is in [0, 1). */
export class FaultyWire {
  readonly #troubles: WireTroubles
  readonly #random: () => number
  readonly #dead = new Set<Socket>()
  #isOver = false

  constructor(troubles: WireTroubles, random: () => number) {
    this.#troubles = troubles
    this.#random = random
  }

  refuses(): boolean {
    return this.#happens('refuse')
  }

  /** Sends `bytes` on, late, in part, or not at all. */
  async pass(bytes: Buffer, from: Socket, to: Socket): Promise<void> {
    if (this.#happens('delay')) await sleep(this.#random() * LONGEST_DELAY_MS)
    if (this.#dead.has(to)) return
    if (this.#happens('cut')) {
      to.write(bytes.subarray(0, Math.floor(this.#random() * bytes.length)))
      from.destroy()
      to.destroy()
    } else if (this.#happens('swallow')) {
      this.#dead.add(to).add(from)
    } else if (!to.destroyed) to.write(bytes)
  }

  /** The network is good again; what was lost on the way stays lost. */
  end(): void {
    this.#isOver = true
    for (const socket of this.#dead) socket.destroy()
    this.#dead.clear()
  }

  #happens(trouble: keyof WireTroubles): boolean {
    return !this.#isOver && this.#random() < this.#troubles[trouble]
  }
}
