import {
  type AccountId,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
  type DeviceId,
  formatBlockId,
  formatId,
  PIN_TTL_MS,
  parseId,
  type SpaceId,
  type TreeResponse,
} from '@tidemark/protocol'
import {
  type Caller,
  commit,
  createSpace,
  DamagedBlocks,
  DEFAULT_COMMIT_SETTINGS,
  findMissing,
  listChanges,
  listTree,
  operatorCaller,
} from '@tidemark/server-core'
import type { OutgoingBlock, Rng } from '@tidemark/sync-engine'
import { MemoryMetadataStore } from '../metadata/memory-metadata-store.js'
import { nodeHashing } from './node-hashing.js'

/** One account with one space, for a `MemoryRemote` per device. */
export interface MemorySpace {
  readonly ownerId: AccountId
  readonly spaceId: SpaceId
}

/**
 * The server's real domain over tables in memory; only the blocks are a plain map. Everything that
 * decides about trees, conflicts and rights is what a server runs.
 */
export class MemoryServer {
  readonly #clock: { nowMs(): number }
  readonly #rng: Rng
  readonly #metadata = new MemoryMetadataStore()
  readonly #damage = new DamagedBlocks(() => undefined)
  readonly #blocks = new Map<BlockId, Uint8Array>()

  constructor(clock: { nowMs(): number }, rng: Rng) {
    this.#clock = clock
    this.#rng = rng
  }

  get metadata(): MemoryMetadataStore {
    return this.#metadata
  }

  /** Makes an account with a space in it. */
  async createSpace(): Promise<MemorySpace> {
    const ownerId = formatId<AccountId>(this.#rng.bytes(16))
    await this.#metadata.write((tx) =>
      tx.addAccount({
        accountId: ownerId,
        login: ownerId,
        loginKey: ownerId,
        passwordHash: '',
        quotaBytes: null,
        usedBytes: 0,
        seq: 0,
        createdAtMs: this.#clock.nowMs(),
      }),
    )
    const space = await createSpace(this.#ports(), operatorCaller(ownerId), { name: 'files' })
    return { ownerId, spaceId: parseId<SpaceId>(space.spaceId) }
  }

  /** A device of the space's owner. */
  newDevice(
    { ownerId }: MemorySpace,
    deviceName: string,
  ): Caller & { readonly deviceId: DeviceId } {
    const deviceId = formatId<DeviceId>(this.#rng.bytes(16))
    const common = { kind: 'device', accountId: ownerId, tokenHash: '' } as const
    return { ...common, deviceId, deviceName, actorId: deviceId }
  }

  listChanges(caller: Caller, { spaceId }: MemorySpace, cursor: Cursor, limit: number) {
    return listChanges(this.#metadata, caller, spaceId, { cursor, limit })
  }

  listTree(
    caller: Caller,
    { spaceId }: MemorySpace,
    page: string | undefined,
    limit: number,
  ): Promise<TreeResponse> {
    const query = page === undefined ? { limit } : { page, limit }
    return listTree(this.#metadata, caller, spaceId, query)
  }

  commit(
    caller: Caller,
    { spaceId }: MemorySpace,
    request: CommitRequest,
  ): Promise<CommitResponse> {
    return commit(this.#ports(), DEFAULT_COMMIT_SETTINGS, caller, spaceId, request)
  }

  findMissing(
    { deviceId }: { readonly deviceId: DeviceId },
    { ownerId, spaceId }: MemorySpace,
    blockIds: readonly BlockId[],
  ): Promise<BlockId[]> {
    const storage = { metadata: this.#metadata, damage: this.#damage }
    return findMissing(storage, this.#clock, { ownerId, spaceId, deviceId }, blockIds)
  }

  /** Stores what matches its id; returns the ids. */
  async storeBlocks(
    { deviceId }: { readonly deviceId: DeviceId },
    { ownerId, spaceId }: MemorySpace,
    blocks: readonly OutgoingBlock[],
  ): Promise<BlockId[]> {
    const good = blocks.filter(
      ({ blockId, bytes }) => formatBlockId(nodeHashing.sha256(bytes)) === blockId,
    )
    for (const { blockId, bytes } of good) this.#blocks.set(blockId, bytes.slice())
    const ids = good.map(({ blockId }) => blockId)
    const expiresAtMs = this.#clock.nowMs() + PIN_TTL_MS
    await this.#metadata.write(async (tx) => {
      await tx.addBlocks(
        ownerId,
        good.map(({ blockId, kind, bytes }) => {
          const place = { segmentId: '0'.repeat(32), offset: 0, length: bytes.length }
          return { blockId, kind, rawLength: bytes.length, ...place }
        }),
      )
      await tx.grantBlocks(spaceId, deviceId, ids, expiresAtMs)
    })
    return ids
  }

  /** Texts of all versions that the space keeps, current or not; for files of one block. */
  async keptTexts({ spaceId }: MemorySpace): Promise<Set<string>> {
    const revisions = await this.#metadata.read((tx) => tx.listRevisionPage(spaceId, '', 1_000_000))
    const decoder = new TextDecoder()
    return new Set(
      revisions.map(({ content }) =>
        content.root === null ? '' : decoder.decode(this.#blocks.get(content.root)),
      ),
    )
  }

  /** A stored block. */
  findBlock(blockId: BlockId): Uint8Array | undefined {
    return this.#blocks.get(blockId)
  }

  #ports() {
    return {
      store: this.#metadata,
      clock: this.#clock,
      rng: this.#rng,
      hashing: nodeHashing,
      wakeups: {
        publish: () => undefined,
        subscribe: () => ({ [Symbol.dispose]: () => undefined }),
      },
      listBlocks: {
        readListBlock: async (_account: AccountId, blockId: BlockId) => this.#blocks.get(blockId),
      },
    }
  }
}
