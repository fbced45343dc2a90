import { setTimeout as sleep } from 'node:timers/promises'
import type { DeviceProcess } from '../harness/device-process.js'
import { FaultyWire, type WireTroubles } from '../harness/faulty-wire.js'
import type { Stack } from '../harness/stack.js'
import { actRandomly, startOver, textsOnDisk } from './disk-deeds.js'
import { KeptTexts } from './kept-texts.js'
import { SeededRandom } from './seeded-random.js'

/** How a history ended; `problems` is empty when every promise held. */
export interface HistoryResult {
  readonly log: readonly string[]
  readonly problems: readonly string[]
}

export const DEVICES = ['laptop', 'desktop']

const TROUBLES: WireTroubles = { refuse: 0.1, delay: 0.1, cut: 0.04, swallow: 0.01 }
const FILES_BEFORE = 6
const STEPS = 16
const KILL_CHANCE = 0.14
const LONGEST_PAUSE_MS = 300
const CONVERGE_MS = 120_000

/**
 * One random history with real processes: people at two devices change their folders while the
 * network fails and processes are killed. Then all is well again, and both must show the same (I1),
 * have kept every text (I2) and do nothing in a further cycle (I6). The seed decides what is done;
 * when it happens is up to the machine.
 */
export async function runRealHistory(stack: Stack, seed: number): Promise<HistoryResult> {
  const history = new RealHistory(stack, seed)
  try {
    await history.run()
  } catch (error) {
    history.problems.push(String(error))
  }
  return history
}

class RealHistory implements HistoryResult {
  readonly log: string[] = []
  readonly problems: string[] = []
  readonly #stack: Stack
  readonly #seed: number
  readonly #random: SeededRandom
  /** Texts that must be somewhere in the end. */
  readonly #owed = new Set<string>()

  constructor(stack: Stack, seed: number) {
    this.#stack = stack
    this.#seed = seed
    this.#random = new SeededRandom(seed)
  }

  async run(): Promise<void> {
    await this.#begin()
    const wireRandom = new SeededRandom(this.#seed + 1_000_000)
    this.#stack.proxy.useWire(new FaultyWire(TROUBLES, () => wireRandom.next()))
    try {
      for (let step = 0; step < STEPS; step++) await this.#step(step)
    } finally {
      this.#stack.proxy.useWire(undefined)
    }
    await this.#end()
  }

  /** What everybody has seen is owed for ever, whoever deletes it. */
  async #begin(): Promise<void> {
    for (const name of DEVICES) startOver(this.#stack.device(name).folder)
    await this.#converge()
    const { folder } = this.#stack.device('laptop')
    for (let i = 0; i < FILES_BEFORE; i++) {
      const token = `<${this.#seed}:before ${i}>`
      this.#note(0, actRandomly(folder, this.#random, token).what)
    }
    await this.#converge()
    for (const text of textsOnDisk(folder)) this.#owed.add(text)
  }

  async #step(step: number): Promise<void> {
    await sleep(this.#random.next() * LONGEST_PAUSE_MS)
    const index = this.#random.below(DEVICES.length)
    const device = this.#device(index)
    if (this.#random.next() < KILL_CHANCE) {
      await this.#kill(index)
      return
    }
    const token = `<${this.#seed}:${step}>`
    const { what, destroyed } = actRandomly(device.folder, this.#random, token)
    this.#note(index, what)
    if (what.includes(token)) this.#owed.add(token)
    // Its doer saw it; whether the daemon did before is a matter of luck (limits of P1).
    for (const text of destroyed) if (!text.includes('before')) this.#owed.delete(text)
  }

  async #kill(index: number): Promise<void> {
    const isServer = this.#random.next() < 0.4
    const victim = isServer ? this.#stack.server : this.#device(index)
    this.#note(index, isServer ? 'kill the server' : 'kill the daemon')
    await victim.kill()
    await sleep(this.#random.next() * LONGEST_PAUSE_MS)
    await victim.start()
  }

  async #end(): Promise<void> {
    await this.#converge()
    for (const name of DEVICES) {
      for (const text of textsOnDisk(this.#stack.device(name).folder)) this.#owed.delete(text)
    }
    if (this.#owed.size > 0) {
      const kept = await (await KeptTexts.signIn(this.#stack)).read()
      for (const text of this.#owed) if (!kept.has(text)) this.problems.push(`lost: ${text}`)
    }
    this.#stack.proxy.take()
    await this.#syncAll()
    for (const [request, count] of this.#stack.proxy.take().requests) {
      if (/^(commits|blocks|read)$/.test(request)) {
        this.problems.push(`a further cycle makes ${count} requests: ${request}`)
      }
    }
  }

  async #converge(): Promise<void> {
    await this.#syncAll()
    await this.#stack.converged({ timeoutMs: CONVERGE_MS })
  }

  /** Nobody waits for a back-off to end. */
  async #syncAll(): Promise<void> {
    for (const name of DEVICES) await this.#stack.device(name).syncNow()
  }

  #device(index: number): DeviceProcess {
    return this.#stack.device(DEVICES[index] ?? 'laptop')
  }

  #note(index: number, what: string): void {
    this.log.push(`${DEVICES[index]}: ${what}`)
  }
}
