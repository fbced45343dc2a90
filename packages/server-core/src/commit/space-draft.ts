import {
  type AccountId,
  type Change,
  type ConflictRecord,
  type DeviceId,
  type FileContent,
  formatId,
  type NodeId,
  nameKey,
  type OpId,
  type RandomId,
  type RevisionId,
} from '@tidemark/protocol'
import { nodeState, replacedBy } from '../journal/node-state.js'
import type { ConflictRow, NodeRow, Place, RevisionRow, SpaceRow } from '../metadata/rows.js'
import type { SpaceTransaction } from '../metadata/transactions.js'
import type { Rng } from '../ports.js'
import { StagedPlaces } from './staged-places.js'

/** Who acts, and for which operation. */
export interface Author {
  readonly accountId: AccountId
  /** null when the server itself acts. */
  readonly deviceId: DeviceId | null
  readonly deviceName: string
  readonly opId: OpId | null
  readonly atMs: number
}

/** Counters that a draft changes. */
interface Counters {
  seq: number
  fileCount: number
  lastOrder: number
  usedBytes: number
}

/** What a draft wants to write; see flush-draft.ts. */
export interface DraftWrites {
  readonly nodes: readonly NodeRow[]
  readonly revisions: readonly RevisionRow[]
  readonly changes: readonly Change[]
  readonly conflicts: readonly ConflictRow[]
  readonly counters: Readonly<Counters>
  readonly usedBytesBefore: number
}

/**
 * A space with changes that are not written yet. Operations are decided and staged one after the
 * other in memory and written as one set, so that a commit costs a few statements, names may clash
 * between the steps of a group, and a group that fails is rolled back without a trace.
 */
export class SpaceDraft {
  readonly space: SpaceRow
  readonly tx: SpaceTransaction
  readonly #rng: Rng
  readonly #quotaBytes: number | null
  readonly #usedBytesBefore: number
  readonly #counters: Counters
  /** Rows as stored; undefined = no such node. */
  readonly #stored = new Map<NodeId, NodeRow | undefined>()
  readonly #staged = new Map<NodeId, NodeRow>()
  readonly #places: StagedPlaces
  readonly #revisions: RevisionRow[] = []
  readonly #changes: Change[] = []
  readonly #conflicts: ConflictRow[] = []
  #openConflicts: ConflictRow[] | undefined
  #undo: (() => void)[] = []

  private constructor(
    tx: SpaceTransaction,
    space: SpaceRow,
    rng: Rng,
    quota: { usedBytes: number; quotaBytes: number | null },
  ) {
    this.tx = tx
    this.space = space
    this.#rng = rng
    this.#quotaBytes = quota.quotaBytes
    this.#usedBytesBefore = quota.usedBytes
    const { headSeq, fileCount, lastOrder } = space
    this.#counters = { seq: headSeq, fileCount, lastOrder, usedBytes: quota.usedBytes }
    this.#places = new StagedPlaces()
  }

  /** Starts from the space as it is; locks the owner's quota for the transaction. */
  static async open(tx: SpaceTransaction, space: SpaceRow, rng: Rng): Promise<SpaceDraft> {
    return new SpaceDraft(tx, space, rng, await tx.adjustUsedBytes(0))
  }

  /** Position of the last change staged so far. */
  get seq(): number {
    return this.#counters.seq
  }

  get fileCount(): number {
    return this.#counters.fileCount
  }

  /** Whether content of this size still fits into the owner's quota. */
  hasRoomFor(sizeBytes: number): boolean {
    return this.#quotaBytes === null || this.#counters.usedBytes + sizeBytes <= this.#quotaBytes
  }

  /** A new random id. */
  mint<T extends RandomId>(): T {
    return formatId<T>(this.#rng.bytes(16))
  }

  // ------------------------------------------------------------------ reading

  /** Fetches many nodes and places in two queries; later reads of them cost none. */
  async preload(nodeIds: readonly NodeId[], places: readonly Place[]): Promise<void> {
    await this.#load(nodeIds)
    const unknown = places.filter((place) => !this.#places.isKnown(place))
    const found =
      unknown.length === 0 ? [] : await this.tx.findAtPlaces(this.space.spaceId, unknown)
    for (const row of found) this.#remember(row)
    this.#places.learn(unknown, found)
  }

  /** A node as it is with everything staged, live or deleted. */
  async node(nodeId: NodeId): Promise<NodeRow | undefined> {
    const staged = this.#staged.get(nodeId)
    if (staged !== undefined) return staged
    if (!this.#stored.has(nodeId)) await this.#load([nodeId])
    return this.#stored.get(nodeId)
  }

  /** Live nodes at a place; more than one only inside an unfinished group. */
  async occupants(parentId: NodeId, name: string): Promise<NodeRow[]> {
    const place = { parentId, nameKey: nameKey(name) }
    if (!this.#places.isKnown(place)) await this.preload([], [place])
    const ids = new Set(this.#places.staged(place))
    const stored = this.#places.stored(place)
    if (stored !== undefined && !this.#staged.has(stored)) ids.add(stored)
    const rows: NodeRow[] = []
    for (const id of ids) {
      const row = await this.node(id)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }

  /** Live children of all these folders. */
  async liveChildren(parentIds: readonly NodeId[], kinds: 'all' | 'folders'): Promise<NodeRow[]> {
    const stored = await this.tx.listLiveChildren(this.space.spaceId, parentIds, kinds)
    for (const row of stored) this.#remember(row)
    const rows = stored.filter((row) => !this.#staged.has(row.nodeId))
    const parents = new Set(parentIds)
    for (const row of this.#staged.values()) {
      if (row.deletion !== null || row.parentId === null || !parents.has(row.parentId)) continue
      if (kinds === 'all' || row.kind === 'folder') rows.push(row)
    }
    return rows
  }

  /** Children that went in the deletion at `deletionSeq` and are still deleted. */
  async deletedChildren(parentIds: readonly NodeId[], deletionSeq: number): Promise<NodeRow[]> {
    const { spaceId } = this.space
    const stored = await this.tx.listDeletedChildren(spaceId, parentIds, deletionSeq)
    for (const row of stored) this.#remember(row)
    return stored
      .map((row) => this.#staged.get(row.nodeId) ?? row)
      .filter((row) => row.deletion?.seq === deletionSeq)
  }

  /** A retained version, one staged a moment ago included. */
  async revision(revisionId: RevisionId): Promise<RevisionRow | undefined> {
    const staged = this.#revisions.find((row) => row.revisionId === revisionId)
    return staged ?? (await this.tx.findRevision(this.space.spaceId, revisionId))
  }

  /** Conflicts that nobody has settled. */
  async openConflicts(): Promise<readonly ConflictRow[]> {
    this.#openConflicts ??= await this.tx.listOpenConflicts(this.space.spaceId)
    const staged = new Map(this.#conflicts.map((row) => [row.conflictId, row]))
    const rows = this.#openConflicts.filter((row) => !staged.has(row.conflictId))
    return [...rows, ...staged.values()].filter((row) => row.resolution === null)
  }

  // ------------------------------------------------------------------ staging

  /**
   * Stages a live node and the change that states it. Answers the row with its `changedSeq`. The
   * node's row was read before, unless its id has just been minted.
   */
  upsert(author: Author, row: Omit<NodeRow, 'changedSeq'>): NodeRow {
    const known = this.#staged.get(row.nodeId) ?? this.#stored.get(row.nodeId)
    const before = known === undefined ? null : replacedBy(known, row)
    const node = nodeState(row)
    const seq = this.#append(author, (head) => ({ ...head, type: 'upsert', node, before }))
    return this.#stage({ ...row, changedSeq: seq })
  }

  /**
   * Stages the end of `all`, of which `top` is the topmost, and the one change that tells it.
   * @param deletionSeq position of the operation's first such change; undefined when this is it.
   */
  remove(author: Author, top: NodeRow, all: readonly NodeRow[], deletionSeq?: number): number {
    const isSubtree = top.kind === 'folder'
    const seq = this.#append(author, (head) => ({
      ...head,
      type: 'delete',
      nodeId: top.nodeId,
      subtree: isSubtree,
    }))
    const { atMs, deviceName } = author
    const deletion = { seq: deletionSeq ?? seq, atMs, deviceName, topId: top.nodeId }
    for (const row of all) this.#stage({ ...row, changedSeq: seq, deletion })
    return seq
  }

  /** Stages a row of which only bookkeeping changes that devices never see. */
  amend(row: NodeRow): void {
    this.#stage(row)
  }

  /** Stages a version of a file; it is the next change that makes it visible. */
  addRevision(author: Author, nodeId: NodeId, content: FileContent): RevisionId {
    const revisionId = this.mint<RevisionId>()
    const { atMs, deviceId, deviceName } = author
    const seq = this.#counters.seq + 1
    this.#push(this.#revisions, { revisionId, nodeId, content, seq, atMs, deviceId, deviceName })
    this.#count('usedBytes', content.sizeBytes)
    return revisionId
  }

  /** Stages a conflict record, new or settled, and the change that tells it. */
  putConflict(author: Author, conflict: ConflictRecord): number {
    this.#push(this.#conflicts, conflict)
    return this.#append(author, (head) => ({ ...head, type: 'conflict', conflict }))
  }

  /** The next position in the listing of folders. */
  nextOrder(): number {
    this.#count('lastOrder', 1)
    return this.#counters.lastOrder
  }

  /** Starts a unit that `rollback` can take back. */
  begin(): void {
    this.#undo = []
  }

  /** Takes back everything staged since `begin`. */
  rollback(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#undo = []
  }

  /** Everything staged, for writing. */
  writes(): DraftWrites {
    return {
      nodes: [...this.#staged.values()],
      revisions: this.#revisions,
      changes: this.#changes,
      conflicts: this.#conflicts,
      counters: this.#counters,
      usedBytesBefore: this.#usedBytesBefore,
    }
  }

  // ------------------------------------------------------------------ inside

  async #load(nodeIds: readonly NodeId[]): Promise<void> {
    const unknown = nodeIds.filter((id) => !this.#stored.has(id))
    if (unknown.length === 0) return
    const found = await this.tx.findNodes(this.space.spaceId, unknown)
    for (const id of unknown) this.#stored.set(id, found.get(id))
  }

  #remember(row: NodeRow): void {
    if (!this.#stored.has(row.nodeId)) this.#stored.set(row.nodeId, row)
  }

  #append(
    { accountId, deviceId, opId, atMs }: Author,
    change: (head: Pick<Change, 'seq' | 'accountId' | 'deviceId' | 'opId' | 'atMs'>) => Change,
  ): number {
    this.#count('seq', 1)
    const { seq } = this.#counters
    this.#push(this.#changes, change({ seq, accountId, deviceId, opId, atMs }))
    return seq
  }

  #stage(row: NodeRow): NodeRow {
    const before = this.#staged.get(row.nodeId)
    const stored = this.#stored.get(row.nodeId)
    this.#replace(before, row)
    const wasFile = isLiveFile(before ?? stored) ? 1 : 0
    this.#count('fileCount', (isLiveFile(row) ? 1 : 0) - wasFile)
    this.#undo.push(() => this.#replace(row, before))
    return row
  }

  #replace(from: NodeRow | undefined, to: NodeRow | undefined): void {
    if (from !== undefined) {
      this.#places.leave(from)
      this.#staged.delete(from.nodeId)
    }
    if (to !== undefined) {
      this.#places.enter(to)
      this.#staged.set(to.nodeId, to)
    }
  }

  #push<T>(list: T[], item: T): void {
    list.push(item)
    this.#undo.push(() => list.pop())
  }

  #count(name: keyof Counters, delta: number): void {
    this.#counters[name] += delta
    this.#undo.push(() => {
      this.#counters[name] -= delta
    })
  }
}

function isLiveFile(row: NodeRow | undefined): boolean {
  return row !== undefined && row.kind === 'file' && row.deletion === null
}
