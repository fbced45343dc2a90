import { AppError, type NodeId, type RelPath } from '@tidemark/protocol'
import { rootError } from '../discover/root-proof.js'
import { type ScanScope, scan } from '../discover/scan.js'
import type { AbortSignal } from '../ports.js'
import type { BackgroundTransfers } from '../propagate/background-transfers.js'
import { copyNodeIdWith } from '../propagate/conflict-naming.js'
import { forgetHeldDeletes, type HeldDeletes } from '../propagate/delete-runner.js'
import type { EngineEvents } from '../propagate/events.js'
import { displayPath } from '../propagate/holds.js'
import { retryKeptFolders } from '../propagate/kept-folder.js'
import { deselectedNow, markSelectionChange } from '../propagate/selection-marks.js'
import type { ReconcileContext } from '../reconcile/context.js'
import type { Plan } from '../reconcile/plan.js'
import { reconcile } from '../reconcile/reconcile.js'
import type { DirtyNode } from '../state-store.js'
import type { EngineParts } from './assemble.js'
import { ClockWatch } from './clock-watch.js'
import { isPerhapsMoved } from './half-heard-moves.js'
import { ignoredAmong, markIgnored } from './ignored-nodes.js'
import { rejectDeletes } from './reject-deletes.js'
import { restAfterFullScanMs } from './scan-pace.js'
import type { EngineDeps } from './settings.js'

/** How long a node rests that waits for something else, when nothing else moves. */
const WAITING_REST_MS = 5_000
/** How long a node rests whose file is on its way. */
const TRANSFER_REST_MS = 30_000
/** Held items whose path is checked after each round. */
const HELD_CHECKED = 1_000
/** How long a planned delete rests until everything else is done. */
const DELETE_REST_MS = 30_000

/**
 * One round: catch up with the journal, scan what was hinted, plan what is dirty, carry it out;
 * when nothing is left but deletes, those. Everything it needs to know it reads from the store, so
 * a new process goes on in the same way.
 */
export class Cycle {
  readonly #deps: EngineDeps
  readonly #parts: EngineParts
  readonly #background: BackgroundTransfers
  readonly #events: EngineEvents
  readonly #copyNodeId: ReconcileContext['copyNodeId']
  /** As of the last look: what a plan goes by is in the store, so that its end is noticed. */
  #deselected: ReadonlySet<NodeId> = new Set()
  /** Deletes that were planned and wait for the end of everything else. */
  readonly #deletes = new Set<NodeId>()
  /** Those of them that wait for a person; they rest until another one is to run. */
  #heldIds: readonly NodeId[] = []
  readonly #clockWatch: ClockWatch
  #hints: ScanScope = 'everything'
  /** The hints that came from outside since the last look. */
  #heard: ScanScope = new Set()
  #isRemoteStale = true
  #sentCount = 0
  #lastFullScan: { readonly endedMs: number; readonly tookMs: number } | undefined
  #heldDeletes: HeldDeletes = { here: 0, there: 0 }

  constructor(
    deps: EngineDeps,
    parts: EngineParts,
    background: BackgroundTransfers,
    events: EngineEvents,
  ) {
    this.#deps = deps
    this.#parts = parts
    this.#background = background
    this.#events = events
    this.#copyNodeId = copyNodeIdWith(deps.hasher)
    this.#clockWatch = new ClockWatch(deps.store)
  }

  get heldDeletes(): HeldDeletes {
    return this.#heldDeletes
  }

  /** Whether the next round scans. */
  get hasHints(): boolean {
    return this.#hints === 'everything' || this.#hints.size > 0
  }

  /** Whether something was heard of that no round has begun to look at. */
  get hasNews(): boolean {
    return this.hasHints || this.#isRemoteStale
  }

  /** Clock time of the next full scan. */
  nextFullScanMs(): number {
    const { clock, settings } = this.#deps
    const { endedMs, tookMs } = this.#lastFullScan ?? { endedMs: clock.nowMs(), tookMs: 0 }
    return endedMs + restAfterFullScanMs(settings.fullScanIntervalMs, tookMs)
  }

  /** Something may have changed in a folder of the disk. */
  hint(scope: RelPath | 'everything'): void {
    this.#heard = withHint(this.#heard, scope)
    this.#rescan(scope)
  }

  /** The server may have news. */
  markRemoteStale(): void {
    this.#isRemoteStale = true
  }

  /** Everything that waits is due now: after a start, an approval, a change of settings. */
  dueAll(): void {
    const { store } = this.#deps
    const all = store.dirty(Number.MAX_SAFE_INTEGER, store.dirtyCount())
    store.transaction((tx) => {
      for (const { nodeId } of all) tx.markDirty(nodeId)
    })
  }

  /** Undoes the deletes that have not run. */
  undoDeletes(): void {
    rejectDeletes(this.#deps.store)
    this.#forgetDeletes()
    this.#noteHeldDeletes({ here: 0, there: 0 })
    this.dueAll()
  }

  /** The journal is another one: merge anew. */
  reset(): void {
    this.#parts.journal.forgetAgreement()
    this.#forgetDeletes()
    this.#isRemoteStale = true
  }

  /**
   * Runs one round. Returns whether another one has something to do right now.
   * @throws AppError; `folder_missing` and `folder_replaced` when the root is not proven.
   */
  async run(signal: AbortSignal): Promise<boolean> {
    this.#background.throwFailure()
    this.#noticeClock()
    const { store, clock, settings } = this.#deps
    await this.#catchUp(signal)
    await this.#scan(signal)
    this.#deselected = deselectedNow(this.#deps.selection)
    markSelectionChange(store, this.#deselected)
    this.#markQueued()
    const due = this.#takeDue(store.dirty(clock.nowMs(), settings.batchNodes))
    if (due.length === 0) {
      // Deferred transfers were in the batch; others may be behind them.
      if (store.dirty(clock.nowMs(), 1).length > 0) return true
      if (this.#deletes.size > 0) return this.#runDeletes(signal)
      if (await this.#parts.aliasReturn.run()) return true
      this.#endRound()
      await this.#parts.contentAudit.runIfDue(signal)
      return false
    }
    await this.#parts.durability.prove()
    const plan = this.#plan(due)
    if (isPerhapsMoved(store, plan, this.#lastFullScan?.endedMs, clock.nowMs())) {
      this.#rescan('everything')
      return true
    }
    const findings = await this.#parts.planRunner.run(plan, signal)
    for (const folder of findings.rescan) this.#rescan(folder)
    this.#noteSent()
    this.#restWaiting(plan, findings.hasProgressed)
    this.#collectDeletes(plan)
    return true
  }

  #rescan(scope: RelPath | 'everything'): void {
    this.#hints = withHint(this.#hints, scope)
  }

  /** Nothing that was to be due soon waits for a clock that was set back. */
  #noticeClock(): void {
    if (!this.#clockWatch.wasSetBack(this.#deps.clock.nowMs())) return
    if (this.#lastFullScan === undefined) return
    this.#lastFullScan = undefined
    this.dueAll()
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    if (!this.#isRemoteStale) return
    this.#isRemoteStale = false
    try {
      const result = await this.#parts.journal.catchUp(signal)
      if (result === 'merged_anew') this.#events.emit({ type: 'merged_anew' })
      this.#adoptRootId()
    } catch (error) {
      this.#isRemoteStale = true
      throw error
    }
  }

  /** The root folder is the same item on both sides by definition. */
  #adoptRootId(): void {
    const { store } = this.#deps
    const rootNodeId = store.journal()?.rootNodeId
    const local = store.local.root()
    if (rootNodeId === undefined || local === undefined || local.nodeId === rootNodeId) return
    store.transaction((tx) => tx.relabelLocal(local.nodeId, rootNodeId))
  }

  async #scan(signal: AbortSignal): Promise<void> {
    const { store, fs, clock, rng } = this.#deps
    const now = clock.nowMs()
    if (now >= this.nextFullScanMs() || this.#lastFullScan === undefined) this.#rescan('everything')
    await this.#refreshIgnoreRules()
    if (!this.hasHints) return
    const { folderLock, ignoreFile, recentMoves } = this.#parts
    const hints = this.#hints
    const scope = hints === 'everything' ? hints : recentMoves.follow(store, hints)
    this.#hints = new Set()
    const heard = this.#heard
    this.#heard = new Set()
    try {
      const options = { scope, signal, ignore: ignoreFile.rules }
      const { result } = await folderLock.run(() => scan(store, fs, clock, rng, options))
      if (result !== 'complete') throw rootError(result)
      retryKeptFolders(store, heard)
      if (scope === 'everything') {
        const endedMs = clock.nowMs()
        this.#lastFullScan = { endedMs, tookMs: endedMs - now }
        await this.#parts.stagedSweep.runIfDue()
      }
    } catch (error) {
      this.hint('everything')
      throw error
    }
    this.#adoptRootId()
  }

  /** What other rules hid is looked at again, on disk and on the server. */
  async #refreshIgnoreRules(): Promise<void> {
    const { ignoreFile } = this.#parts
    if (!this.hasHints && !ignoreFile.isUncertain) return
    const before = await ignoreFile.refresh()
    if (before === undefined) return
    markIgnored(this.#deps.store, before)
    this.#rescan('everything')
  }

  #markQueued(): void {
    const queued = this.#background.takeQueued()
    if (queued.length === 0) return
    this.#deps.store.transaction((tx) => {
      for (const nodeId of queued) tx.markDirty(nodeId)
    })
  }

  /** Due nodes without those whose file is on its way and those that a rule hides. */
  #takeDue(due: readonly { readonly nodeId: NodeId }[]): NodeId[] {
    const busy = due.filter(({ nodeId }) => this.#background.isRunning(nodeId))
    this.#rest(busy, TRANSFER_REST_MS)
    const free = due
      .filter(({ nodeId }) => !this.#background.isRunning(nodeId))
      .map(({ nodeId }) => nodeId)
    return this.#withoutIgnored(free)
  }

  #withoutIgnored(nodeIds: readonly NodeId[]): NodeId[] {
    const { store } = this.#deps
    const ignored = new Set(ignoredAmong(store, this.#parts.ignoreFile.rules, nodeIds))
    if (ignored.size > 0) {
      store.transaction((tx) => {
        for (const nodeId of ignored) tx.clearDirty(nodeId)
      })
    }
    return nodeIds.filter((nodeId) => !ignored.has(nodeId))
  }

  #plan(nodeIds: readonly NodeId[]): Plan {
    const { store, clock, settings } = this.#deps
    const rootNodeId = store.journal()?.rootNodeId
    if (rootNodeId === undefined) throw new AppError('state_corrupt')
    const { settleMs } = settings
    const copyNodeId = this.#copyNodeId
    const isDeselected = (nodeId: NodeId): boolean => this.#deselected.has(nodeId)
    const nowMs = clock.nowMs()
    return reconcile(store, nodeIds, { nowMs, settleMs, rootNodeId, copyNodeId, isDeselected })
  }

  /** What was sent comes back with the journal, which has to be read before the next plan. */
  #noteSent(): void {
    const { sentCount } = this.#parts.committer
    if (sentCount !== this.#sentCount) this.#isRemoteStale = true
    this.#sentCount = sentCount
  }

  #restWaiting(plan: Plan, hasProgressed: boolean): void {
    const now = this.#deps.clock.nowMs()
    this.#deps.store.transaction((tx) => {
      for (const { nodeId, untilMs } of plan.waiting) {
        if (untilMs !== undefined) tx.deferDirty(nodeId, untilMs)
        else if (!hasProgressed) tx.deferDirty(nodeId, now + WAITING_REST_MS)
      }
    })
    const large = [...plan.reads, ...plan.puts, ...plan.downloads]
    this.#rest(
      large.filter(({ nodeId }) => this.#background.isKnown(nodeId)),
      TRANSFER_REST_MS,
    )
  }

  #collectDeletes(plan: Plan): void {
    const steps = [...plan.remoteDeletes, ...plan.localTrash, ...plan.releases]
    for (const { nodeId } of steps) this.#deletes.add(nodeId)
    this.#rest(steps, DELETE_REST_MS)
  }

  #rest(nodes: readonly { readonly nodeId: NodeId }[], ms: number): void {
    if (nodes.length === 0) return
    const dueMs = this.#deps.clock.nowMs() + ms
    this.#deps.store.transaction((tx) => {
      for (const { nodeId } of nodes) tx.deferDirty(nodeId, dueMs)
    })
  }

  #forgetDeletes(): void {
    this.#deletes.clear()
    this.#heldIds = []
  }

  /** Everything else is done. The plan is made anew from the newest journal. */
  async #runDeletes(signal: AbortSignal): Promise<boolean> {
    const { store, clock } = this.#deps
    const cursor = store.journal()?.cursor
    this.#isRemoteStale = true
    await this.#catchUp(signal)
    if (store.journal()?.cursor !== cursor) return true
    // What was heard of meanwhile may be where the items went that look deleted (E05).
    await this.#scan(signal)
    const deletes = new Set([...this.#deletes, ...this.#heldIds])
    // Deletes themselves may be due again by now; whatever else is due comes before them.
    const due = store.dirty(clock.nowMs(), deletes.size + 1)
    if (due.some(({ nodeId }) => !deletes.has(nodeId))) return true
    const nodeIds = [...deletes]
    this.#forgetDeletes()
    const plan = this.#plan(nodeIds)
    const steps = [...plan.remoteDeletes, ...plan.localTrash, ...plan.releases]
    const deleted = new Set(steps.map((step) => step.nodeId))
    store.transaction((tx) => {
      for (const nodeId of nodeIds) if (!deleted.has(nodeId)) tx.markDirty(nodeId)
    })
    const findings = await this.#parts.deleteRunner.run(plan, signal)
    this.#noteHeldDeletes(findings.held)
    this.#heldIds = findings.heldIds
    for (const folder of findings.rescan) this.#rescan(folder)
    this.#noteSent()
    if (findings.rootProblem !== undefined) throw rootError(findings.rootProblem)
    return true
  }

  /** Nothing is due. What people are told must not outlive its cause. */
  #endRound(): void {
    const { store } = this.#deps
    const { here, there } = this.#heldDeletes
    const isUndone = here + there > 0 && store.dirtyCount() === 0
    if (isUndone) this.#noteHeldDeletes({ here: 0, there: 0 })
    if (!isUndone && store.heldCount() === 0) return
    const waiting = new Set(store.dirty(Number.MAX_SAFE_INTEGER, store.dirtyCount()).map(idOf))
    store.transaction((tx) => {
      if (isUndone) forgetHeldDeletes(tx)
      for (const { path, nodeId, retryAtMs } of tx.held(HELD_CHECKED)) {
        if (nodeId === undefined) continue
        // Moved or gone: under its new path it is listed anew if the reason still holds.
        const isElsewhere = displayPath(store, nodeId) !== path
        // Done while it had another path, such as that of a folder which was renamed meanwhile.
        const isDone = retryAtMs !== undefined && !waiting.has(nodeId)
        if (isElsewhere || isDone) tx.removeHeld(path)
      }
    })
  }

  #noteHeldDeletes(held: HeldDeletes): void {
    const before = this.#heldDeletes
    this.#heldDeletes = held
    for (const side of ['here', 'there'] as const) {
      const count = held[side]
      if (count > before[side]) this.#events.emit({ type: 'deletes_held', side, count })
    }
  }
}

function withHint(hints: ScanScope, hint: RelPath | 'everything'): ScanScope {
  if (hint === 'everything' || hints === 'everything') return 'everything'
  return new Set([...hints, hint])
}

function idOf({ nodeId }: DirtyNode): NodeId {
  return nodeId
}
