import { AppError } from '@tidemark/protocol'
import { ManualClock } from '../clock/manual-clock.js'
import { SeededRandom } from '../clock/seeded-random.js'
import { diskContents, trashContents } from '../filesystem/disk-contents.js'
import { MemoryServer, type MemorySpace } from '../remote/memory-server.js'
import { actRandomly } from './history-actions.js'
import { SyncDevice } from './sync-device.js'

/** Shape of a random history. */
export interface HistoryOptions {
  readonly seed: number
  readonly steps: number
  /** Chance per call to the server that it fails, half of the time after it was done. */
  readonly faultRate: number
  /** Chance per crash point that the computer loses its power there. */
  readonly crashRate: number
}

/** Ends an engine in the middle of what it does, by a power cut; nothing of it runs on. */
class Crash extends Error {
  override readonly name = 'Crash'
}

/** How a history ended; `problems` is empty when every promise held. */
export interface HistoryResult {
  readonly log: readonly string[]
  readonly problems: readonly string[]
}

/** In the end the devices sync in turns: at least so often, and until they are at rest. */
const LEAST_ROUNDS = 3
const MOST_ROUNDS = 30

/**
 * Lets two devices do random things to their folders, sync at random moments over a bad network,
 * restart and lose their state, and checks in the end: both show the same (I1), nothing that was
 * written is lost (I2), another cycle does nothing (I6). The same seed gives the same history.
 */
export async function runRandomHistory(options: HistoryOptions): Promise<HistoryResult> {
  const history = new RandomHistory(options)
  await history.run()
  return history
}

class RandomHistory implements HistoryResult {
  readonly log: string[] = []
  readonly problems: string[] = []
  readonly #options: HistoryOptions
  readonly #random: SeededRandom
  readonly #clock = new ManualClock()
  readonly #server: MemoryServer
  readonly #devices: SyncDevice[] = []
  #space: MemorySpace | undefined
  #isFaulty = true

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#random = new SeededRandom(options.seed)
    this.#server = new MemoryServer(this.#clock, new SeededRandom(options.seed + 1))
  }

  async run(): Promise<void> {
    const space = await this.#server.createSpace()
    this.#space = space
    for (const [index, name] of ['Alpha', 'Beta'].entries()) {
      const seed = this.#options.seed + 100 + index
      const device = new SyncDevice({
        clock: this.#clock,
        server: this.#server,
        space,
        name,
        seed,
        adjust: (deps) => ({ ...deps, crashPoint: (point) => this.#maybeCrash(point) }),
      })
      device.remote.onCall = () => this.#maybeFail()
      this.#devices.push(device)
    }
    for (let step = 0; step < this.#options.steps; step++) await this.#step(step)
    await this.#check()
  }

  async #step(step: number): Promise<void> {
    const device = this.#random.pick(this.#devices)
    const index = this.#devices.indexOf(device)
    const dice = this.#random.next()
    if (dice < 0.65) {
      const token = `<${step}>`
      this.log.push(`${index}: ${actRandomly(device, this.#random, token)}`)
    } else if (dice < 0.95) await this.#sync(index)
    else if (dice < 0.99) {
      this.log.push(`${index}: restart`)
      device.restart()
    } else {
      this.log.push(`${index}: loses its state`)
      device.loseState()
    }
  }

  async #sync(index: number): Promise<void> {
    const device = this.#devices[index]
    if (device === undefined) return
    this.log.push(`${index}: sync`)
    const before = textsOf(device)
    try {
      await device.sync()
    } catch (error) {
      if (error instanceof Crash) {
        device.fs.cutPower()
        device.restart()
      } else if (!(error instanceof AppError)) throw error
      this.log.push(`${index}: ${error instanceof AppError ? error.code : String(error)}`)
    }
    await this.#checkKept(device, before)
  }

  /** What was on disk when the engine began is on disk, in the trash or in the server's history. */
  async #checkKept(device: SyncDevice, before: ReadonlySet<string>): Promise<void> {
    if (this.#space === undefined) return
    const kept = await this.#server.keptTexts(this.#space)
    const here = new Set([...textsOf(device), ...Object.values(trashContents(device.disk))])
    for (const text of before) {
      if (!kept.has(text) && !here.has(text)) this.problems.push(`lost ${text}`)
    }
  }

  #maybeFail(): void {
    if (this.#isFaulty && this.#random.next() < this.#options.faultRate) {
      throw new AppError('server_unreachable')
    }
  }

  #maybeCrash(point: string): void {
    if (this.#isFaulty && this.#random.next() < this.#options.crashRate) throw new Crash(point)
  }

  async #check(): Promise<void> {
    this.#isFaulty = false
    this.log.push('end')
    for (
      let round = 0;
      round < LEAST_ROUNDS || (round < MOST_ROUNDS && !this.#isQuiet());
      round++
    ) {
      for (const index of this.#devices.keys()) await this.#sync(index)
      this.#clock.advance(600_000)
    }
    if (!this.#isQuiet()) this.problems.push('does not come to rest')
    const [one, two] = this.#devices.map((device) => device.contents())
    if (JSON.stringify(one) !== JSON.stringify(two)) {
      this.problems.push(`different trees: ${JSON.stringify(one)} and ${JSON.stringify(two)}`)
    }
    const before = this.#devices.map(({ remote }) => JSON.stringify(remote.counts))
    for (const index of this.#devices.keys()) await this.#sync(index)
    const after = this.#devices.map(({ remote }) => JSON.stringify(remote.counts))
    if (before.join() !== after.join()) this.problems.push('a further cycle is not empty')
  }

  #isQuiet(): boolean {
    const [one, two] = this.#devices
    if (one === undefined || two === undefined) return false
    const isSettled = this.#devices.every(({ store }) => store.dirtyCount() === 0)
    return isSettled && JSON.stringify(one.contents()) === JSON.stringify(two.contents())
  }
}

function textsOf({ disk }: SyncDevice): Set<string> {
  const files = Object.entries(diskContents(disk)).filter(([path]) => !path.endsWith('/'))
  return new Set(files.map(([, text]) => text))
}
