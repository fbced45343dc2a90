import { type NodeId, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import {
  defaultSettings,
  Engine,
  type EngineEvent,
  type EngineSettings,
  type StateTransaction,
} from '@tidemark/sync-engine'
import { diskContents } from '../filesystem/disk-contents.js'
import { MemoryDisk } from '../filesystem/memory-disk.js'
import { MemoryFileSystem } from '../filesystem/memory-file-system.js'
import { MemoryRemote } from '../remote/memory-remote.js'
import type { MemorySpace } from '../remote/memory-server.js'
import { nodeHashing } from '../remote/node-hashing.js'
import { MemoryStateStore } from '../state/memory-state-store.js'
import { DeleteWatch } from './delete-watch.js'
import { Line } from './line.js'
import type { DeviceParameters } from './parameters.js'
import { PinWatch } from './pin-watch.js'
import { losePower } from './power-cut.js'
import { nodesByPath } from './selections.js'
import { SimulatedClock } from './simulated-clock.js'
import { SimulatedFileSystem } from './simulated-file-system.js'
import { SimulatedRemote } from './simulated-remote.js'
import type { World } from './world.js'

/** Ends an engine in the middle of what it does. */
class Killed extends Error {
  override readonly name = 'Killed'
}

const HOUR_MS = 3_600_000
/** Events of which no history may be free for long. */
const COUNTED: Partial<Record<EngineEvent['type'], string>> = {
  deletes_held: 'deletes held',
  released: 'items released',
}
const NEVER = {
  aborted: false,
  reason: undefined,
  addEventListener: (): void => undefined,
  removeEventListener: (): void => undefined,
}

interface DeviceProcess {
  readonly name: string
  isAlive: boolean
}

/** A state file that a dead process cannot write to. */
class OwnedStateStore extends MemoryStateStore {
  owner: DeviceProcess | undefined

  override transaction<T>(apply: (tx: StateTransaction) => T): T {
    if (this.owner?.isAlive === false) throw new Killed('writes after its end')
    return super.transaction(apply)
  }
}

/** A computer with a folder and an engine that can be killed at every turn. */
export class SimulatedDevice {
  readonly name: string
  readonly disk: MemoryDisk
  readonly disks: MemoryFileSystem
  readonly remote: MemoryRemote
  isOnline: boolean
  /** Whether the folder is where it belongs. */
  isPluggedIn = true
  /** The way to the server. */
  readonly line: Line
  /** Whether its watcher tells of changes. */
  isWatched = true
  readonly pins: PinWatch
  readonly deletes: DeleteWatch
  /** What its person keeps on the server alone; in the configuration, which nothing takes. */
  readonly deselected = new Set<NodeId>()
  /** How wrong the computer's clock is. */
  wrongByMs = 0
  readonly #world: World
  readonly #parameters: DeviceParameters
  #store = new OwnedStateStore()
  #process: DeviceProcess
  #engine: Engine
  #lastTickNs = 0n
  #requestsUnderWay = 0
  #delayedUntilMs = 0

  constructor(world: World, space: MemorySpace, parameters: DeviceParameters) {
    this.#world = world
    this.#parameters = parameters
    this.name = parameters.name
    this.isOnline = !parameters.startsOffline
    this.line = new Line(world.scheduler, world.dice.stream(`line of ${parameters.name}`), () =>
      world.count('messages in a clogged line'),
    )
    this.pins = new PinWatch(() => world.scheduler.nowMs)
    this.deletes = this.#watchDeletes()
    const { names, timeStepNs = 1 } = parameters
    const times = {
      nowNs: () => this.#tickNs(),
      wrongByNs: () => BigInt(Math.round(this.wrongByMs)) * 1_000_000n,
      mtimeGranularityNs: BigInt(timeStepNs),
    }
    this.disk = new MemoryDisk({ ...names, ...times })
    this.disks = new MemoryFileSystem(this.disk)
    this.remote = new MemoryRemote(world.server, space, parameters.name, world.parameters.pageRows)
    this.#process = { name: this.name, isAlive: true }
    this.#engine = this.#start()
  }

  get engine(): Engine {
    return this.#engine
  }

  /** Whether something of it may come to the server that it sent, or is about to send, before now. */
  get isSending(): boolean {
    return this.#requestsUnderWay > 0 || !this.#engine.status().isSettled
  }

  /** When the last request that its process waits for and that was delayed comes to the server. */
  get delayedUntilMs(): number {
    return this.#delayedUntilMs
  }

  get store(): MemoryStateStore {
    return this.#store
  }

  get isAlive(): boolean {
    return this.#process.isAlive
  }

  /** Files and folders on disk; see `diskContents`. */
  contents(): Record<string, string> {
    return diskContents(this.disk)
  }

  /** The process ends at once, whatever it does; with the power, all that was not flushed is lost. */
  kill(isPowerCut: boolean): void {
    if (!this.#process.isAlive) return
    this.#process.isAlive = false
    const owed = isPowerCut && this.isPluggedIn ? this.#losePower() : new Set<string>()
    this.#world.noteKilled(this, owed)
  }

  /** Starts the engine on what is left; `store` is another state file than the last one. */
  start(store?: MemoryStateStore): void {
    this.#process.isAlive = false
    const former = store ?? this.#store
    this.#store = new OwnedStateStore()
    former.copyTo(this.#store)
    this.#engine = this.#start()
  }

  /** The state file as it is now. */
  copyOfState(): MemoryStateStore {
    const copy = new MemoryStateStore()
    this.#store.copyTo(copy)
    return copy
  }

  /** Takes the folder away, with or without an empty one in its place. */
  unplug(leavesMountPoint: boolean): void {
    if (!this.isPluggedIn) return
    this.isPluggedIn = false
    // Whoever takes a drive away has the system write everything back first.
    this.disk.journal.flushAll()
    if (leavesMountPoint) this.disk.replaceRoot()
    else this.disk.detach()
  }

  plugIn(): void {
    this.isPluggedIn = true
    this.disk.attach()
    this.hint('everything')
  }

  /** What is left when the state file is lost. */
  emptyState(): MemoryStateStore {
    return new MemoryStateStore()
  }

  /** A person agrees to the deletes that are held. */
  approveDeletes(): void {
    this.deletes.noteApproved(this.#engine.status().heldDeletes)
    this.#engine.approveDeletes()
  }

  /** A person keeps the item at this path, with all below, on the server alone. */
  deselect(path: string): boolean {
    const nodeId = nodesByPath(this.#store.remote).get(path)
    if (nodeId === undefined) return false
    this.deselected.add(nodeId)
    if (this.isAlive) this.#engine.selectionChanged()
    return true
  }

  /** He wants everything on this disk again. */
  selectAll(): void {
    this.deselected.clear()
    if (this.isAlive) this.#engine.selectionChanged()
  }

  /** A change was noticed in `folder`. */
  hint(folder: RelPath | 'everything'): void {
    if (this.isAlive) this.#engine.hint(folder)
  }

  /** Returns contents that are gone with nobody having promised to keep them, and says what else is. */
  #losePower(): ReadonlySet<string> {
    const { dice, ledger, devices } = this.#world
    const random = dice.stream(`power cuts of ${this.name}`)
    const losesAll = random.chance(0.3)
    const chance = (count: number): number => (losesAll ? 0 : random.below(count))
    const others = devices.filter((device) => device !== this)
    const { owed, agreedFolders } = losePower(this, chance, ledger, others)
    for (const path of agreedFolders) {
      this.#world.report(`I2: ${this.name} lost the agreed folder ${path} by a power cut`)
    }
    return owed
  }

  #watchDeletes(): DeleteWatch {
    const world = this.#world
    return new DeleteWatch({
      name: this.name,
      store: () => this.#store,
      isPluggedIn: () => this.isPluggedIn,
      onDeletion: (content) => world.ledger.halfHeardMoves.noteDeletion(this.name, content),
      nowMs: () => world.scheduler.nowMs,
      report: (problem) => world.report(problem),
      count: (what) => world.count(what),
    })
  }

  #start(): Engine {
    const process: DeviceProcess = { name: this.name, isAlive: true }
    this.isWatched = true
    this.#delayedUntilMs = 0
    this.#process = process
    this.#store.owner = process
    const { scheduler, faults, dice, server, parameters } = this.#world
    const random = dice.stream(`times of ${this.name}`)
    const common = { scheduler, process, faults, random }
    this.disks.crashPoint = (point) => this.#crashPoint(process, point)
    const engine = new Engine({
      store: this.#store,
      fs: new SimulatedFileSystem(this.disks, {
        ...common,
        flushes: dice.stream(`flushes of ${this.name}`),
        deletes: this.deletes,
        callMs: this.#parameters.diskMs,
        onChange: (what) => this.#world.noteEngineChange(this, what),
      }),
      remote: new SimulatedRemote(this.remote, {
        ...common,
        server,
        networkMs: parameters.networkMs,
        line: this.line,
        deletes: this.deletes,
        pins: this.pins,
        report: (problem) => this.#world.report(problem),
        isConnected: () => this.isOnline,
        onRequest: (change) => {
          this.#requestsUnderWay += change
          this.#world.noteRequest(change)
        },
        onDelay: (untilMs) => this.#noteDelay(untilMs),
      }),
      clock: new SimulatedClock(scheduler, process, () => this.wrongByMs),
      rng: dice.stream(`ids of ${this.name}`),
      hasher: nodeHashing,
      settings: this.#settings(),
      selection: { deselected: () => this.deselected },
      crashPoint: (point) => this.#crashPoint(process, point),
    })
    engine.onEvent((event) => this.#hear(engine, event))
    engine.run(NEVER).catch((error: unknown) => {
      if (process.isAlive) this.#world.noteFault(this, error)
    })
    return engine
  }

  #hear(engine: Engine, { type }: EngineEvent): void {
    const counted = COUNTED[type]
    if (counted !== undefined) this.#world.count(counted)
    if (engine === this.#engine) this.#world.noteState(this)
  }

  #settings(): EngineSettings {
    const { settleMs, batchNodes, largeFileBytes } = this.#parameters
    const settings = { ...defaultSettings(this.name), settleMs, batchNodes, largeFileBytes }
    const { hasNights, longestRetryMs = settings.longestRetryMs } = this.#world.parameters
    const fullScanIntervalMs = hasNights ? HOUR_MS : settings.fullScanIntervalMs
    return { ...settings, longestRetryMs, fullScanIntervalMs }
  }

  #noteDelay(untilMs: number): void {
    this.#delayedUntilMs = Math.max(this.#delayedUntilMs, untilMs)
  }

  #crashPoint(process: DeviceProcess, point: string): void {
    if (!process.isAlive) throw new Killed(point)
    const fault = this.#world.faults.at(`${this.name} crash ${point}`, [
      ['kill', 0.002],
      ['power_cut', 0.002],
    ])
    if (fault === undefined) return
    this.kill(fault === 'power_cut')
    throw new Killed(point)
  }

  /** A disk whose clock never shows the same time twice. */
  #tickNs(): bigint {
    const nowNs = BigInt(Math.floor(this.#world.scheduler.nowMs * 1_000)) * 1_000n
    this.#lastTickNs = nowNs > this.#lastTickNs ? nowNs : this.#lastTickNs + 1n
    return this.#lastTickNs
  }
}

/** The folder in which something at `path` changed. */
export function folderOf(path: string): RelPath {
  const end = path.lastIndexOf('/')
  return end < 0 ? ROOT_PATH : (path.slice(0, end) as RelPath) // a path on the disk
}
