import { AppError } from '@tidemark/protocol'
import type { Clock, FileSystem, Hasher } from '../ports.js'
import type { StateStore } from '../state-store.js'
import type { BackgroundTransfers } from './background-transfers.js'
import { stagingKey } from './staging-key.js'

const DAY_MS = 86_400_000

/** Removes the temporary files of downloads that nobody wants any more (I12). */
export class StagedSweep {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'sweepStaged'>
  readonly #clock: Clock
  readonly #hasher: Hasher
  readonly #background: BackgroundTransfers
  readonly #largeFileBytes: number
  #lastMs: number | undefined

  constructor(
    store: StateStore,
    fs: Pick<FileSystem, 'sweepStaged'>,
    clock: Clock,
    hasher: Hasher,
    background: BackgroundTransfers,
    largeFileBytes: number,
  ) {
    this.#store = store
    this.#fs = fs
    this.#clock = clock
    this.#hasher = hasher
    this.#background = background
    this.#largeFileBytes = largeFileBytes
  }

  /**
   * Sweeps unless that was done within a day. Call it after a full scan, when the root is proven
   * and nothing but background transfers can be on its way; while one is, the next call will do.
   */
  async runIfDue(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const elapsedMs = nowMs - (this.#lastMs ?? Number.NEGATIVE_INFINITY)
    if (this.#background.runningCount > 0 || (elapsedMs >= 0 && elapsedMs < DAY_MS)) return
    this.#lastMs = nowMs
    try {
      await this.#fs.sweepStaged(this.#liveKeys())
    } catch (error) {
      // Left-overs only cost room, and a folder that cannot be read is the scan's to report.
      if (!(error instanceof AppError)) throw error
    }
  }

  /** What a download may go on with. Small files are not worth it: they are fetched anew. */
  #liveKeys(): Set<string> {
    const { remote } = this.#store
    const keys = new Set<string>()
    for (const { nodeId } of this.#store.dirty(Number.MAX_SAFE_INTEGER, this.#store.dirtyCount())) {
      const content = remote.find(nodeId)?.content
      if (content === undefined || content.sizeBytes <= this.#largeFileBytes) continue
      keys.add(stagingKey(this.#hasher, nodeId, content))
    }
    return keys
  }
}
