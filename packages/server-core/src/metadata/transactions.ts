/**
 * The transaction objects of the metadata store. Reading methods answer within the snapshot of
 * their transaction, its own writes included. Lists of ids may be of any length and hold
 * duplicates; unknown ids are left out of answers. Ids of other spaces or accounts are unknown.
 */

import type {
  AccountId,
  BlockId,
  ConflictId,
  DeviceId,
  HoldId,
  NodeId,
  OpId,
  PairingId,
  RevisionId,
  SpaceId,
} from '@tidemark/protocol'
import type {
  AccountChangeRow,
  AccountRow,
  BlockLocation,
  BlockRow,
  ChangeRow,
  ConflictRow,
  DeviceRow,
  HoldRow,
  NodeRow,
  OpResultRow,
  PairingRow,
  Place,
  RevisionRow,
  Role,
  SpaceRow,
  TokenRow,
  Tombstone,
  TrashRow,
} from './rows.js'

/** Accounts, devices, tokens. */
export interface AccountReads {
  findAccount(accountId: AccountId): Promise<AccountRow | undefined>
  findAccountByLogin(loginKey: string): Promise<AccountRow | undefined>
  /** By login key. */
  listAccounts(): Promise<AccountRow[]>
  findToken(tokenHash: string): Promise<TokenRow | undefined>
  findDevice(deviceId: DeviceId): Promise<DeviceRow | undefined>
  /** Oldest first, revoked ones included. */
  listDevices(accountId: AccountId): Promise<DeviceRow[]>
  /** Entries after `afterSeq`, ascending. */
  listAccountChanges(
    accountId: AccountId,
    afterSeq: number,
    limit: number,
  ): Promise<AccountChangeRow[]>
}

/** Codes for new devices. */
export interface PairingReads {
  findPairing(pairingId: PairingId): Promise<PairingRow | undefined>
  /** The one whose code has this hash, whether still good or not. */
  findPairingByCode(codeHash: string): Promise<PairingRow | undefined>
  /** Oldest first, ended ones included. */
  listPairings(accountId: AccountId): Promise<PairingRow[]>
}

/** Spaces and who may see them. */
export interface SpaceReads {
  findSpace(spaceId: SpaceId): Promise<SpaceRow | undefined>
  /** `owner` for the owning account, else the membership's role, else undefined. */
  findRole(spaceId: SpaceId, accountId: AccountId): Promise<Role | undefined>
  /** Spaces that the account owns or is a member of, oldest first. */
  listSpaces(accountId: AccountId): Promise<{ space: SpaceRow; role: Role }[]>
}

/** Nodes of one space. Pages take the position of the last row that the caller has. */
export interface NodeReads {
  findNodes(spaceId: SpaceId, nodeIds: readonly NodeId[]): Promise<Map<NodeId, NodeRow>>
  /** The live nodes at `places`. */
  findAtPlaces(spaceId: SpaceId, places: readonly Place[]): Promise<NodeRow[]>
  /** All live children of all these folders, or those that are folders, in no order. */
  listLiveChildren(
    spaceId: SpaceId,
    parentIds: readonly NodeId[],
    kinds: 'all' | 'folders',
  ): Promise<NodeRow[]>
  /** Deleted children that went in the operation at `deletionSeq`, in no order. */
  listDeletedChildren(
    spaceId: SpaceId,
    parentIds: readonly NodeId[],
    deletionSeq: number,
  ): Promise<NodeRow[]>
  /** All nodes that went in one of the operations at `deletionSeqs` and are still gone, in no order. */
  listDeletedAt(spaceId: SpaceId, deletionSeqs: readonly number[]): Promise<NodeRow[]>
  /** Live folders with `listOrder > afterOrder`, ascending by it. */
  listFolders(spaceId: SpaceId, afterOrder: number, limit: number): Promise<NodeRow[]>
  /** Live nodes that are no folders, ascending by id; `''` starts. */
  listLeaves(spaceId: SpaceId, afterNodeId: string, limit: number): Promise<NodeRow[]>
  /** Deleted nodes, ascending by id; `''` starts. */
  listTombstones(spaceId: SpaceId, afterNodeId: string, limit: number): Promise<Tombstone[]>
  /**
   * Trash items that can still be restored (a folder, or a file with a version), newest deletion
   * first, then by id; `before` is the last item of the page before.
   */
  listTrash(
    spaceId: SpaceId,
    before: { deletionSeq: number; nodeId: NodeId } | undefined,
    limit: number,
  ): Promise<TrashRow[]>
}

/** The journal, and the answers that were given. */
export interface JournalReads {
  findChange(spaceId: SpaceId, seq: number): Promise<ChangeRow | undefined>
  /** Changes after `afterSeq`, ascending and without gaps. */
  listChanges(spaceId: SpaceId, afterSeq: number, limit: number): Promise<ChangeRow[]>
  /** Stored answers of this caller in this space. */
  findOpResults(
    spaceId: SpaceId,
    actorId: string,
    opIds: readonly OpId[],
  ): Promise<Map<OpId, OpResultRow>>
}

/** Versions, conflicts and holds. */
export interface HistoryReads {
  findRevision(spaceId: SpaceId, revisionId: RevisionId): Promise<RevisionRow | undefined>
  /** Newest first. */
  listRevisions(spaceId: SpaceId, nodeId: NodeId): Promise<RevisionRow[]>
  /** Ids of nodes that have versions, ascending; `''` starts. */
  listRevisedNodes(spaceId: SpaceId, afterNodeId: string, limit: number): Promise<NodeId[]>
  /** All versions of the space by ascending revision id; `''` starts. For cleanup. */
  listRevisionPage(spaceId: SpaceId, afterRevisionId: string, limit: number): Promise<RevisionRow[]>
  findConflict(spaceId: SpaceId, conflictId: ConflictId): Promise<ConflictRow | undefined>
  /** Oldest first. */
  listOpenConflicts(spaceId: SpaceId): Promise<ConflictRow[]>
  /**
   * Resolved ones by time of resolution, then by id, both descending; `before` is the last one of
   * the page before.
   */
  listResolvedConflicts(
    spaceId: SpaceId,
    before: { atMs: number; conflictId: ConflictId } | undefined,
    limit: number,
  ): Promise<ConflictRow[]>
  findHold(spaceId: SpaceId, holdId: HoldId): Promise<HoldRow | undefined>
  /** Oldest first. */
  listOpenHolds(spaceId: SpaceId): Promise<HoldRow[]>
  /** Files that the caller deleted since `sinceMs`. */
  sumDeletions(spaceId: SpaceId, actorId: string, sinceMs: number): Promise<number>
}

/** The block index and who may use which block. */
export interface BlockReads {
  /** Where blocks of the account lie. */
  findBlocks(
    accountId: AccountId,
    blockIds: readonly BlockId[],
  ): Promise<Map<BlockId, BlockLocation>>
  /**
   * Those of `blockIds` that this caller may use: stored, and either part of the space or covered
   * by an unexpired grant of this device in this space (SEC-41, SEC-42). Without a device only the
   * former.
   */
  readableBlocks(
    spaceId: SpaceId,
    deviceId: DeviceId | null,
    blockIds: readonly BlockId[],
    nowMs: number,
  ): Promise<Set<BlockId>>
  /** Those of `blockIds` that are part of the space, whether stored or not. */
  findSpaceBlocks(spaceId: SpaceId, blockIds: readonly BlockId[]): Promise<Set<BlockId>>
  /** Those of `blockIds` that are part of the space as list blocks; see `addSpaceBlocks`. */
  findSpaceLists(spaceId: SpaceId, blockIds: readonly BlockId[]): Promise<Set<BlockId>>
  /** Odd while a sweep of the account's blocks is under way; grows with each start and end. */
  sweepGeneration(accountId: AccountId): Promise<number>
  /** Index rows by ascending block id; `''` starts. */
  listBlocks(accountId: AccountId, afterBlockId: string, limit: number): Promise<BlockRow[]>
  /** What the index uses of each segment that it uses at all, by segment id. */
  listSegmentUsage(
    accountId: AccountId,
  ): Promise<{ segmentId: string; liveBytes: number; blockCount: number }[]>
  /** Index rows that point into the segment, by offset. */
  listSegmentBlocks(segmentId: string): Promise<(BlockRow & { accountId: AccountId })[]>
  /** Distinct blocks under an unexpired grant in the account's spaces, ascending; `''` starts. */
  listGrantedBlocks(
    accountId: AccountId,
    nowMs: number,
    afterBlockId: string,
    limit: number,
  ): Promise<BlockId[]>
}

/** Everything that can be read. */
export interface ReadTransaction
  extends AccountReads,
    PairingReads,
    SpaceReads,
    NodeReads,
    JournalReads,
    HistoryReads,
    BlockReads {}

/** Writes that need no lock: idempotent, or of one row. */
export interface WriteTransaction extends ReadTransaction {
  /** False, and nothing written, when the login key is taken. */
  addAccount(row: AccountRow): Promise<boolean>
  addToken(row: TokenRow): Promise<void>
  /** Removing an absent token is fine. */
  removeToken(tokenHash: string): Promise<void>
  removeExpiredTokens(nowMs: number): Promise<void>
  markDeviceSeen(deviceId: DeviceId, atMs: number): Promise<void>

  /** Counts a wrong guess against every pairing that has a code and is not over at `nowMs`. */
  countWrongGuess(nowMs: number): Promise<void>

  /** Takes or re-takes a lease; false when another holder has it until after `nowMs`. */
  acquireLease(name: string, holder: string, nowMs: number, expiresAtMs: number): Promise<boolean>
  /** Ends the lease when `holder` has it. */
  releaseLease(name: string, holder: string): Promise<void>
  /** Ends every lease: for a process that knows itself to be the only one. */
  endLeases(): Promise<void>

  /** Adds index rows; a block that has a location keeps its first one. */
  addBlocks(accountId: AccountId, rows: readonly BlockRow[]): Promise<void>
  /** Grants uploaded or announced blocks to a device, and pins them; never shortens a grant. */
  grantBlocks(
    spaceId: SpaceId,
    deviceId: DeviceId,
    blockIds: readonly BlockId[],
    expiresAtMs: number,
  ): Promise<void>
  /**
   * Makes blocks part of the space, stamped with the sweep generation of its account. Those of
   * `listIds` are list blocks of which all that is below is part of the space too. A file may hold
   * the bytes of a list block: as `blockIds` alone a block says nothing about what is below it, and
   * under a new generation it no longer counts as a list.
   */
  addSpaceBlocks(
    spaceId: SpaceId,
    blockIds: readonly BlockId[],
    listIds?: readonly BlockId[],
  ): Promise<void>
  /** Removes grants that are over, `limit` at most, and answers how many. */
  removeExpiredGrants(nowMs: number, limit?: number): Promise<number>

  /** Opens a sweep and answers its (odd) generation. Commits walk whole block trees until it ends. */
  beginSweep(accountId: AccountId): Promise<number>
  /**
   * Ends the sweep `generation`; nothing happens when another one has begun. Only for a sweep that
   * removed nothing or handed everything unused to `removeBlocks`: one that fails half-way stays
   * open, so that commits go on walking whole trees until a later sweep is through.
   */
  endSweep(accountId: AccountId, generation: number): Promise<void>
  /**
   * Takes blocks that the sweep `generation` found unused out of the account's spaces, except where
   * a commit used them since it began, and out of the index, except those still in a space or under
   * a live grant. After a whole sweep, all below a list block that is in a space is there too.
   * @returns the ids that left the index; their bytes may go once the transaction is durable.
   */
  removeBlocks(
    accountId: AccountId,
    blockIds: readonly BlockId[],
    generation: number,
    nowMs: number,
  ): Promise<BlockId[]>
  /** Lets blocks count as lists of the account's spaces no longer, but for uses since `generation`. */
  removeSpaceLists(
    accountId: AccountId,
    blockIds: readonly BlockId[],
    generation: number,
  ): Promise<void>
  /** Points index rows to new places; a row is left alone unless it lies in `fromSegmentId`. */
  moveBlocks(accountId: AccountId, fromSegmentId: string, rows: readonly BlockRow[]): Promise<void>
}

/** Writes of the account whose lock is held. */
export interface AccountTransaction extends WriteTransaction {
  readonly accountId: AccountId
  addDevice(row: DeviceRow): Promise<void>
  /** Marks the device revoked and removes its tokens. */
  revokeDevice(deviceId: DeviceId, atMs: number): Promise<void>
  setPasswordHash(passwordHash: string): Promise<void>
  setQuota(quotaBytes: number | null): Promise<void>
  /** Removes the account's session tokens. */
  removeSessions(): Promise<void>
  /** False, and nothing written, when another pairing has a code of this hash. */
  addPairing(row: PairingRow): Promise<boolean>
  /** Takes the code from a pairing of the account, and notes the device that came with it, if any. */
  endPairing(pairingId: PairingId, claimedBy: DeviceId | null): Promise<void>
  /** Removes pairings of the account that were over before `beforeMs`. */
  removePairings(beforeMs: number): Promise<void>
  /** Appends to the account journal and answers the position. */
  appendAccountChange(change: Omit<AccountChangeRow, 'seq'>): Promise<number>
  /** A new space of this account with its root folder and first journal entry. */
  addSpace(space: SpaceRow, root: NodeRow, first: ChangeRow): Promise<void>
}

/** Writes of the space whose lock is held. */
export interface SpaceTransaction extends WriteTransaction {
  readonly spaceId: SpaceId
  /**
   * Inserts or replaces nodes as one set: names must be unique after it, not between its rows. The
   * content of a file is taken from its revision, which must be added before.
   */
  putNodes(rows: readonly NodeRow[]): Promise<void>
  addRevisions(rows: readonly RevisionRow[]): Promise<void>
  /** Removes versions; a node that pointed to one has no content from then on. */
  removeRevisions(revisionIds: readonly RevisionId[]): Promise<void>
  /** Appends journal entries whose `seq` go on from the head; the caller sets the new head. */
  appendChanges(rows: readonly ChangeRow[]): Promise<void>
  /** Removes journal entries up to and including `throughSeq`, whose chain hash is `hash`. */
  trimChanges(throughSeq: number, hash: string): Promise<void>
  setHead(head: Pick<SpaceRow, 'headSeq' | 'headHash' | 'fileCount' | 'lastOrder'>): Promise<void>
  addOpResults(actorId: string, rows: readonly OpResultRow[]): Promise<void>
  /** Removes answers older than `beforeMs`, `limit` at most, and answers how many. */
  removeOpResults(beforeMs: number, limit?: number): Promise<number>
  /** Inserts or replaces. */
  putConflict(row: ConflictRow): Promise<void>
  /** Inserts or replaces. */
  putHold(row: HoldRow): Promise<void>
  addDeletions(actorId: string, atMs: number, fileCount: number): Promise<void>
  /** Forgets what `actorId` deleted; all of it, or what is older than `beforeMs`. */
  removeDeletions(actorId: string, beforeMs?: number): Promise<void>
  /** Adds `deltaBytes` to what the owner uses and answers the new state. */
  adjustUsedBytes(deltaBytes: number): Promise<{ usedBytes: number; quotaBytes: number | null }>
}
