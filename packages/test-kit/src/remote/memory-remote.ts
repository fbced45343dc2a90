import {
  AppError,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
  type DeviceId,
  MAX_BLOCK_IDS_PER_CALL,
  MAX_COMMIT_OPERATIONS,
  MAX_LIST_JSON_BYTES,
  MAX_PACK_BYTES,
  MAX_PACK_FRAMES,
  MAX_PAGE_ROWS,
} from '@tidemark/protocol'
import type { Caller } from '@tidemark/server-core'
import type {
  ChangesPage,
  IncomingBlock,
  OutgoingBlock,
  Remote,
  TreePage,
  UploadResult,
} from '@tidemark/sync-engine'
import type { MemorySpace, ServedSpace } from './memory-server.js'

/** A call to the server, announced before it is made and once more when its answer is on the way. */
export interface RemoteCall {
  readonly name: keyof Remote
  readonly moment: 'request' | 'response'
}

/** What went over the wire. */
export interface RemoteCounts {
  blocksUp: number
  bytesUp: number
  blocksDown: number
  bytesDown: number
  operations: number
}

/**
 * One device's connection to a MemoryServer. `onCall` may throw: at the request nothing reaches the
 * server, at the response its answer is lost (E100). Limits of the protocol are checked, so that a
 * caller which breaks one fails here as it would there.
 */
export class MemoryRemote implements Remote {
  readonly #server: ServedSpace
  readonly #space: MemorySpace
  readonly #caller: Caller & { readonly deviceId: DeviceId }
  readonly #pageRows: number
  readonly counts: RemoteCounts = {
    blocksUp: 0,
    bytesUp: 0,
    blocksDown: 0,
    bytesDown: 0,
    operations: 0,
  }
  onCall: (call: RemoteCall) => void = () => undefined

  constructor(
    server: ServedSpace,
    space: MemorySpace,
    deviceName: string,
    pageRows = MAX_PAGE_ROWS,
  ) {
    this.#server = server
    this.#space = space
    this.#caller = server.newDevice(space, deviceName)
    this.#pageRows = pageRows
  }

  /** As whom the server knows this device. */
  get caller(): Caller & { readonly deviceId: DeviceId } {
    return this.#caller
  }

  async listChanges(cursor: Cursor): Promise<ChangesPage> {
    return this.#call('listChanges', async () => {
      try {
        const page = await this.#server.listChanges(
          this.#caller,
          this.#space,
          cursor,
          this.#pageRows,
        )
        return { result: 'page' as const, ...page }
      } catch (error) {
        const code = error instanceof AppError ? error.code : undefined
        if (code === 'cursor_reset' || code === 'cursor_expired') return { result: code }
        throw error
      }
    })
  }

  async listTree(page: string | undefined): Promise<TreePage> {
    return this.#call('listTree', async () => {
      const tree = await this.#server.listTree(this.#caller, this.#space, page, this.#pageRows)
      return { ...tree, nextPage: tree.nextPage }
    })
  }

  async findMissing(blockIds: readonly BlockId[]): Promise<ReadonlySet<BlockId>> {
    require(blockIds.length > 0 && blockIds.length <= MAX_BLOCK_IDS_PER_CALL, 'block ids')
    return this.#call('findMissing', async () => {
      return new Set(await this.#server.findMissing(this.#caller, this.#space, blockIds))
    })
  }

  async uploadBlocks(blocks: readonly OutgoingBlock[]): Promise<UploadResult> {
    const sizeBytes = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)
    require(blocks.length > 0 && blocks.length <= MAX_PACK_FRAMES, 'frames in a pack')
    require(sizeBytes <= MAX_PACK_BYTES, 'bytes in a pack')
    return this.#call('uploadBlocks', async () => {
      const stored = await this.#server.storeBlocks(this.#caller, this.#space, blocks)
      this.counts.blocksUp += blocks.length
      this.counts.bytesUp += sizeBytes
      const refused = blocks.filter(({ blockId }) => !stored.includes(blockId))
      const rejected = refused.map(({ blockId }) => ({ blockId, error: 'block_hash_mismatch' }))
      return { stored, rejected }
    })
  }

  async *readBlocks(blockIds: readonly BlockId[]): AsyncIterable<IncomingBlock> {
    require(blockIds.length <= MAX_BLOCK_IDS_PER_CALL, 'block ids')
    this.onCall({ name: 'readBlocks', moment: 'request' })
    for await (const block of this.#server.readBlocks(this.#caller, this.#space, blockIds)) {
      this.counts.blocksDown++
      this.counts.bytesDown += block.bytes?.length ?? 0
      yield block
    }
    this.onCall({ name: 'readBlocks', moment: 'response' })
  }

  async commit(request: CommitRequest): Promise<CommitResponse> {
    const { operations } = request
    require(operations.length > 0 && operations.length <= MAX_COMMIT_OPERATIONS, 'operations')
    require(JSON.stringify(request).length <= MAX_LIST_JSON_BYTES, 'bytes of a commit')
    return this.#call('commit', async () => {
      this.counts.operations += operations.length
      return this.#server.commit(this.#caller, this.#space, request)
    })
  }

  async #call<T>(name: keyof Remote, ask: () => Promise<T>): Promise<T> {
    this.onCall({ name, moment: 'request' })
    const answer = await ask()
    this.onCall({ name, moment: 'response' })
    return answer
  }
}

function require(isWithin: boolean, limit: string): void {
  if (!isWithin) throw new RangeError(`more ${limit} than the protocol takes`)
}
