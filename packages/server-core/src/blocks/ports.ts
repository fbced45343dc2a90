import type { AccountId, BlockId, FrameEncoding } from '@tidemark/protocol'
import type { RecordEncoding, RecordKind } from './record-header.js'
import type { ScannedSpan } from './segment-scan.js'

/** Names a segment. Each kind has segments of its own, so that list blocks never go cold. */
export interface SegmentRef {
  readonly kind: RecordKind
  /** 32 lower-case hex digits. */
  readonly segmentId: string
}

/** Where a record lies. */
export interface RecordLocation extends SegmentRef {
  readonly offset: number
  /** Bytes of the whole record with its header. */
  readonly length: number
}

/** A segment as `list` sees it. */
export interface SegmentInfo extends SegmentRef {
  readonly sizeBytes: number
  /** Whether further records may still be appended. Only closed segments may be removed. */
  readonly isOpen: boolean
}

/** The segment does not exist (any more): cleanup moved its records elsewhere. */
export class SegmentMissingError extends Error {
  override readonly name = 'SegmentMissingError'
  readonly segmentId: string

  constructor(segmentId: string, options: { cause?: unknown } = {}) {
    super(`there is no segment ${segmentId}`, options)
    this.segmentId = segmentId
  }
}

/** Holds sealed records in append-only segments. Knows nothing of accounts, keys or the index. */
export interface SegmentStore extends AsyncDisposable {
  /**
   * Appends records, in order, to the open segment of `kind`, opening a new one when there is none
   * or it is full. When it resolves all of them would survive a power cut. When it rejects none of
   * them may be used, though some may be on disk: the segment takes no further records.
   * Concurrent calls share one flush.
   * @throws AppError `storage_full` when the device has no room above its reserve.
   */
  append(kind: RecordKind, records: readonly Uint8Array[]): Promise<RecordLocation[]>
  /**
   * Reads one record as it was appended, unverified. Shorter than `length` when the segment was cut.
   * @throws SegmentMissingError
   */
  read(location: RecordLocation): Promise<Uint8Array>
  /** All segments, in no particular order. */
  list(): Promise<SegmentInfo[]>
  /**
   * Records and gaps of one segment in order of offset; see `scanSegment`.
   * @throws SegmentMissingError
   */
  scan(segment: SegmentRef): AsyncIterable<ScannedSpan>
  /** Takes no further records in the open segments, so that cleanup may rewrite them. */
  closeOpen(): Promise<void>
  /**
   * Removes a closed segment for good; does nothing when it does not exist.
   * @throws RangeError when the segment is open.
   */
  remove(segment: SegmentRef): Promise<void>
}

/** Keys of one account, 32 bytes each. */
export interface AccountKeys {
  /** Id of the data key that seals new records. */
  readonly currentKeyId: number
  /** Data keys by id; a retired one stays for as long as records name it. */
  readonly dataKeys: ReadonlyMap<number, Uint8Array>
  /** Key of the HMAC that turns block ids into stored ids. Never changes: it names records. */
  readonly storedIdKey: Uint8Array
}

/** Gives out the keys of accounts. They exist on disk only wrapped by the master key. */
export interface KeyRing {
  /**
   * Keys of an account that has sealed something.
   * @throws AppError `config_invalid` when they are missing: nothing is ever minted over a loss
   */
  accountKeys(accountId: AccountId): Promise<AccountKeys>
  /**
   * Keys of an account, made on first use. They are durable before this resolves, so no record is
   * ever sealed with a key that a crash could take away.
   */
  ensureAccountKeys(accountId: AccountId): Promise<AccountKeys>
}

/** A block that came from a client, to be verified and made a record. */
export interface SealRequest {
  readonly kind: RecordKind
  readonly blockId: BlockId
  readonly encoding: FrameEncoding
  readonly rawLength: number
  readonly payload: Uint8Array
  /** Plaintext of the frame's bases, joined; only with encoding `zstd_dictionary`. */
  readonly dictionary?: Uint8Array
  /** Only verify: the account has the block already. */
  readonly verifyOnly: boolean
}

/** What became of a block. */
export type SealResult =
  /** Verified; `record` is absent with `verifyOnly`. */
  | { readonly ok: true; readonly record?: Uint8Array }
  | { readonly ok: false; readonly error: 'block_hash_mismatch' | 'block_undecodable' }

/** What an opened record holds. */
export interface OpenedBlock {
  readonly blockId: BlockId
  readonly kind: RecordKind
  readonly encoding: RecordEncoding
  readonly rawLength: number
  /** Plaintext, or the stored form (`encoding`) when that was asked for. */
  readonly payload: Uint8Array
}

/** A record to be opened. */
export interface OpenRequest {
  readonly record: Uint8Array
  /** What the index says that this record is; a record of another block does not open. */
  readonly blockId: BlockId
  /**
   * `stored`: the payload as stored, verified by its seal. `plain`: decompressed and hashed again.
   */
  readonly as: 'stored' | 'plain'
}

/** Why a record did not open; for logs and reports. */
export interface OpenFailure {
  readonly ok: false
  readonly reason: 'truncated' | 'other_block' | 'seal' | 'undecodable' | 'hash'
}
/** A block, or why its record does not open. */
export type OpenResult = { readonly ok: true; readonly block: OpenedBlock } | OpenFailure

/**
 * Verifies, compresses, seals and opens blocks away from the caller's thread. Results come in the
 * order of the requests. Never allocates more than a block's stated length for its plaintext
 * (SEC-80). Arguments may be read until the promise settles.
 */
export interface BlockCodec extends AsyncDisposable {
  seal(accountId: AccountId, requests: readonly SealRequest[]): Promise<SealResult[]>
  open(accountId: AccountId, requests: readonly OpenRequest[]): Promise<OpenResult[]>
  /** Opens records whose block id is not known, by hashing them; for rebuilding the index. */
  identify(accountId: AccountId, records: readonly Uint8Array[]): Promise<OpenResult[]>
}
