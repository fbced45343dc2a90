import { defaultSettings, Engine, type EngineDeps, type EngineEvent } from '@tidemark/sync-engine'
import type { ManualClock } from '../clock/manual-clock.js'
import { SeededRandom } from '../clock/seeded-random.js'
import { diskContents } from '../filesystem/disk-contents.js'
import { MemoryDisk, type MemoryDiskOptions } from '../filesystem/memory-disk.js'
import { MemoryFileSystem } from '../filesystem/memory-file-system.js'
import { MemoryRemote } from '../remote/memory-remote.js'
import type { MemorySpace, ServedSpace } from '../remote/memory-server.js'
import { nodeHashing } from '../remote/node-hashing.js'
import { MemoryStateStore } from '../state/memory-state-store.js'

/** What makes up a device of a test. */
export interface SyncDeviceOptions {
  readonly clock: ManualClock
  readonly server: ServedSpace
  readonly space: MemorySpace
  readonly name: string
  readonly seed: number
  /** How its disk behaves; as Linux by default. */
  readonly disk?: MemoryDiskOptions
  /** Changes what the engine is given. */
  readonly adjust?: (deps: EngineDeps) => EngineDeps
}

/** A computer with a folder in memory and an engine that keeps it in sync. */
export class SyncDevice {
  readonly disk: MemoryDisk
  readonly fs: MemoryFileSystem
  readonly remote: MemoryRemote
  readonly events: EngineEvent[] = []
  readonly #options: SyncDeviceOptions
  readonly #rng: SeededRandom
  #store = new MemoryStateStore()
  #engine: Engine

  constructor(options: SyncDeviceOptions) {
    this.#options = options
    this.disk = new MemoryDisk(options.disk)
    this.fs = new MemoryFileSystem(this.disk)
    this.#rng = new SeededRandom(options.seed)
    this.remote = new MemoryRemote(options.server, options.space, options.name)
    this.#engine = this.#start()
  }

  get engine(): Engine {
    return this.#engine
  }

  get store(): MemoryStateStore {
    return this.#store
  }

  /** Syncs until nothing is due, waits out the settle window and syncs once more. */
  async sync(): Promise<void> {
    const never = { aborted: false, reason: undefined, addEventListener, removeEventListener }
    await this.#engine.syncOnce(never)
    this.#options.clock.advance(60_000)
    await this.#engine.syncOnce(never)
  }

  /** The process ended and was started again. */
  restart(): void {
    this.#engine = this.#start()
  }

  /** The state file is lost (E85). */
  loseState(): void {
    this.useState(new MemoryStateStore())
  }

  /** The process is started again over another state file, such as an older copy (E86). */
  useState(store: MemoryStateStore): void {
    this.#store = store
    this.restart()
  }

  /** Files and folders on disk; see `diskContents`. */
  contents() {
    return diskContents(this.disk)
  }

  #start(): Engine {
    const { clock, name, adjust = (deps) => deps } = this.#options
    const engine = new Engine(
      adjust({
        store: this.#store,
        fs: this.fs,
        remote: this.remote,
        clock,
        rng: this.#rng,
        hasher: nodeHashing,
        settings: defaultSettings(name),
      }),
    )
    engine.onEvent((event) => {
      if (event.type !== 'state') this.events.push(event)
    })
    return engine
  }
}

function addEventListener(): void {
  return
}

function removeEventListener(): void {
  return
}
