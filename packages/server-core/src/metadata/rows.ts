/** Rows of the metadata store as the domain sees them. Every `hash` is lower-case hex. */

import type {
  AccountId,
  BlockId,
  Change,
  ConflictRecord,
  DeviceId,
  Epoch,
  FileContent,
  HoldId,
  NodeId,
  NodeKind,
  OperationResult,
  OpId,
  PairingId,
  RevisionId,
  SpaceId,
} from '@tidemark/protocol'

/** Rights of an account in a space, strongest first. */
export type Role = 'owner' | 'editor' | 'viewer'

/** A person. Owns spaces; its id is the shard of everything below. */
export interface AccountRow {
  readonly accountId: AccountId
  /** As given when the account was made. */
  readonly login: string
  /** The login under which it is looked up: lower case. Unique. */
  readonly loginKey: string
  readonly passwordHash: string
  /** null means no limit. */
  readonly quotaBytes: number | null
  /** Logical bytes of all retained revisions in the account's spaces. */
  readonly usedBytes: number
  /** Head of the account journal. */
  readonly seq: number
  readonly createdAtMs: number
}

/** A registered device. A revoked one stays for display. */
export interface DeviceRow {
  readonly deviceId: DeviceId
  readonly accountId: AccountId
  readonly name: string
  readonly platform: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number | null
  readonly revokedAtMs: number | null
}

/** A bearer token; only its SHA-256 is known here (SEC-03). */
export interface TokenRow {
  readonly tokenHash: string
  readonly kind: 'device' | 'session'
  readonly accountId: AccountId
  /** Set for device tokens. */
  readonly deviceId: DeviceId | null
  readonly createdAtMs: number
  /** null means until revoked. */
  readonly expiresAtMs: number | null
}

/** A code by which one new device may join an account. */
export interface PairingRow {
  readonly pairingId: PairingId
  readonly accountId: AccountId
  /** The device that shows the code. */
  readonly deviceId: DeviceId
  /** Keyed hash of the code; null once it was used or withdrawn. Unique. */
  readonly codeHash: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** Wrong codes that anybody gave while this one was open. */
  readonly wrongGuesses: number
  /** The device that came. */
  readonly claimedBy: DeviceId | null
}

/** One entry of an account's journal. */
export interface AccountChangeRow {
  readonly seq: number
  readonly atMs: number
  readonly type: 'space_joined' | 'space_left' | 'device_added' | 'device_revoked'
  readonly spaceId: SpaceId | null
  readonly deviceId: DeviceId | null
}

/** A synced tree and the state of its journal. */
export interface SpaceRow {
  readonly spaceId: SpaceId
  /** The owner: blocks, keys and quota are its. */
  readonly accountId: AccountId
  readonly name: string
  readonly rootNodeId: NodeId
  readonly epoch: Epoch
  readonly headSeq: number
  readonly headHash: string
  /** Changes up to here are gone; 0 when none are. */
  readonly trimmedSeq: number
  /** Chain hash at `trimmedSeq`. */
  readonly trimmedHash: string
  /** Live files. */
  readonly fileCount: number
  /** Largest `listOrder` given out. */
  readonly lastOrder: number
  readonly createdAtMs: number
}

/** How and with what a node was deleted. */
export interface Deletion {
  /** First journal position of the operation; the same for all that went together. */
  readonly seq: number
  readonly atMs: number
  readonly deviceName: string
  /** Topmost node that went in the same operation: the item that the trash shows. */
  readonly topId: NodeId
}

/** What stays of a deleted node for ever. */
export interface Tombstone {
  readonly nodeId: NodeId
  /** As in `Deletion`. */
  readonly deletedSeq: number
}

/**
 * A node, live or deleted. Deleted ones stay for ever as tombstones. No live node has a deleted
 * parent, and live siblings differ in `nameKey(name)`.
 */
export interface NodeRow {
  readonly nodeId: NodeId
  /** null only for the root folder. */
  readonly parentId: NodeId | null
  readonly name: string
  readonly kind: NodeKind
  readonly contentRev: RevisionId
  readonly placeRev: RevisionId
  /** Content of `contentRev`; null for folders, and for deleted files whose versions are gone. */
  readonly content: FileContent | null
  /** Journal position of the last change that states this node. */
  readonly changedSeq: number
  /**
   * Position in a listing of folders, above the parent's; 0 for all other kinds. It only ever
   * grows, so a listing in this order skips no folder that moves meanwhile.
   */
  readonly listOrder: number
  /** null while live. */
  readonly deletion: Deletion | null
}

/** A retained version of a file. */
export interface RevisionRow {
  readonly revisionId: RevisionId
  readonly nodeId: NodeId
  readonly content: FileContent
  readonly seq: number
  readonly atMs: number
  readonly deviceId: DeviceId | null
  readonly deviceName: string
}

/** A journal entry with its place in the chain. */
export interface ChangeRow {
  readonly seq: number
  /** H(hash at seq - 1, digest of `change`). */
  readonly hash: string
  /** SHA-256 of the canonical JSON of the change when it was appended. */
  readonly digest: string
  readonly change: Change
}

/** The stored answer to an operation (E100). */
export interface OpResultRow {
  readonly opId: OpId
  /** SHA-256 of the operation's canonical JSON: tells a repetition from a reused id. */
  readonly digest: string
  readonly result: OperationResult
  readonly atMs: number
}

/** One deletion inside a hold, as it was asked for. */
export interface HeldDelete {
  readonly nodeId: NodeId
  readonly contentRev: RevisionId
  readonly placeRev: RevisionId
  readonly plannedSeq: number
  readonly fileCount: number
}

/** Deletions of one caller that wait for a person (P9). */
export interface HoldRow {
  readonly holdId: HoldId
  readonly actorId: string
  readonly deviceId: DeviceId | null
  readonly deviceName: string
  readonly atMs: number
  readonly spaceFileCount: number
  readonly examplePaths: readonly string[]
  /** What still waits. */
  readonly deletes: readonly HeldDelete[]
  /** null while open. */
  readonly decision: HoldOutcome | null
}

/** Who settled a hold, and how. */
export interface HoldOutcome {
  readonly decision: 'approve' | 'revert'
  readonly atMs: number
  readonly accountId: AccountId
  readonly deviceName: string
}

/** A conflict record; the wire form is the stored form. */
export type ConflictRow = ConflictRecord

/** Where a block's sealed record lies. */
export interface BlockLocation {
  readonly segmentId: string
  /** Bytes from the start of the segment. */
  readonly offset: number
  /** Bytes of the whole record. */
  readonly length: number
  readonly kind: 'data' | 'list'
  /** Bytes of the plaintext. */
  readonly rawLength: number
}

/** A block and its place. */
export interface BlockRow extends BlockLocation {
  readonly blockId: BlockId
}

/** A place in the tree: where at most one live node may be. */
export interface Place {
  readonly parentId: NodeId
  readonly nameKey: string
}

/** A trash item with what a restore of it brings back. */
export interface TrashRow {
  readonly node: NodeRow
  readonly fileCount: number
  readonly sizeBytes: number
}
