import { createHash, createHmac } from 'node:crypto'
import {
  type BlockId,
  BlockTreeBuilder,
  type CommitResponse,
  type Cursor,
  type FileContent,
  formatBlockId,
  formatId,
  type NodeId,
  type NodeState,
  type Operation,
  type OperationResult,
  type OpId,
  PIN_TTL_MS,
  type RandomId,
  type RevisionId,
  type Space,
  type SpaceId,
} from '@tidemark/protocol'
import {
  addDevice,
  authenticate,
  type BlockRow,
  type Caller,
  type CommitSettings,
  commit,
  createAccount,
  createSpace,
  DEFAULT_COMMIT_SETTINGS,
  type Hashing,
  listChanges,
  listTree,
  type MetadataStore,
  openSession,
  type PasswordHasher,
  type Topic,
  type Wakeups,
} from '@tidemark/server-core'
import { MemoryMetadataStore } from '@tidemark/test-kit'

export const hashing: Hashing = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

/** Reversible, so that tests see which parameters made a hash. */
class PlainPasswords implements PasswordHasher {
  version = 1
  hashed = 0
  verified = 0

  async hash(password: string): Promise<string> {
    this.hashed++
    return `${this.version}:${password}`
  }

  async verify(hash: string, password: string): Promise<boolean> {
    this.verified++
    return hash.slice(hash.indexOf(':') + 1) === password
  }

  needsRehash(hash: string): boolean {
    return Number(hash.split(':')[0]) < this.version
  }
}

/** Deterministic bytes: SHA-256 of a counter. */
class CountingRng {
  #count = 0

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; at += 32) {
      bytes.set(hashing.sha256(Buffer.from(`rng ${this.#count++}`)).subarray(0, count - at), at)
    }
    return bytes
  }
}

class RecordedWakeups implements Wakeups {
  readonly published: Topic[] = []

  publish(topic: Topic): void {
    this.published.push(topic)
  }

  subscribe(): Disposable {
    return { [Symbol.dispose]: () => undefined }
  }
}

/** A server without network: the real domain over any metadata store, blocks as a map. */
export class ServerWorld {
  readonly store: MetadataStore
  readonly clock = { ms: 1_800_000_000_000, nowMs: () => this.clock.ms }
  readonly rng = new CountingRng()
  readonly hashing = hashing
  readonly wakeups = new RecordedWakeups()
  readonly passwords = new PlainPasswords()
  readonly blocks = new Map<BlockId, Uint8Array>()
  readonly reads: BlockId[] = []
  readonly listBlocks = {
    readListBlock: async (_accountId: unknown, blockId: BlockId) => {
      this.reads.push(blockId)
      return this.blocks.get(blockId)
    },
  }
  settings: CommitSettings = DEFAULT_COMMIT_SETTINGS

  constructor(store: MetadataStore = new MemoryMetadataStore()) {
    this.store = store
  }

  id<T extends RandomId>(): T {
    return formatId<T>(this.rng.bytes(16))
  }

  async account(login: string, quotaBytes: number | null = null): Promise<Caller> {
    const password = 'correct horse battery'
    await createAccount(this, { login, password, quotaBytes })
    const { token } = await openSession(this, { login, password })
    return this.caller(token)
  }

  async device(session: Caller, name: string): Promise<Caller> {
    const { token } = await addDevice(this, session, { name, platform: 'linux' })
    return this.caller(token)
  }

  async caller(token: string): Promise<Caller> {
    const caller = await authenticate(this, token)
    if (caller === undefined) throw new Error('the token is not good')
    return caller
  }
}

let contentNumber = 0

/** Content of a file of one block with text that nothing else has, unless given. */
export function textContent(text = `content ${contentNumber++}`): FileContent {
  const bytes = Buffer.from(text)
  return {
    sizeBytes: bytes.length,
    root: bytes.length === 0 ? null : formatBlockId(hashing.sha256(bytes)),
    depth: 0,
    profileId: 'test',
    hashId: 'sha256',
    mtimeNs: '1700000000000000000',
    executable: false,
  }
}

/** One space with two devices of its owner. */
export class SpaceWorld extends ServerWorld {
  session!: Caller
  a!: Caller
  b!: Caller
  space!: Space
  /** Newest position that a commit answered. */
  headSeq = 0

  static async open(store?: MetadataStore, quotaBytes: number | null = null): Promise<SpaceWorld> {
    const world = new SpaceWorld(store)
    world.session = await world.account('ann', quotaBytes)
    world.a = await world.device(world.session, 'Laptop')
    world.b = await world.device(world.session, 'Phone')
    world.space = await createSpace(world, world.session, { name: 'Files' })
    return world
  }

  get spaceId(): SpaceId {
    return this.space.spaceId
  }

  get root(): NodeId {
    return this.space.rootNodeId
  }

  /** What an upload of the content's blocks by this device leaves in the index. */
  async upload(caller: Caller, ...contents: FileContent[]): Promise<void> {
    const { accountId, deviceId } = caller
    const rows = contents.flatMap(({ root, sizeBytes, depth }) =>
      root === null ? [] : [blockRow(root, depth > 0 ? 'list' : 'data', sizeBytes)],
    )
    await this.store.write(async (tx) => {
      await tx.addBlocks(accountId, rows)
      if (deviceId === null) return
      const ids = rows.map((row) => row.blockId)
      await tx.grantBlocks(this.spaceId, deviceId, ids, this.clock.ms + PIN_TTL_MS)
    })
  }

  /** Uploads a file of many data blocks of `blockBytes` each, named by number. */
  async uploadTree(caller: Caller, numbers: readonly number[], blockBytes = 1000) {
    const builder = new BlockTreeBuilder((bytes) => hashing.sha256(bytes))
    const rows: BlockRow[] = []
    for (const number of numbers) {
      const id = formatBlockId(hashing.sha256(Buffer.from(`block ${number}`)))
      rows.push(blockRow(id, 'data', blockBytes))
      for (const list of builder.add(id, blockBytes)) this.blocks.set(list.blockId, list.bytes)
    }
    const { root, depth, sizeBytes, listBlocks } = builder.finish()
    for (const list of listBlocks) this.blocks.set(list.blockId, list.bytes)
    for (const [id, bytes] of this.blocks) rows.push(blockRow(id, 'list', bytes.length))
    await this.store.write(async (tx) => {
      await tx.addBlocks(caller.accountId, rows)
      if (caller.deviceId === null) return
      const ids = rows.map((row) => row.blockId)
      await tx.grantBlocks(this.spaceId, caller.deviceId, ids, this.clock.ms + PIN_TTL_MS)
    })
    return { ...textContent(), root, depth, sizeBytes }
  }

  async commit(caller: Caller, ...operations: Operation[]): Promise<CommitResponse> {
    const request = { epoch: this.space.epoch, operations }
    const response = await commit(this, this.settings, caller, this.spaceId, request)
    this.headSeq = Math.max(this.headSeq, response.headSeq)
    return response
  }

  /** Commits one operation, after uploading what a put needs. */
  async one(caller: Caller, operation: Operation): Promise<OperationResult> {
    if (operation.op === 'put' && operation.content.depth === 0) {
      await this.upload(caller, operation.content)
    }
    const { results } = await this.commit(caller, operation)
    const [result] = results
    if (result === undefined) throw new Error('no result')
    return result
  }

  /** Puts a new file and answers its node. */
  async file(
    caller: Caller,
    name: string,
    { parentId = this.root, content = textContent() } = {},
  ): Promise<NodeState> {
    const operation = this.put({ name, parentId, content })
    return this.nodeOf(await this.one(caller, operation))
  }

  async folder(caller: Caller, name: string, parentId: NodeId = this.root): Promise<NodeState> {
    return this.nodeOf(await this.one(caller, this.mkdir({ name, parentId })))
  }

  /** The live node that a result names. */
  async nodeOf(result: OperationResult): Promise<NodeState> {
    if (result.result !== 'applied') throw new Error(`not applied: ${JSON.stringify(result)}`)
    return this.node(result.nodeId)
  }

  async node(nodeId: NodeId): Promise<NodeState> {
    const node = (await this.tree()).get(nodeId)
    if (node === undefined) throw new Error(`${nodeId} is not live`)
    return node
  }

  put(fields: Partial<Extract<Operation, { op: 'put' }>>): Extract<Operation, { op: 'put' }> {
    return {
      op: 'put',
      opId: this.id<OpId>(),
      nodeId: this.id<NodeId>(),
      parentId: this.root,
      name: 'file.txt',
      base: null,
      content: textContent(),
      onConflict: 'copy',
      copy: { nodeId: this.id<NodeId>(), name: 'file (conflicted copy).txt' },
      ...fields,
    }
  }

  mkdir(fields: Partial<Extract<Operation, { op: 'mkdir' }>>): Operation {
    return {
      op: 'mkdir',
      opId: this.id<OpId>(),
      nodeId: this.id<NodeId>(),
      parentId: this.root,
      name: 'folder',
      copy: { nodeId: this.id<NodeId>(), name: 'folder (conflicted copy)' },
      ...fields,
    }
  }

  move(node: NodeState, fields: Partial<Extract<Operation, { op: 'move' }>>): Operation {
    return {
      op: 'move',
      opId: this.id<OpId>(),
      nodeId: node.nodeId,
      base: node.placeRev,
      parentId: node.parentId ?? this.root,
      name: node.name,
      copyName: `${node.name} (copy)`,
      ...fields,
    }
  }

  delete(node: NodeState, plannedSeq = this.headSeq): Operation {
    const { nodeId, contentRev, placeRev } = node
    return {
      op: 'delete',
      opId: this.id<OpId>(),
      nodeId,
      base: { contentRev, placeRev },
      plannedSeq,
    }
  }

  restore(node: NodeState, fields: Partial<Extract<Operation, { op: 'restore' }>> = {}): Operation {
    return {
      op: 'restore',
      opId: this.id<OpId>(),
      nodeId: node.nodeId,
      parentId: node.parentId ?? this.root,
      name: node.name,
      copyName: `${node.name} (restored)`,
      ...fields,
    }
  }

  /** The live tree as a new device reads it, and where it stands. */
  async snapshot(
    limit?: number,
  ): Promise<{ nodes: NodeState[]; deleted: NodeId[]; cursor: Cursor }> {
    const nodes: NodeState[] = []
    const deleted: NodeId[] = []
    let page: string | undefined
    for (;;) {
      const query = { ...(page === undefined ? {} : { page }), ...(limit ? { limit } : {}) }
      const part = await listTree(this.store, this.a, this.spaceId, query)
      nodes.push(...part.nodes)
      deleted.push(...part.deletedNodeIds)
      page = part.nextPage
      if (page === undefined) return { nodes, deleted, cursor: part.cursor }
    }
  }

  async tree(): Promise<Map<NodeId, NodeState>> {
    return new Map((await this.snapshot()).nodes.map((node) => [node.nodeId, node]))
  }

  /** Paths of all live nodes, sorted; folders end in a slash. */
  async paths(): Promise<string[]> {
    const tree = await this.tree()
    const pathOf = (node: NodeState): string => {
      const parent = node.parentId === null ? undefined : tree.get(node.parentId)
      if (parent === undefined) return ''
      return `${pathOf(parent)}${node.name}${node.kind === 'folder' ? '/' : ''}`
    }
    return [...tree.values()]
      .map(pathOf)
      .filter((path) => path !== '')
      .sort()
  }

  async cursor(): Promise<Cursor> {
    return (await this.snapshot()).cursor
  }

  async changesAfter(cursor: Cursor) {
    const changes = []
    for (let at = cursor; ; ) {
      const page = await listChanges(this.store, this.a, this.spaceId, { cursor: at })
      changes.push(...page.changes)
      at = page.cursor
      if (!page.more) return changes
    }
  }

  /** A revision id that exists nowhere. */
  staleRev(): RevisionId {
    return this.id<RevisionId>()
  }
}

function blockRow(blockId: BlockId, kind: 'data' | 'list', rawLength: number): BlockRow {
  return { blockId, segmentId: '5e'.repeat(16), offset: 0, length: rawLength + 64, kind, rawLength }
}
