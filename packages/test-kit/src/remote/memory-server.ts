import {
  type AccountId,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
  type DeviceId,
  type FileContent,
  type Frame,
  formatId,
  type NodeId,
  parseId,
  type SpaceId,
  type TreeResponse,
} from '@tidemark/protocol'
import {
  type BlockCaller,
  type BlockStorage,
  type Caller,
  type CommitPorts,
  type CrashPoint,
  commit,
  createSpace,
  DamagedBlocks,
  DEFAULT_COMMIT_SETTINGS,
  findMissing,
  InFlightWrites,
  listChanges,
  listRevisions,
  listTrash,
  listTree,
  type MetadataStore,
  noCrash,
  operatorCaller,
  readContent,
  readFrames,
  StoredListBlockReader,
  storeFrames,
  type Topic,
} from '@tidemark/server-core'
import type { OutgoingBlock, Rng } from '@tidemark/sync-engine'
import { MemoryMetadataStore } from '../metadata/memory-metadata-store.js'
import { MemoryBlockCodec } from '../segments/memory-block-codec.js'
import { MemorySegmentStore } from '../segments/memory-segment-store.js'
import { nodeHashing } from './node-hashing.js'

/** One account with one space, for a `MemoryRemote` per device. */
export interface MemorySpace {
  readonly ownerId: AccountId
  readonly spaceId: SpaceId
}

/** What a MemoryServer runs on; what is left out is in memory and new. */
export interface MemoryServerParts {
  readonly metadata?: MetadataStore
  readonly segments?: MemorySegmentStore
  /** Called when something changed; see `Wakeups`. */
  readonly onPublish?: (topic: Topic) => void
  /** Tests end the server here. */
  readonly crashPoint?: CrashPoint
}

/** The server's real domain, block store included, with tables and segments in memory. */
export class MemoryServer {
  readonly metadata: MetadataStore
  readonly segments: MemorySegmentStore
  readonly storage: BlockStorage
  readonly reader: StoredListBlockReader
  readonly inFlight = new InFlightWrites()
  readonly #clock: { nowMs(): number }
  readonly #rng: Rng
  readonly #onPublish: (topic: Topic) => void
  readonly #crashPoint: CrashPoint

  constructor(clock: { nowMs(): number }, rng: Rng, parts: MemoryServerParts = {}) {
    this.#clock = clock
    this.#rng = rng
    this.#onPublish = parts.onPublish ?? (() => undefined)
    this.#crashPoint = parts.crashPoint ?? noCrash
    this.metadata = parts.metadata ?? new MemoryMetadataStore()
    this.segments = parts.segments ?? new MemorySegmentStore({ rng })
    this.storage = {
      metadata: this.metadata,
      segments: this.segments,
      codec: new MemoryBlockCodec(rng),
      damage: new DamagedBlocks(() => undefined),
    }
    this.reader = new StoredListBlockReader(this.storage)
  }

  /** Makes an account with a space in it. */
  async createSpace(): Promise<MemorySpace> {
    const ownerId = formatId<AccountId>(this.#rng.bytes(16))
    await this.metadata.write((tx) =>
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
    return listChanges(this.metadata, caller, spaceId, { cursor, limit })
  }

  listTree(
    caller: Caller,
    { spaceId }: MemorySpace,
    page: string | undefined,
    limit: number,
  ): Promise<TreeResponse> {
    const query = page === undefined ? { limit } : { page, limit }
    return listTree(this.metadata, caller, spaceId, query)
  }

  listTrash(caller: Caller, { spaceId }: MemorySpace) {
    return listTrash(this.metadata, caller, spaceId, {})
  }

  listRevisions(caller: Caller, { spaceId }: MemorySpace, nodeId: NodeId) {
    return listRevisions(this.metadata, caller, spaceId, nodeId)
  }

  commit(
    caller: Caller,
    { spaceId }: MemorySpace,
    request: CommitRequest,
  ): Promise<CommitResponse> {
    return commit(this.#ports(), DEFAULT_COMMIT_SETTINGS, caller, spaceId, request)
  }

  findMissing(caller: DeviceCaller, space: MemorySpace, blockIds: readonly BlockId[]) {
    return findMissing(this.storage, this.#clock, blockCaller(caller, space), blockIds)
  }

  /** Stores what matches its id; returns the ids. */
  async storeBlocks(
    caller: DeviceCaller,
    space: MemorySpace,
    blocks: readonly OutgoingBlock[],
  ): Promise<BlockId[]> {
    const options = {
      storage: this.storage,
      clock: this.#clock,
      inFlight: this.inFlight,
      crashPoint: this.#crashPoint,
    }
    const { outcomes, fault } = await storeFrames(
      options,
      blockCaller(caller, space),
      framesOf(blocks),
    )
    if (fault !== undefined) throw fault
    return outcomes.flatMap(({ blockId, result }) => (result === 'stored' ? [blockId] : []))
  }

  /** Blocks in the order asked; without bytes what the device may not read or is not there. */
  async *readBlocks(
    caller: DeviceCaller,
    space: MemorySpace,
    blockIds: readonly BlockId[],
  ): AsyncGenerator<{ blockId: BlockId; bytes: Uint8Array | undefined }> {
    const target = blockCaller(caller, space)
    for await (const frame of readFrames(this.storage, this.#clock, target, blockIds)) {
      const bytes = frame.kind === 'absent' ? undefined : frame.payload.slice()
      yield { blockId: frame.blockId, bytes }
    }
  }

  /** Texts of all versions that the space keeps, current or not. */
  async keptTexts(space: MemorySpace): Promise<Set<string>> {
    const revisions = await this.metadata.read((tx) =>
      tx.listRevisionPage(space.spaceId, '', 1_000_000),
    )
    const texts = new Set<string>()
    for (const { content } of revisions) texts.add(await this.readText(space, content))
    return texts
  }

  /** A content as text. @throws AppError block_damaged */
  async readText(
    { ownerId }: MemorySpace,
    content: Pick<FileContent, 'root' | 'depth' | 'sizeBytes'>,
  ): Promise<string> {
    const range = { start: 0, end: content.sizeBytes }
    const decoder = new TextDecoder()
    let text = ''
    for await (const piece of readContent(this.storage, this.reader, ownerId, content, range)) {
      text += decoder.decode(piece, { stream: true })
    }
    return text + decoder.decode()
  }

  #ports(): CommitPorts {
    return {
      store: this.metadata,
      clock: this.#clock,
      rng: this.#rng,
      hashing: nodeHashing,
      wakeups: {
        publish: this.#onPublish,
        subscribe: () => ({ [Symbol.dispose]: () => undefined }),
      },
      listBlocks: this.reader,
    }
  }
}

/** Whose blocks are meant. */
export type DeviceCaller = { readonly deviceId: DeviceId }

/** What a device's connection asks of a server. */
export type ServedSpace = Pick<
  MemoryServer,
  'newDevice' | 'listChanges' | 'listTree' | 'commit' | 'findMissing' | 'storeBlocks' | 'readBlocks'
>

function blockCaller({ deviceId }: DeviceCaller, space: MemorySpace): BlockCaller {
  const { ownerId, spaceId } = space
  return { ownerId, spaceId, deviceId }
}

async function* framesOf(blocks: readonly OutgoingBlock[]): AsyncGenerator<Frame> {
  for (const { blockId, kind, bytes } of blocks) {
    const payload = bytes.slice()
    yield { kind, blockId, encoding: 'raw', rawLength: payload.length, bases: [], payload }
  }
}
