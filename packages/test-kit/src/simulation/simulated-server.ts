import {
  AppError,
  type BlockId,
  type CommitRequest,
  type Cursor,
  type NodeId,
} from '@tidemark/protocol'
import {
  applyRetention,
  type Caller,
  compactSegments,
  type MetadataStore,
  noCrash,
  type RetentionPolicy,
  sweepBlocks,
  trimJournal,
} from '@tidemark/server-core'
import type { OutgoingBlock } from '@tidemark/sync-engine'
import type { SeededRandom } from '../clock/seeded-random.js'
import { MemoryMetadataStore } from '../metadata/memory-metadata-store.js'
import { type DeviceCaller, MemoryServer, type MemorySpace } from '../remote/memory-server.js'
import { MemorySegmentStore } from '../segments/memory-segment-store.js'
import type { Scheduler } from './scheduler.js'
import { TurnedMetadataStore } from './turned-metadata-store.js'

/** Small, so that cleanup has segments to rewrite. */
const SEGMENT_BYTES = 2_000

/** No version but those that are needed. */
const KEEP_LEAST: RetentionPolicy = {
  keepAllMs: 0,
  keepDailyMs: 0,
  maxAgeMs: 0,
  maxVersions: 1,
  trashMaxAgeMs: 0,
  earliestMs: 0,
}

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
  readonly #clock: { nowMs(): number }
  #restore: (() => void) | undefined
  #process: ServerProcess = { name: 'server', isAlive: true }
  #current: MemoryServer

  constructor(options: SimulatedServerOptions) {
    this.#options = options
    const { random } = options
    this.#metadata = options.metadata ?? new MemoryMetadataStore()
    this.#segments = new MemorySegmentStore({ rng: random, segmentBytes: SEGMENT_BYTES })
    this.#clock = { nowMs: () => Math.floor(options.scheduler.nowMs) }
    this.observed = new MemoryServer(this.#clock, random, {
      metadata: this.#metadata,
      segments: this.#segments,
    })
    this.#current = this.#start()
  }

  /** The process that runs now. */
  get current(): MemoryServer {
    return this.#current
  }

  /**
   * Removes blocks that nothing needs and the room they took, while everything goes on.
   * @throws AppError block_damaged
   */
  async collectGarbage({ ownerId }: MemorySpace): Promise<void> {
    const { storage, reader, inFlight } = this.#current
    const clock = this.#clock
    await sweepBlocks({ storage, reader, clock, crashPoint: noCrash }, ownerId)
    await this.#segments.closeOpen()
    await compactSegments(storage, inFlight, noCrash)
  }

  /** Forgets all versions and changes but the newest. */
  async applyRetention({ spaceId }: MemorySpace): Promise<void> {
    const { metadata: store } = this.#current
    await applyRetention({ store, clock: this.#clock }, spaceId, KEEP_LEAST)
    await trimJournal(store, spaceId, this.#clock.nowMs())
  }

  /** Remembers everything that is stored, when that is in memory. */
  backUp(): void {
    if (!(this.#metadata instanceof MemoryMetadataStore)) return
    const restores = [this.#metadata.backUp(), this.#segments.backUp()]
    this.#restore = () => {
      for (const restore of restores) restore()
    }
  }

  /** Goes back to what was last remembered. Returns whether there was anything. */
  restore(): boolean {
    if (this.#restore === undefined) return false
    this.restart()
    this.#restore()
    return true
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

  listTrash(caller: Caller, space: MemorySpace) {
    return this.#current.listTrash(caller, space)
  }

  listRevisions(caller: Caller, space: MemorySpace, nodeId: NodeId) {
    return this.#current.listRevisions(caller, space, nodeId)
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
    return new MemoryServer(this.#clock, random, { metadata, segments: this.#segments, onPublish })
  }
}
