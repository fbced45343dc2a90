/**
 * What the engine needs from the world. Everything that reads a disk, a network, a clock or chance
 * comes through here, so that a simulation can run the real engine.
 */

import type {
  AppError,
  BlockId,
  Change,
  CommitRequest,
  CommitResponse,
  Cursor,
  Epoch,
  NameProblem,
  NodeId,
  NodeState,
  RelPath,
} from '@tidemark/protocol'
import type { FileStat } from './trees.js'

/** The part of the DOM's AbortSignal that the engine uses. */
export interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Time as the engine sees it; a simulation moves it by hand. */
export interface Clock {
  /** Milliseconds since 1970. For waiting and display; never decides between versions (P3). */
  nowMs(): number
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Chance, for ids and jitter. */
export interface Rng {
  /** `count` bytes from a cryptographic source. */
  bytes(count: number): Uint8Array
}

/** The hash that names blocks. */
export interface Hasher {
  /** SHA-256 of `bytes`, 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array
}

// ---------------------------------------------------------------- file system

/** One directory entry. `stat` is absent when the entry could not be examined. */
export interface ListedEntry {
  /** Name as the disk has it; undefined when its bytes are no UTF-8 (E47). */
  readonly name: string | undefined
  /** Printable form for people; equals `name` when that is defined. */
  readonly displayName: string
  readonly stat: FileStat | undefined
}

/** Which folder this is, beyond its path (E80-E83). */
export interface RootIdentity {
  /** Random id in the marker file, 32 hex digits. */
  readonly markerId: string
  readonly inode: string
  /** Identity of the file system, stable across reboots where the platform has one. */
  readonly fileSystemId: string
}

export type RootProbe =
  | { readonly state: 'present'; readonly identity: RootIdentity }
  /** The path is not there or is no folder. */
  | { readonly state: 'missing' }
  /** A folder without marker: new, cleaned by a tool, or an empty mount point. */
  | { readonly state: 'unmarked'; readonly isEmpty: boolean }

/** A file opened for reading. */
export interface FileReader extends AsyncDisposable {
  /** Facts of the open file, not of the path. */
  stat(): Promise<FileStat>
  /** Fills `into` from `offset` as far as the file goes; returns the bytes read. */
  read(into: Uint8Array, offset: number): Promise<number>
}

/** A temporary file beside its target. Survives crashes; `stage` with the same key finds it again. */
export interface StagedFile extends AsyncDisposable {
  readonly key: string
  /** Bytes that a former run left in it; their content proves nothing until hashed. */
  readonly sizeBytes: number
  /** Its facts now; inode and time of birth are those that the file will have in its place. */
  stat(): Promise<FileStat>
  read(into: Uint8Array, offset: number): Promise<number>
  write(bytes: Uint8Array, offset: number): Promise<void>
}

/** One staged file and where it goes. */
export interface PlaceRequest {
  readonly staged: StagedFile
  readonly path: RelPath
  /** What must be at `path` right before the rename; undefined = nothing. */
  readonly expected: FileStat | undefined
  /** Checked before the rename. */
  readonly sizeBytes: number
  readonly mtimeNs: bigint
  readonly executable: boolean
}

export type PlaceOutcome =
  | { readonly result: 'placed'; readonly stat: FileStat }
  /** Something else is at the target now; it was not touched and the staged file is kept. */
  | { readonly result: 'target_changed' }
  | { readonly result: 'failed'; readonly error: unknown }

/** What a flush of paths did not cover. */
export interface PathsFlushed {
  /** What could not be flushed. */
  readonly failed: ReadonlyMap<RelPath, AppError>
  /** Where no file and no folder was: what was there before may be elsewhere, and unflushed. */
  readonly absent: ReadonlySet<RelPath>
}

/**
 * Why an item leaves the folder. What was `released` is known to be whole on the server: the trash may
 * let it go soon, unless somebody wrote to it since. What was `deleted` is kept as long as people want.
 */
export type TrashReason = 'deleted' | 'released'

/**
 * One synced folder. Paths are relative to its root; no call ever reaches outside it, symbolic
 * links included (P14, SEC-65). Failures are AppErrors with the registry's device codes
 * (`file_unreadable`, `file_busy`, `file_io_error`, `disk_full`, `name_held`, `folder_missing`);
 * absence is a normal answer.
 */
export interface FileSystem {
  probeRoot(): Promise<RootProbe>
  /** Writes the marker file with a new id into a folder that has none. */
  markRoot(markerId: string): Promise<RootIdentity>
  /** Entries of a folder without the engine's own files; undefined when it is no folder any more. */
  list(path: RelPath): Promise<readonly ListedEntry[] | undefined>
  stat(path: RelPath): Promise<FileStat | undefined>
  /** Undefined when no file is there. Never blocks on a pipe (SEC-68), never follows a link. */
  openRead(path: RelPath): Promise<FileReader | undefined>
  /**
   * Why this platform can never hold a new item at `path` although others can (E44, E46). Asks no
   * disk; undefined when it may work.
   */
  problemAt(path: RelPath): NameProblem | undefined
  /** Makes one folder; `exists` when the name is taken. Durable only after the next `flush`. */
  makeFolder(path: RelPath): Promise<FileStat | 'exists' | 'parent_missing'>
  /**
   * Makes every folder that `makeFolder` made since the last call survive a power cut, with as few
   * flushes as the platform allows for all of them; nothing when there is none. A folder that was
   * moved or removed meanwhile is no error. After a failure nothing is known of any of them, and
   * they are not tried again.
   */
  flush(): Promise<void>
  /**
   * Makes everything that was done before in the file system of the folder survive a power cut, by
   * whomever: what a run that was killed had not flushed yet, what a flush that failed left behind.
   * Does nothing where the platform has no such call.
   */
  flushAll(): Promise<void>
  /**
   * Makes what people and programs did at these paths survive a power cut: the bytes of files, the
   * names that lead there, and that nothing is there any more. As few flushes for all of them as the
   * platform allows; on Windows a file that a program keeps from being opened is passed over. A link or
   * another disk on the way is no path of ours: passed over, too.
   */
  flushPaths(paths: readonly RelPath[]): Promise<PathsFlushed>
  /**
   * Renames without ever replacing. A case-only rename works on every disk. Answers `changed` when
   * another item than the expected one is there by now (`isSameEntry`).
   */
  move(
    from: RelPath,
    to: RelPath,
    expected: FileStat,
  ): Promise<FileStat | 'absent' | 'changed' | 'exists' | 'parent_missing'>
  /**
   * Moves a file, or an empty folder's record, out of sight into the folder's own trash. `expected`
   * is compared right before: a changed file stays. A folder must hold nothing but ignored leftovers
   * of the engine, else `not_empty`. `deleted` when no reason is given.
   */
  moveToTrash(
    path: RelPath,
    expected: FileStat,
    reason?: TrashReason,
  ): Promise<'moved' | 'absent' | 'changed' | 'not_empty'>
  /** Opens the temporary file of `key` beside `path`, or makes it. */
  stage(path: RelPath, key: string): Promise<StagedFile | 'parent_missing'>
  /** Drops a temporary file. */
  discard(staged: StagedFile): Promise<void>
  /**
   * Puts staged files in place: checked, renamed, and durable for all when it returns. One flush
   * per batch instead of one per file; a file that replaces another is flushed before its rename.
   */
  place(requests: readonly PlaceRequest[]): Promise<readonly PlaceOutcome[]>
  /** Sets time and executable bit when the file is still as `expected`. */
  setMetadata(
    path: RelPath,
    expected: FileStat,
    metadata: { readonly mtimeNs: bigint; readonly executable: boolean },
  ): Promise<FileStat | 'changed'>
  /** Removes temporary files that no key of `liveKeys` names and that are older than a day (I12). */
  sweepStaged(liveKeys: ReadonlySet<string>): Promise<number>
}

// ---------------------------------------------------------------- remote

export type ChangesPage =
  | {
      readonly result: 'page'
      readonly changes: readonly Change[]
      readonly cursor: Cursor
      readonly headSeq: number
      readonly more: boolean
    }
  | { readonly result: 'cursor_reset' }
  | { readonly result: 'cursor_expired' }

/** One page of a snapshot, parents before children. */
export interface TreePage {
  readonly epoch: Epoch
  readonly rootNodeId: NodeId
  readonly nodes: readonly NodeState[]
  readonly deletedNodeIds: readonly NodeId[]
  /** Where the journal ended when all live nodes had been met; undefined on pages before that. */
  readonly walkedSeq?: number | undefined
  /** Deleted between `cursor` and `walkedSeq`: gone once the journal was read up to there. */
  readonly goneNodeIds?: readonly NodeId[] | undefined
  readonly cursor: Cursor
  /** The head when the page was read; undefined from a server that does not tell. */
  readonly headCursor?: Cursor | undefined
  readonly nextPage: string | undefined
}

/** A block on its way up. The adapter compresses; the engine deals in plaintext. */
export interface OutgoingBlock {
  readonly blockId: BlockId
  readonly kind: 'data' | 'list'
  readonly bytes: Uint8Array
}

/** What became of the blocks of one pack. */
export interface UploadResult {
  /** Blocks that are durable on the server now. */
  readonly stored: readonly BlockId[]
  /** Blocks that the server refused, with the registry's code. */
  readonly rejected: readonly { readonly blockId: BlockId; readonly error: string }[]
}

/** A block on its way down: plaintext that was checked against its id, or absent on the server. */
export interface IncomingBlock {
  readonly blockId: BlockId
  readonly bytes: Uint8Array | undefined
}

/**
 * The server, for one space. Retries short troubles itself with full jitter; what it throws is an
 * AppError whose `retryable` tells whether trying the whole step later makes sense.
 */
export interface Remote {
  listChanges(cursor: Cursor, signal: AbortSignal): Promise<ChangesPage>
  listTree(page: string | undefined, signal: AbortSignal): Promise<TreePage>
  /** Which of up to MAX_BLOCK_IDS_PER_CALL blocks must be uploaded. */
  findMissing(blockIds: readonly BlockId[], signal: AbortSignal): Promise<ReadonlySet<BlockId>>
  /** Sends one pack. The caller keeps it under MAX_PACK_BYTES and MAX_PACK_FRAMES. */
  uploadBlocks(blocks: readonly OutgoingBlock[], signal: AbortSignal): Promise<UploadResult>
  /** Reads blocks in order, as they arrive. A broken stream throws after what came whole. */
  readBlocks(blockIds: readonly BlockId[], signal: AbortSignal): AsyncIterable<IncomingBlock>
  /** Throws AppError `epoch_mismatch` when the journal is another one. */
  commit(request: CommitRequest, signal: AbortSignal): Promise<CommitResponse>
}
