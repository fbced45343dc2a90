import { AppError, type BlockId, type CommitRequest, type Cursor } from '@tidemark/protocol'
import {
  type Caller,
  type Clock,
  type CrashPoint,
  compactSegments,
  type MetadataStore,
  type Rng,
  sweepBlocks,
} from '@tidemark/server-core'
import type { OutgoingBlock } from '@tidemark/sync-engine'
import { MemoryMetadataStore } from '../metadata/memory-metadata-store.js'
import {
  type DeviceCaller,
  MemoryServer,
  type MemorySpace,
  type ServedSpace,
} from '../remote/memory-server.js'
import { CrashableSegments } from './crashable-segments.js'
import { ProcessEnd, type ProcessLife } from './process-end.js'

/**
 * A server that can die at every crash point and is started again over what it has written. Whoever
 * waits for an answer then gets `server_unreachable`.
 */
export class CrashableServer implements ServedSpace {
  readonly segments: CrashableSegments
  readonly #clock: Clock
  readonly #rng: Rng
  readonly #metadata = new MemoryMetadataStore()
  readonly #newLife: () => ProcessLife
  readonly #announce: CrashPoint
  #current: MemoryServer
  #life: ProcessLife

  /** @param announce called at each crash point, with the life of the process that comes by. */
  constructor(
    clock: Clock,
    rng: Rng,
    newLife: () => ProcessLife,
    announce: (point: Parameters<CrashPoint>[0], life: ProcessLife) => void,
  ) {
    this.#clock = clock
    this.#rng = rng
    this.#newLife = newLife
    this.#announce = (point) => announce(point, this.#life)
    this.segments = new CrashableSegments(rng)
    this.segments.crashPoint = this.#announce
    this.#life = newLife()
    this.#current = this.#start()
  }

  /** What runs now; for what no device asks. */
  get current(): MemoryServer {
    return this.#current
  }

  newDevice(space: MemorySpace, deviceName: string) {
    return this.#current.newDevice(space, deviceName)
  }

  listChanges(caller: Caller, space: MemorySpace, cursor: Cursor, limit: number) {
    return this.#serve((server) => server.listChanges(caller, space, cursor, limit))
  }

  listTree(caller: Caller, space: MemorySpace, page: string | undefined, limit: number) {
    return this.#serve((server) => server.listTree(caller, space, page, limit))
  }

  commit(caller: Caller, space: MemorySpace, request: CommitRequest) {
    return this.#serve(async (server) => {
      const answer = await server.commit(caller, space, request)
      this.#announce('S08')
      return answer
    })
  }

  findMissing(caller: DeviceCaller, space: MemorySpace, blockIds: readonly BlockId[]) {
    return this.#serve((server) => server.findMissing(caller, space, blockIds))
  }

  storeBlocks(caller: DeviceCaller, space: MemorySpace, blocks: readonly OutgoingBlock[]) {
    return this.#serve(async (server) => {
      // Any part of a pack that has arrived counts.
      const half = blocks.slice(0, blocks.length >> 1)
      const stored = half.length === 0 ? [] : await server.storeBlocks(caller, space, half)
      this.#announce('S01')
      const rest = await server.storeBlocks(caller, space, blocks.slice(half.length))
      return [...stored, ...rest]
    })
  }

  async *readBlocks(caller: DeviceCaller, space: MemorySpace, blockIds: readonly BlockId[]) {
    yield* this.#current.readBlocks(caller, space, blockIds)
  }

  /** Removes what no version uses, as housekeeping does. @throws AppError when it dies meanwhile */
  cleanUp({ ownerId }: MemorySpace): Promise<void> {
    return this.#serve(async ({ storage, reader, inFlight }) => {
      const crashPoint = this.#announce
      await sweepBlocks({ storage, reader, clock: this.#clock, crashPoint }, ownerId)
      await this.segments.closeOpen()
      await compactSegments(storage, inFlight, crashPoint)
    })
  }

  async #serve<T>(ask: (server: MemoryServer) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#current)
    } catch (error) {
      if (!(error instanceof ProcessEnd)) throw error
      // No process appends to a segment that an earlier one began.
      await this.segments.closeOpen()
      this.#life = this.#newLife()
      this.#current = this.#start()
      throw new AppError('server_unreachable')
    }
  }

  #start(): MemoryServer {
    const crashPoint = this.#announce
    const onPublish = (): void => {
      crashPoint('S09')
      crashPoint('S10')
    }
    const metadata = mortalMetadata(this.#metadata, this.#life, crashPoint)
    const parts = { metadata, segments: this.segments, onPublish, crashPoint }
    return new MemoryServer(this.#clock, this.#rng, parts)
  }
}

/** The store as one process sees it: nothing more after its end; S06 and S07 within a commit. */
function mortalMetadata(
  store: MetadataStore,
  life: ProcessLife,
  crashPoint: CrashPoint,
): MetadataStore {
  return {
    read: async (fn) => {
      life.requireLife()
      return await store.read(fn)
    },
    write: async (fn) => {
      life.requireLife()
      return await store.write(fn)
    },
    withAccountLock: async (accountId, fn) => {
      life.requireLife()
      return await store.withAccountLock(accountId, fn)
    },
    withSpaceLock: async (spaceId, fn) => {
      life.requireLife()
      return await store.withSpaceLock(spaceId, async (tx) => {
        crashPoint('S06')
        const result = await fn(tx)
        crashPoint('S07')
        return result
      })
    },
  }
}
