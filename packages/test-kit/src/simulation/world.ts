import type { MetadataStore } from '@tidemark/server-core'
import { Dice } from '../clock/dice.js'
import type { MemorySpace } from '../remote/memory-server.js'
import { type Fault, Faults } from './faults.js'
import { Ledger } from './ledger.js'
import type { HistoryParameters } from './parameters.js'
import { Scheduler } from './scheduler.js'
import { Sight } from './sight.js'
import { folderOf, SimulatedDevice } from './simulated-device.js'
import { SimulatedServer } from './simulated-server.js'
import { Trace } from './trace.js'
import type { Process } from './turn-queue.js'

/** What a World is made from. */
export interface WorldOptions {
  readonly parameters: HistoryParameters
  readonly faultScript?: readonly Fault[]
  readonly metadata?: MetadataStore
  readonly isVerbose?: boolean
}

/** Whoever is not part of what is tested: people, their programs, the hardware. */
const OUTSIDE: Process = { name: 'outside', isAlive: true }
const POLL_MS = 60_000

/** A server, some computers, the people at them and the time that passes for all of them. */
export class World {
  readonly parameters: HistoryParameters
  readonly dice: Dice
  readonly trace: Trace
  readonly scheduler: Scheduler
  readonly faults: Faults
  readonly ledger = new Ledger()
  readonly server: SimulatedServer
  readonly devices: SimulatedDevice[] = []
  readonly problems: string[] = []
  /** Whether a device or the server lost a part of what it knew. */
  hasForgotten = false
  /** Requests on their way to the server, repeated ones included. */
  requestsUnderWay = 0
  requestCount = 0
  /** How often things happened of which no history may be free for long. */
  readonly counts = new Map<string, number>()
  readonly sight: Sight
  /** Called when an engine may have changed what is on its disk. */
  onEngineChange: (device: SimulatedDevice, what: string) => void = () => undefined
  #space: MemorySpace | undefined

  constructor({ parameters, faultScript, metadata, isVerbose }: WorldOptions) {
    this.parameters = parameters
    this.dice = new Dice(parameters.seed)
    this.trace = new Trace(isVerbose ?? false)
    this.scheduler = new Scheduler(this.trace)
    this.faults = new Faults(this.dice, parameters.faultLevel, faultScript)
    this.sight = new Sight(this.ledger, (problem) => this.report(problem))
    this.server = new SimulatedServer({
      scheduler: this.scheduler,
      random: this.dice.stream('server'),
      transactionMs: parameters.transactionMs,
      ...(metadata === undefined ? {} : { metadata }),
      onPublish: () => this.#wakeAll(),
    })
  }

  /** The space that all devices share. */
  get space(): MemorySpace {
    if (this.#space === undefined) throw new Error('the world has not begun')
    return this.#space
  }

  /** Makes the space and starts the devices. */
  async begin(): Promise<void> {
    this.#space = await this.server.observed.createSpace()
    for (const parameters of this.parameters.devices) {
      const device = new SimulatedDevice(this, this.#space, parameters)
      this.devices.push(device)
      if (parameters.timeStepNs !== undefined) this.count('disks with a coarse clock')
      this.#poll(device)
    }
  }

  /** Has `act` done in `delayMs` by somebody outside. */
  later(delayMs: number, label: string, act: () => void): void {
    this.scheduler.at(OUTSIDE, label, delayMs, () => {
      act()
      return undefined
    })
  }

  note(what: string): void {
    this.trace.note(this.scheduler.nowMs, what)
  }

  /** The server goes back to its last backup. Returns whether there was one. */
  restoreServer(): boolean {
    if (!this.server.restore()) return false
    this.hasForgotten = true
    this.#forgetRestores()
    for (const { pins } of this.devices) pins.forget()
    return true
  }

  /** What was brought back and has come to no disk yet is in the trash again, if anywhere. */
  #forgetRestores(): void {
    const shown = new Set(this.devices.flatMap((device) => Object.values(device.contents())))
    for (const text of this.ledger.wantedBack()) if (!shown.has(text)) this.ledger.lost(text)
    if (this.devices.every(({ deselected }) => deselected.size === 0)) return
    // What is kept online only has no other copy than the server's.
    for (const { text } of this.ledger.cherished()) if (!shown.has(text)) this.ledger.lost(text)
  }

  /** Counts something that histories are meant to meet. */
  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }

  /** A request went out (1) or has arrived (-1). */
  noteRequest(change: 1 | -1): void {
    this.requestsUnderWay += change
    if (change === 1) this.requestCount++
  }

  /** A promise was broken. */
  report(problem: string): void {
    this.note(`PROBLEM ${problem}`)
    this.problems.push(problem)
  }

  /** @param owed what its disk may have lost because nobody had promised to keep it yet. */
  noteKilled(device: SimulatedDevice, owed: ReadonlySet<string>): void {
    this.note(`${device.name} is killed`)
    this.sight.look(device, 'a crash', owed)
    const downMs = this.dice.stream(`starts of ${device.name}`).between(1, 5_000)
    this.later(downMs, `${device.name} starts`, () => {
      if (!device.isAlive) device.start()
    })
  }

  noteFault(device: SimulatedDevice, error: unknown): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.report(`the engine of ${device.name} has a fault: ${what}`)
  }

  noteEngineChange(device: SimulatedDevice, what: string): void {
    this.sight.look(device, what)
    this.onEngineChange(device, what)
  }

  /** A person starts what has stopped. */
  noteState(device: SimulatedDevice): void {
    const { engine } = device
    if (engine.status().state !== 'stopped') return
    const waitMs = this.dice.stream(`persons at ${device.name}`).between(100, 10_000)
    this.later(waitMs, `${device.name} resumes`, () => {
      if (device.isAlive && device.engine === engine) engine.resume()
    })
  }

  /** Something at these paths changed: the watcher says so, or not. */
  noteTouched(device: SimulatedDevice, paths: readonly string[]): void {
    const random = this.dice.stream(`watcher of ${device.name}`)
    if (!device.isWatched) this.count('changes that nobody is told of')
    for (const path of paths) {
      if (!device.isWatched) continue
      const fault = this.faults.at(`${device.name} watcher`, [
        ['lost', 0.1],
        ['twice', 0.05],
        ['wrong', 0.02],
        ['overflow', 0.01],
      ])
      if (fault === 'lost') continue
      const folder = fault === 'wrong' ? folderOf(folderOf(path)) : folderOf(path)
      for (let count = fault === 'twice' ? 2 : 1; count > 0; count--) {
        this.later(random.between(0, 300), `${device.name} is told of a change`, () =>
          device.hint(fault === 'overflow' ? 'everything' : folder),
        )
      }
    }
  }

  /** As the poll of a device: a lost wake-up delays it by one round at most. */
  #poll(device: SimulatedDevice): void {
    const everyMs = this.parameters.hasNights ? 10 * POLL_MS : POLL_MS
    this.later(everyMs, `${device.name} polls`, () => {
      if (device.isAlive && device.isOnline) device.engine.wakeRemote()
      this.#poll(device)
    })
  }

  #wakeAll(): void {
    for (const device of this.devices) {
      const random = this.dice.stream(`wake-ups of ${device.name}`)
      const delayMs = this.parameters.networkMs * random.between(0, 3)
      if (random.chance(0.1) && this.faults.isOn) continue
      this.later(delayMs, `${device.name} is woken`, () => {
        if (device.isAlive && device.isOnline) device.engine.wakeRemote()
      })
    }
  }
}
