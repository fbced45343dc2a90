import { AppError, type BlockId, type CommitRequest, type Cursor } from '@tidemark/protocol'
import type { Caller, MetadataStore } from '@tidemark/server-core'
import type { OutgoingBlock } from '@tidemark/sync-engine'
import type { SeededRandom } from '../clock/seeded-random.js'
import { MemoryMetadataStore } from '../metadata/memory-metadata-store.js'
import { type DeviceCaller, MemoryServer, type MemorySpace } from '../remote/memory-server.js'
import { MemorySegmentStore } from '../segments/memory-segment-store.js'
import type { Scheduler } from './scheduler.js'
import { TurnedMetadataStore } from './turned-metadata-store.js'

/** Small, so that cleanup has segments to rewrite. */
const SEGMENT_BYTES = 2_000

interface ServerProcess {
  readonly name: string
  isAlive: boolean
}

/** What a SimulatedServer is made of. */
export interface SimulatedServerOptions {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  /** Mean time of a transaction. */
  readonly transactionMs: number
  /** What survives a restart; in memory when absent. */
  readonly metadata?: MetadataStore
  readonly onPublish: () => void
}

/**
 * The server in a simulation: its process can end at any moment, what it has written stays. Calls
 * that were under way then are answered by nobody.
 */
export class SimulatedServer {
  /** Reads what is stored without taking turns, for the oracle. */
  readonly observed: MemoryServer
  readonly #options: SimulatedServerOptions
  readonly #metadata: MetadataStore
  readonly #segments: MemorySegmentStore
  readonly #lost = new Set<(error: AppError) => void>()
  #process: ServerProcess = { name: 'server', isAlive: true }
  #current: MemoryServer

  constructor(options: SimulatedServerOptions) {
    this.#options = options
    const { random } = options
    this.#metadata = options.metadata ?? new MemoryMetadataStore()
    this.#segments = new MemorySegmentStore({ rng: random, segmentBytes: SEGMENT_BYTES })
    const clock = { nowMs: () => Math.floor(options.scheduler.nowMs) }
    this.observed = new MemoryServer(clock, random, {
      metadata: this.#metadata,
      segments: this.#segments,
    })
    this.#current = this.#start()
  }

  /** The process that runs now. */
  get current(): MemoryServer {
    return this.#current
  }

  /** The process ends in the middle of what it does and is started again. */
  restart(): void {
    this.#process.isAlive = false
    const lost = [...this.#lost]
    this.#lost.clear()
    for (const reject of lost) reject(new AppError('server_unreachable'))
    this.#current = this.#start()
  }

  /** What `ask` answers; server_unreachable when the process ends meanwhile. */
  serve<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#lost.add(reject)
      ask()
        .then(resolve, reject)
        .finally(() => this.#lost.delete(reject))
    })
  }

  newDevice(space: MemorySpace, deviceName: string) {
    return this.observed.newDevice(space, deviceName)
  }

  listChanges(caller: Caller, space: MemorySpace, cursor: Cursor, limit: number) {
    return this.#current.listChanges(caller, space, cursor, limit)
  }

  listTree(caller: Caller, space: MemorySpace, page: string | undefined, limit: number) {
    return this.#current.listTree(caller, space, page, limit)
  }

  commit(caller: Caller, space: MemorySpace, request: CommitRequest) {
    return this.#current.commit(caller, space, request)
  }

  findMissing(caller: DeviceCaller, space: MemorySpace, blockIds: readonly BlockId[]) {
    return this.#current.findMissing(caller, space, blockIds)
  }

  storeBlocks(caller: DeviceCaller, space: MemorySpace, blocks: readonly OutgoingBlock[]) {
    return this.#current.storeBlocks(caller, space, blocks)
  }

  readBlocks(caller: DeviceCaller, space: MemorySpace, blockIds: readonly BlockId[]) {
    return this.#current.readBlocks(caller, space, blockIds)
  }

  #start(): MemoryServer {
    const { scheduler, random, transactionMs, onPublish } = this.#options
    this.#process = { name: 'server', isAlive: true }
    const delayMs = (): number => transactionMs * random.between(0.2, 2)
    const metadata = new TurnedMetadataStore(this.#metadata, scheduler, this.#process, delayMs)
    const clock = { nowMs: () => Math.floor(scheduler.nowMs) }
    return new MemoryServer(clock, random, { metadata, segments: this.#segments, onPublish })
  }
}
