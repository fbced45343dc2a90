import {
  AppError,
  type BlockId,
  formatBlockId,
  type NodeId,
  type RelPath,
} from '@tidemark/protocol'
import type { AbortSignal, FileSystem, Hasher, StagedFile } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { type BlockReader, blockLost } from './block-reader.js'
import type { DataSpan } from './content-blocks.js'
import type { CrashPoint } from './crash-point.js'
import { takeItemError } from './failure.js'
import type { TransferProgress } from './transfer-progress.js'

/** A staged file and the blocks that belong into it. */
export interface FetchJob {
  readonly nodeId: NodeId
  readonly staged: StagedFile
  readonly spans: readonly DataSpan[]
}

type Failures = Map<NodeId, AppError>

interface Hole {
  readonly job: FetchJob
  readonly span: DataSpan
}

/** Local files tried for one block before it is asked from the server. */
const MAX_LOCAL_SOURCES = 3

/**
 * Fills staged files: with what an earlier run left in them, with blocks that other local files
 * hold, and only then from the server. Every byte is checked against its block's id, so no record
 * of what arrived is needed.
 */
export class FileFetcher {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'openRead'>
  readonly #reader: BlockReader
  readonly #hasher: Hasher
  readonly #progress: TransferProgress
  readonly #crashPoint: CrashPoint

  constructor(
    store: StateStore,
    fs: Pick<FileSystem, 'openRead'>,
    reader: BlockReader,
    hasher: Hasher,
    progress: TransferProgress,
    crashPoint: CrashPoint,
  ) {
    this.#store = store
    this.#fs = fs
    this.#reader = reader
    this.#hasher = hasher
    this.#progress = progress
    this.#crashPoint = crashPoint
  }

  /**
   * Resolves when every span of every job is in its staged file, but for jobs with a trouble of
   * their own, which are in the answer: one bad file never keeps the others waiting (PS034).
   * @throws AppError of the connection, disk_full, the trouble of the last job that had none; what
   *   was written stays and is found again.
   */
  async fill(
    jobs: readonly FetchJob[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<NodeId, AppError>> {
    const failures: Failures = new Map()
    const holes = await this.#findHoles(jobs, signal)
    const wanted: BlockId[] = []
    for (const [blockId, places] of holes) {
      const bytes = await this.#findLocally(blockId)
      if (bytes === undefined) wanted.push(blockId)
      else await this.#write(places, bytes, failures)
    }
    const take = async (blockId: BlockId, bytes: Uint8Array | undefined): Promise<void> => {
      const places = holes.get(blockId) ?? []
      if (bytes !== undefined) await this.#write(places, bytes, failures)
      else for (const { job } of places) failures.set(job.nodeId, blockLost(blockId))
      const [first] = failures.values()
      // Nobody is left to read on for.
      if (first !== undefined && failures.size === jobs.length) throw first
    }
    await this.#reader.read(wanted, take, signal)
    return failures
  }

  /** What the staged files lack, by block. */
  async #findHoles(jobs: readonly FetchJob[], signal: AbortSignal): Promise<Map<BlockId, Hole[]>> {
    const holes = new Map<BlockId, Hole[]>()
    for (const job of jobs) {
      for (const span of job.spans) {
        if (signal.aborted) throw signal.reason
        if (await this.#isStaged(job, span)) this.#progress.advance(job.nodeId, span.length)
        else holes.set(span.blockId, [...(holes.get(span.blockId) ?? []), { job, span }])
      }
    }
    return holes
  }

  async #isStaged({ staged }: FetchJob, { blockId, offset, length }: DataSpan): Promise<boolean> {
    if (offset + length > staged.sizeBytes) return false
    const bytes = await readWhole(staged, offset, length)
    return bytes !== undefined && this.#isBlock(bytes, blockId)
  }

  /** A block's bytes from a file on disk; the record of where it is may be out of date. */
  async #findLocally(blockId: BlockId): Promise<Uint8Array | undefined> {
    for (const { nodeId, offset, length } of this.#store.filesWithBlock(
      blockId,
      MAX_LOCAL_SOURCES,
    )) {
      const path = this.#store.localPath(nodeId)
      const bytes = path === undefined ? undefined : await this.#readAt(path, offset, length)
      if (bytes !== undefined && this.#isBlock(bytes, blockId)) return bytes
    }
    return undefined
  }

  async #readAt(path: RelPath, offset: number, length: number): Promise<Uint8Array | undefined> {
    try {
      await using reader = await this.#fs.openRead(path)
      return reader && (await readWhole(reader, offset, length))
    } catch (error) {
      // A source that cannot be read is no trouble of the file that is being fetched.
      if (error instanceof AppError) return undefined
      throw error
    }
  }

  async #write(places: readonly Hole[], bytes: Uint8Array, failures: Failures): Promise<void> {
    for (const { job, span } of places) {
      if (failures.has(job.nodeId)) continue
      try {
        if (bytes.length !== span.length) throw new AppError('content_invalid')
        await job.staged.write(bytes, span.offset)
      } catch (error) {
        const failure = takeItemError(error)
        if (failure.code === 'disk_full') throw failure
        failures.set(job.nodeId, failure)
        continue
      }
      this.#crashPoint('D04')
      this.#progress.advance(job.nodeId, span.length)
    }
  }

  #isBlock(bytes: Uint8Array, blockId: BlockId): boolean {
    return formatBlockId(this.#hasher.sha256(bytes)) === blockId
  }
}

/** Exactly `length` bytes, or undefined when there are fewer. */
async function readWhole(
  source: { read(into: Uint8Array, offset: number): Promise<number> },
  offset: number,
  length: number,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const count = await source.read(bytes.subarray(filled), offset + filled)
    if (count === 0) return undefined
    filled += count
  }
  return bytes
}
