import { AppError, type NodeId, type OperationResult, type RelPath } from '@tidemark/protocol'
import type { AbortSignal, Clock, Rng } from '../ports.js'
import type {
  BookkeepingStep,
  DownloadStep,
  Plan,
  PutStep,
  RemotePlacement,
} from '../reconcile/plan.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import { applyAnswers } from './apply-answer.js'
import type { BackgroundTransfers } from './background-transfers.js'
import { batchBySize } from './batch-by-size.js'
import type { Answer, Committer } from './committer.js'
import type { DownloadOutcome, FileDownloader } from './download-files.js'
import type { Durability } from './durability.js'
import type { EngineEvents } from './events.js'
import { isRace } from './failure.js'
import { displayPath, holdItem, type ItemFailure, itemFailure, releaseItem } from './holds.js'
import type { LocalChanger, LocalOutcome } from './local-changes.js'
import type { FileReading, ReadOutcome } from './read-files.js'
import type { Pace, ReadPace } from './read-pace.js'
import { foldersAround, formerPath } from './surroundings.js'
import { applyBookkeeping } from './tree-writes.js'
import type { FileUploader, PutOutcome } from './upload-files.js'

/** The parts that carry steps out. */
export interface PlanTools {
  readonly durability: Durability
  readonly committer: Committer
  readonly uploader: FileUploader
  readonly downloader: FileDownloader
  readonly reading: FileReading
  readonly pace: ReadPace
  readonly changer: LocalChanger
  readonly background: BackgroundTransfers
  readonly events: EngineEvents
}

/** Limits of a run; see EngineSettings. */
export interface RunSettings {
  readonly largeFileBytes: number
  readonly longestRetryMs: number
}

/** What the loop has to do next because of a run. */
export interface RunFindings {
  /** Whether anything was done, so that what waited may be possible now. */
  hasProgressed: boolean
  /** Folders that were not as planned. */
  readonly rescan: Set<RelPath>
}

/** How long a node rests whose surroundings were not as planned, so that no race becomes a spin. */
const RACE_REST_MS = 1_000

/**
 * Carries out a plan, except for its deletes: those are collected and run last, see DeleteRunner.
 * Every step writes down what it did at once; a run can be broken off anywhere.
 */
export class PlanRunner {
  readonly #store: StateStore
  readonly #clock: Clock
  readonly #rng: Rng
  readonly #tools: PlanTools
  readonly #settings: RunSettings

  constructor(store: StateStore, clock: Clock, rng: Rng, tools: PlanTools, settings: RunSettings) {
    this.#store = store
    this.#clock = clock
    this.#rng = rng
    this.#tools = tools
    this.#settings = settings
  }

  /** @throws AppError of the connection or the folder; what was done stands. */
  async run(plan: Plan, signal: AbortSignal): Promise<RunFindings> {
    const findings: RunFindings = { hasProgressed: false, rescan: new Set() }
    if (await this.#settle(plan, findings)) return { ...findings, hasProgressed: true }
    await this.#read(plan, findings, signal)
    await this.#placeRemote(plan, findings, signal)
    await this.#placeLocal(plan, findings)
    // Both end before an error goes on: nothing may run into the next plan.
    const ends = await Promise.allSettled([
      this.#upload(plan.puts, findings, signal),
      this.#download(plan.downloads, findings, signal),
    ])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return findings
  }

  /**
   * Bookkeeping first: it may give nodes other ids, so the rest is planned again after it.
   * Returns whether there was any.
   */
  async #settle(plan: Plan, findings: RunFindings): Promise<boolean> {
    const { background } = this.#tools
    const steps = plan.bookkeeping.filter(
      (step) => step.kind !== 'hold' && !agreesOnPlace(step) && !background.wouldMiss(step),
    )
    this.#store.transaction((tx) => {
      // First, for bookkeeping makes nodes dirty that were settled: children of one that got a new id.
      for (const nodeId of plan.settled) {
        tx.clearDirty(nodeId)
        releaseItem(this.#store, tx, nodeId)
      }
      applyBookkeeping(tx, steps, this.#rng)
      for (const step of plan.bookkeeping) {
        if (step.kind === 'hold') this.#hold(tx, step.nodeId, { code: step.code, detail: '' })
      }
    })
    const hasAgreed = await this.#agreeOnPlaces(plan.bookkeeping.filter(agreesOnPlace), findings)
    return hasAgreed || steps.length > 0
  }

  /** An agreed folder that vanishes in a power cut would look deleted. */
  async #agreeOnPlaces(steps: readonly RecordStep[], findings: RunFindings): Promise<boolean> {
    if (steps.length === 0) return false
    const failed = await this.#keep(
      steps.map(({ nodeId }) => nodeId),
      findings,
    )
    const kept = steps.filter(({ nodeId }) => !failed.has(nodeId))
    this.#store.transaction((tx) => applyBookkeeping(tx, kept, this.#rng))
    return kept.length > 0
  }

  /** No power cut takes back what is at these places now. Lists where that failed. */
  async #keep(
    nodeIds: readonly NodeId[],
    findings: RunFindings,
  ): Promise<ReadonlyMap<NodeId, AppError>> {
    const former = nodeIds.flatMap((nodeId) => formerPath(this.#store, nodeId))
    const failures = await this.#tools.durability.keep(nodeIds, former)
    for (const [nodeId, error] of failures)
      this.#take(nodeId, { result: 'failed', error }, findings)
    return failures
  }

  async #read(plan: Plan, findings: RunFindings, signal: AbortSignal): Promise<void> {
    const take = (outcomes: readonly ReadOutcome[]): void => {
      for (const outcome of outcomes) this.#takeRead(outcome, findings)
    }
    const reads = plan.reads.filter(({ nodeId }) => !this.#letRest(nodeId))
    for (const { nodeId } of this.#large(reads, ({ sizeBytes }) => sizeBytes)) {
      this.#inBackground(nodeId, async () => {
        take(await this.#tools.reading.read([nodeId], signal))
      })
    }
    const small = reads.filter(({ sizeBytes }) => sizeBytes <= this.#settings.largeFileBytes)
    const ids = small.map(({ nodeId }) => nodeId)
    take(await this.#tools.reading.read(ids, signal))
  }

  async #placeRemote(plan: Plan, findings: RunFindings, signal: AbortSignal): Promise<void> {
    const deleted: RemotePlacement[] = []
    const take = (answers: readonly Answer<RemotePlacement>[]): void => {
      this.#store.transaction((tx) => applyAnswers(tx, answers))
      const isDeleted = ({ step, result }: Answer<RemotePlacement>): boolean =>
        step.kind === 'mkdir' && result.result === 'rejected' && result.error === 'node_exists'
      for (const { step } of answers.filter(isDeleted)) {
        deleted.push({ ...step, kind: 'restore', subtree: false })
      }
      const others = answers.filter((answer) => !isDeleted(answer))
      for (const { step } of this.#takeAnswers(others, findings)) this.#reportPlaced(step)
    }
    const nodeIds = plan.remotePlacements.flat().map(({ nodeId }) => nodeId)
    const failed = await this.#keep(nodeIds, findings)
    const placements = plan.remotePlacements.filter(
      (steps) => !steps.some(({ nodeId }) => failed.has(nodeId)),
    )
    await this.#tools.committer.commit(placements, take, signal)
    // A folder that has been on the server before, unknown to our merge base: it comes back.
    const restores = deleted.map((step) => [step])
    await this.#tools.committer.commit(restores, take, signal)
  }

  async #placeLocal(plan: Plan, findings: RunFindings): Promise<void> {
    const { changer, events } = this.#tools
    for (const component of plan.localPlacements) {
      const outcomes = await changer.place(component)
      for (const [index, outcome] of outcomes.entries()) {
        this.#takeLocal(outcome, findings)
        if (outcome.result !== 'done') continue
        const path = displayPath(this.#store, outcome.nodeId)
        if (component[index]?.kind === 'mkdir') events.emit({ type: 'made_folder', path })
        else events.emit({ type: 'renamed', path, side: 'here' })
      }
    }
    for (const outcome of await changer.flushFolders()) this.#takeLocal(outcome, findings)
    for (const step of plan.metadata) this.#takeLocal(await changer.setMetadata(step), findings)
  }

  async #upload(
    steps: readonly PutStep[],
    findings: RunFindings,
    signal: AbortSignal,
  ): Promise<void> {
    const send = async (batch: readonly PutStep[]): Promise<void> => {
      this.#takePuts(await this.#tools.uploader.upload(batch, signal), findings)
    }
    for (const step of this.#large(steps, ({ content }) => content.sizeBytes)) {
      this.#inBackground(step.nodeId, () => send([step]))
    }
    const small = steps.filter(({ content }) => content.sizeBytes <= this.#settings.largeFileBytes)
    for (const batch of batchBySize(small, ({ content }) => content.sizeBytes)) await send(batch)
  }

  async #download(
    steps: readonly DownloadStep[],
    findings: RunFindings,
    signal: AbortSignal,
  ): Promise<void> {
    const fetch = async (batch: readonly DownloadStep[]): Promise<void> => {
      const outcomes = await this.#tools.downloader.download(batch, signal)
      for (const outcome of outcomes) this.#takeDownload(outcome, findings)
    }
    for (const step of this.#large(steps, ({ content }) => content.sizeBytes)) {
      this.#inBackground(step.nodeId, () => fetch([step]))
    }
    const small = steps.filter(({ content }) => content.sizeBytes <= this.#settings.largeFileBytes)
    for (const batch of batchBySize(small, ({ content }) => content.sizeBytes)) await fetch(batch)
  }

  #large<T>(steps: readonly T[], sizeOf: (step: T) => number): T[] {
    return steps
      .filter((step) => sizeOf(step) > this.#settings.largeFileBytes)
      .sort((a, b) => sizeOf(a) - sizeOf(b))
  }

  #inBackground(nodeId: NodeId, transfer: () => Promise<void>): void {
    this.#tools.background.start(nodeId, transfer)
  }

  /** Puts a file off that had better not be read now; returns whether it was. */
  #letRest(nodeId: NodeId): boolean {
    const local = this.#store.local.find(nodeId)
    if (local === undefined) return false
    const previous = this.#store.synced.find(nodeId)?.content
    const pace = this.#tools.pace.paceOf(nodeId, local.stat, previous, this.#clock.nowMs())
    if (pace.restMs > 0) this.#store.transaction((tx) => this.#rest(tx, nodeId, pace))
    return pace.restMs > 0
  }

  #rest(tx: StateTransaction, nodeId: NodeId, { restMs, isEndless }: Pace): void {
    const path = displayPath(this.#store, nodeId)
    if (isEndless && tx.findHeld(path) === undefined) {
      this.#hold(tx, nodeId, itemFailure(new AppError('file_changing', { path })))
    }
    tx.deferDirty(nodeId, this.#clock.nowMs() + restMs)
  }

  #takeRead(outcome: ReadOutcome, findings: RunFindings): void {
    const local = this.#store.local.find(outcome.nodeId)
    if (outcome.result === 'read') {
      findings.hasProgressed = true
      if (local) this.#tools.pace.noteRead(outcome.nodeId, local.stat, this.#clock.nowMs())
    } else if (outcome.result === 'changed') this.#takeSpoilt(outcome.nodeId, findings)
    else this.#take(outcome.nodeId, outcome, findings)
  }

  /** The file changed while it was read or sent. */
  #takeSpoilt(nodeId: NodeId, findings: RunFindings): void {
    const local = this.#store.local.find(nodeId)
    this.#take(nodeId, { result: 'changed' }, findings)
    if (local === undefined || local.missingSinceMs !== null) return
    const pace = this.#tools.pace.noteSpoilt(nodeId, local.stat, this.#clock.nowMs())
    this.#store.transaction((tx) => this.#rest(tx, nodeId, pace))
  }

  #takePuts(outcomes: readonly PutOutcome[], findings: RunFindings): void {
    const answers: Answer<PutStep>[] = []
    for (const outcome of outcomes) {
      const { nodeId } = outcome.step
      if (outcome.result === 'answered') answers.push(outcome.answer)
      else if (outcome.result === 'changed') this.#takeSpoilt(nodeId, findings)
      else this.#take(nodeId, outcome, findings)
    }
    for (const answer of this.#takeAnswers(answers, findings)) this.#reportPut(answer)
  }

  #reportPut({ step, result }: Answer<PutStep>): void {
    const { events } = this.#tools
    if (result.result === 'conflict' && result.placed !== undefined) {
      const path = displayPath(this.#store, result.placed.nodeId)
      events.emit({ type: 'conflict', path, copyName: result.placed.name })
    } else if (result.result === 'applied') {
      const path = displayPath(this.#store, result.nodeId)
      events.emit({ type: 'uploaded', path: path === step.nodeId ? step.name : path })
    }
  }

  #takeDownload(outcome: DownloadOutcome, findings: RunFindings): void {
    const { nodeId } = outcome.step
    if (outcome.result === 'placed') {
      this.#takeLocal({ nodeId, result: 'done' }, findings)
      this.#tools.events.emit({ type: 'downloaded', path: displayPath(this.#store, nodeId) })
    } else if (outcome.result === 'failed') this.#takeLocal({ ...outcome, nodeId }, findings)
    else this.#takeLocal({ nodeId, result: 'changed' }, findings)
  }

  #takeLocal(outcome: LocalOutcome, findings: RunFindings): void {
    if (outcome.result === 'done') {
      findings.hasProgressed = true
      this.#store.transaction((tx) => releaseItem(this.#store, tx, outcome.nodeId))
    } else {
      if (outcome.result === 'failed') this.#tools.durability.doubt()
      this.#take(outcome.nodeId, outcome, findings)
    }
  }

  #take(
    nodeId: NodeId,
    outcome:
      | { readonly result: 'failed'; readonly error: AppError }
      | { readonly result: 'changed' },
    findings: RunFindings,
  ): void {
    this.#store.transaction((tx) => {
      if (outcome.result === 'failed') this.#hold(tx, nodeId, itemFailure(outcome.error))
      else {
        for (const folder of foldersAround(this.#store, nodeId)) findings.rescan.add(folder)
        tx.deferDirty(nodeId, this.#clock.nowMs() + RACE_REST_MS)
      }
    })
  }

  /** Returns the answers by which something is done, be it as a conflict. */
  #takeAnswers<S extends RemotePlacement | PutStep>(
    answers: readonly Answer<S>[],
    findings: RunFindings,
  ): readonly Answer<S>[] {
    const done = answers.filter(({ step, result }) => isTakenOver(this.#store, step.nodeId, result))
    if (done.length > 0) findings.hasProgressed = true
    if (done.length === answers.length && this.#store.heldCount() === 0) return done
    const isDone = new Set(done)
    this.#store.transaction((tx) => {
      for (const answer of answers) {
        const { nodeId } = answer.step
        if (isDone.has(answer)) releaseItem(this.#store, tx, nodeId)
        else this.#takeRefusal(tx, nodeId, answer.result)
      }
    })
    return done
  }

  #takeRefusal(tx: StateTransaction, nodeId: NodeId, result: OperationResult): void {
    if (result.result === 'rejected' && !isRace(result.error)) {
      this.#hold(tx, nodeId, itemFailure(result.error, result.message))
    } else if (result.result === 'held') {
      this.#hold(tx, nodeId, { code: 'deletes_held', detail: result.holdId })
    } else tx.deferDirty(nodeId, this.#clock.nowMs() + RACE_REST_MS)
  }

  #hold(tx: StateTransaction, nodeId: NodeId, failure: ItemFailure): void {
    const { longestRetryMs } = this.#settings
    holdItem(this.#store, tx, nodeId, failure, { nowMs: this.#clock.nowMs(), longestRetryMs })
    const path = displayPath(this.#store, nodeId)
    this.#tools.events.emit({ type: 'held', path, code: failure.code })
  }

  #reportPlaced({ kind, nodeId }: RemotePlacement): void {
    const path = displayPath(this.#store, nodeId)
    const { events } = this.#tools
    if (kind === 'move') events.emit({ type: 'renamed', path, side: 'there' })
    else events.emit({ type: 'uploaded', path })
  }
}

type RecordStep = BookkeepingStep & { readonly kind: 'record' }

/** Whether the place on disk becomes the agreed one by this step. */
function agreesOnPlace(step: BookkeepingStep): step is RecordStep {
  return step.kind === 'record' && step.aspect !== 'content'
}

/**
 * Whether the operation is done, be it as a conflict. When the server has the same item under an id
 * that the disk uses elsewhere, nothing could be written down: that other item has to move first.
 */
function isTakenOver(store: StateStore, nodeId: NodeId, result: OperationResult): boolean {
  if (result.result === 'conflict') return true
  if (result.result !== 'applied') return false
  return result.nodeId === nodeId || store.local.find(nodeId) === undefined
}
