import { type AppError, isSameContent, joinPath, type NodeId, parseName } from '@tidemark/protocol'
import { isRacy } from '../discover/read-timing.js'
import { proveRoot } from '../discover/root-proof.js'
import type {
  AbortSignal,
  Clock,
  FileSystem,
  Hasher,
  PlaceOutcome,
  PlaceRequest,
  StagedFile,
} from '../ports.js'
import type { DownloadStep } from '../reconcile/plan.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import type { FileStat, LocalNode } from '../trees.js'
import { announce, takeBack } from './arrivals.js'
import type { BlockReader } from './block-reader.js'
import { type DataSpan, remoteContentSpans } from './content-blocks.js'
import type { CrashPoint } from './crash-point.js'
import { DiskNames, type DiskPlace } from './disk-names.js'
import { takeItemError } from './failure.js'
import type { FileFetcher } from './file-fetcher.js'
import type { FolderLock } from './folder-lock.js'
import { stagingKey } from './staging-key.js'
import type { TransferProgress } from './transfer-progress.js'
import { recordContent } from './tree-writes.js'

/** How a download ended. */
export type DownloadOutcome =
  | { readonly step: DownloadStep; readonly result: 'placed' }
  /** Something at the target is not as planned; it was not touched and is looked at again. */
  | { readonly step: DownloadStep; readonly result: 'target_changed' }
  | { readonly step: DownloadStep; readonly result: 'failed'; readonly error: AppError }

/** As if something else were at the target: the file is planned anew. */
const UNWANTED: PlaceOutcome = { result: 'target_changed' }

interface Job extends DiskPlace {
  readonly step: DownloadStep
  readonly expected: FileStat | undefined
  readonly staged: StagedFile
  readonly spans: readonly DataSpan[]
}

/** Downloads files: blocks into temporary files, then all into place with one flush. */
export class FileDownloader {
  readonly #store: StateStore
  readonly #fs: FileSystem
  readonly #clock: Clock
  readonly #reader: BlockReader
  readonly #fetcher: FileFetcher
  readonly #hasher: Hasher
  readonly #progress: TransferProgress
  readonly #crashPoint: CrashPoint
  readonly #names: DiskNames
  readonly #lock: FolderLock

  constructor(
    store: StateStore,
    fs: FileSystem,
    clock: Clock,
    reader: BlockReader,
    fetcher: FileFetcher,
    hasher: Hasher,
    progress: TransferProgress,
    crashPoint: CrashPoint,
    lock: FolderLock,
  ) {
    this.#store = store
    this.#fs = fs
    this.#clock = clock
    this.#reader = reader
    this.#fetcher = fetcher
    this.#hasher = hasher
    this.#progress = progress
    this.#crashPoint = crashPoint
    this.#lock = lock
    this.#names = new DiskNames(store, fs)
  }

  /**
   * Downloads the files of `steps` together; one outcome each. What was placed is durable and in
   * the trees when this resolves.
   * @throws AppError of the connection and of a folder that is not the linked one. What was staged is found again by the next try.
   */
  async download(steps: readonly DownloadStep[], signal: AbortSignal): Promise<DownloadOutcome[]> {
    const outcomes: DownloadOutcome[] = []
    const jobs: Job[] = []
    try {
      for (const step of steps) {
        const job = await this.#stage(step, signal)
        if ('result' in job) outcomes.push(job)
        else jobs.push(job)
      }
      this.#crashPoint('D03')
      const failures = await this.#fetcher.fill(
        jobs.map(({ step, staged, spans }) => ({ nodeId: step.nodeId, staged, spans })),
        signal,
      )
      this.#crashPoint('D05')
      const whole = jobs.filter(({ step }) => !failures.has(step.nodeId))
      outcomes.push(...(await this.#place(whole)), ...failed(jobs, failures))
    } catch (error) {
      const failure = takeItemError(error)
      outcomes.push(
        ...jobs.map(({ step }) => ({ step, result: 'failed', error: failure }) as const),
      )
    } finally {
      for (const { staged } of jobs) await staged[Symbol.asyncDispose]()
      for (const { nodeId } of steps) this.#progress.end(nodeId)
    }
    return outcomes
  }

  /** Opens the temporary file, unless the target is not as planned. */
  async #stage(step: DownloadStep, signal: AbortSignal): Promise<Job | DownloadOutcome> {
    const { nodeId, content } = step
    const local = this.#store.local.find(nodeId)
    if (local !== undefined && !this.#isReplaceable(local)) {
      return { step, result: 'target_changed' }
    }
    try {
      const place = this.#placeOf(step)
      if (place === undefined) return { step, result: 'target_changed' }
      const { path } = place
      const spans = await remoteContentSpans(this.#reader, content, signal)
      const staged = await this.#fs.stage(path, stagingKey(this.#hasher, nodeId, content))
      if (staged === 'parent_missing') return { step, result: 'target_changed' }
      this.#progress.begin(nodeId, 'down', path, content.sizeBytes)
      return { step, ...place, expected: local?.stat, staged, spans }
    } catch (error) {
      return { step, result: 'failed', error: takeItemError(error) }
    }
  }

  /** Where the file is on disk, or where the new one goes. */
  #placeOf(step: DownloadStep): DiskPlace | undefined {
    const path = this.#store.localPath(step.nodeId)
    if (path === undefined) return this.#names.placeOf(step)
    return { path, diskName: this.#store.local.find(step.nodeId)?.diskName }
  }

  /** A file may be replaced only while its bytes are what both sides agreed on: PS063. */
  #isReplaceable({ nodeId, content, missingSinceMs }: LocalNode): boolean {
    const agreed = this.#store.synced.find(nodeId)?.content
    const isKnown = missingSinceMs === null && content !== undefined && agreed !== undefined
    return isKnown && isSameContent(content, agreed)
  }

  async #place(jobs: readonly Job[]): Promise<DownloadOutcome[]> {
    if (jobs.length === 0) return []
    const outcomes = await this.#lock.run(() => this.#placeAndRecord(jobs))
    this.#crashPoint('D12')
    return this.#placeBesideNamesakes(jobs, outcomes)
  }

  /**
   * Whether the file still belongs at its path. While a large one came down beside the loop, its folder
   * may have been moved, and another may be there by now; or the file was deleted: without a merge base
   * it would count as somebody's new one here, and come back for everybody.
   */
  #isStillWanted({ step, path, diskName }: Job): boolean {
    const here = this.#store.localPath(step.nodeId)
    if (here !== undefined) return here === path
    if (this.#store.remote.find(step.nodeId) === undefined) return false
    // One that vanished still has its path, at which another may be.
    if (this.#store.local.find(step.parentId)?.missingSinceMs !== null) return false
    const folder = this.#store.localPath(step.parentId)
    return folder !== undefined && joinPath(folder, parseName(diskName ?? step.name)) === path
  }

  async #placeAndRecord(jobs: readonly Job[]): Promise<readonly PlaceOutcome[]> {
    const wanted = jobs.filter((job) => this.#isStillWanted(job))
    await announce(this.#store, wanted, this.#clock.nowMs())
    const placed = await this.#fs.place(wanted.map(placeRequest))
    const byJob = new Map(wanted.map((job, index) => [job, placed[index]]))
    const outcomes = jobs.map((job) => byJob.get(job) ?? UNWANTED)
    const isPlaced = (job: Job): boolean => byJob.get(job)?.result === 'placed'
    await takeBack(
      this.#store,
      wanted.filter((job) => !isPlaced(job)),
    )
    this.#crashPoint('D10')
    await proveRoot(this.#store, this.#fs)
    this.#store.transaction((tx) => {
      for (const [index, job] of jobs.entries()) {
        const outcome = outcomes[index]
        if (outcome?.result === 'placed') this.#record(tx, job, outcome.stat)
      }
      this.#crashPoint('D11')
    })
    return outcomes
  }

  /** Tries again under an alias what the disk has no room for under its own name (E41). */
  async #placeBesideNamesakes(
    jobs: readonly Job[],
    outcomes: readonly PlaceOutcome[],
  ): Promise<DownloadOutcome[]> {
    const results: DownloadOutcome[] = []
    const again: Job[] = []
    for (const [index, job] of jobs.entries()) {
      const outcome = outcomes[index]
      const isTaken = outcome !== UNWANTED && outcome?.result === 'target_changed' && !job.expected
      try {
        const place = isTaken ? await this.#names.nextPlace(job.step, job) : undefined
        if (place === undefined) results.push(outcomeOf(job, outcome))
        else again.push({ ...job, ...place })
      } catch (error) {
        results.push({ step: job.step, result: 'failed', error: takeItemError(error) })
      }
    }
    return [...results, ...(await this.#place(again))]
  }

  #record(tx: StateTransaction, job: Job, stat: FileStat): void {
    const { step, spans } = job
    const { nodeId, content, contentRev } = step
    const { parentId, name, diskName } = tx.local.find(nodeId) ?? { ...step, ...job }
    const place = { parentId, name, diskName, kind: 'file', missingSinceMs: null } as const
    // An edit at this very moment may leave no trace: the file is read once the moment is over.
    const known = isRacy(stat, this.#clock.nowMs()) ? undefined : content
    tx.putLocal({ nodeId, ...place, stat, content: known })
    tx.putBlocks(nodeId, spans)
    recordContent(tx, nodeId, contentRev, content)
  }
}

/** The jobs that have a trouble of their own, with it. */
function failed(jobs: readonly Job[], failures: ReadonlyMap<NodeId, AppError>): DownloadOutcome[] {
  return jobs.flatMap(({ step }): DownloadOutcome[] => {
    const error = failures.get(step.nodeId)
    return error === undefined ? [] : [{ step, result: 'failed', error }]
  })
}

function placeRequest({ step, path, expected, staged }: Job): PlaceRequest {
  const { sizeBytes, mtimeNs, executable } = step.content
  return { staged, path, expected, sizeBytes, mtimeNs: BigInt(mtimeNs), executable }
}

function outcomeOf({ step }: Job, outcome: PlaceOutcome | undefined): DownloadOutcome {
  if (outcome?.result === 'placed') return { step, result: 'placed' }
  if (outcome?.result !== 'failed') return { step, result: 'target_changed' }
  const error = takeItemError(outcome.error)
  // The folder went while the file came down: what is to be done now shows the next scan.
  if (error.code === 'parent_missing') return { step, result: 'target_changed' }
  return { step, result: 'failed', error }
}
