import { AppError, type ErrorCode, type RelPath } from '@tidemark/protocol'
import type { IgnoreRule } from '../discover/ignore-rules.js'
import type { AbortSignal } from '../ports.js'
import { BackgroundTransfers } from '../propagate/background-transfers.js'
import { approvalSetting } from '../propagate/delete-runner.js'
import { EngineEvents, type EngineListener } from '../propagate/events.js'
import { handlingOf } from '../propagate/failure.js'
import { assemble, type EngineParts } from './assemble.js'
import { openConflictCount } from './conflict-notes.js'
import { Cycle } from './cycle.js'
import { type Explanation, explain } from './explain.js'
import type { EngineDeps } from './settings.js'
import type { EngineState, EngineStatus } from './status.js'
import { Cancelled, WakeUp } from './wake-up.js'

const PAUSED = 'paused'
/** Waits after trouble: random up to 1 s, 2 s, 4 s … `longestRetryMs` (full jitter, E109). */
const FIRST_BACKOFF_MS = 1_000
const CURRENT_TRANSFERS_SHOWN = 5

/**
 * Keeps one folder and one space the same. Holds no state that matters: everything is in the
 * store, and whatever is lost there is found again by scanning and listing.
 *
 * `hint`, `wakeRemote` and the decisions of people may be called at any time and return at once.
 */
export class Engine implements AsyncDisposable {
  readonly #deps: EngineDeps
  readonly #parts: EngineParts
  readonly #cycle: Cycle
  readonly #background: BackgroundTransfers
  readonly #events = new EngineEvents()
  readonly #wakeUp: WakeUp
  readonly #stopping = new Cancelled()
  #state: EngineState = 'starting'
  #error: ErrorCode | undefined
  #failures = 0
  #lastSyncedAtMs: number | undefined
  #running: Promise<void> | undefined
  #isHeld = false

  constructor(deps: EngineDeps) {
    this.#deps = deps
    this.#wakeUp = new WakeUp(deps.clock)
    this.#background = new BackgroundTransfers(() => this.#wakeUp.wake())
    this.#parts = assemble(deps, this.#background, this.#events)
    this.#cycle = new Cycle(deps, this.#parts, this.#background, this.#events)
  }

  /**
   * Syncs until the signal aborts or the engine is disposed; resolves then. Errors that waiting or
   * a person can cure show in `status()`. May be called once.
   * @throws what is no AppError: a fault of the program or the store.
   */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#stopping.abort(signal.reason), { once: true })
    if (signal.aborted) this.#stopping.abort(signal.reason)
    this.#running = this.#loop()
    await this.#running
  }

  /**
   * Does all that is due now and returns when nothing is: for a single pass. Not while `run` runs.
   * @throws AppError as `Cycle.run`.
   */
  async syncOnce(signal: AbortSignal): Promise<void> {
    this.#cycle.markRemoteStale()
    this.#cycle.hint('everything')
    for (;;) {
      while (await this.#cycle.run(signal));
      if (this.#background.runningCount === 0) break
      await this.#background.settle()
    }
    this.#lastSyncedAtMs = this.#deps.clock.nowMs()
  }

  /** Something may have changed in `folder`. */
  hint(folder: RelPath | 'everything'): void {
    this.#cycle.hint(folder)
    this.#wakeUp.wake()
  }

  /** The server says that the space has changed. Also ends waiting for the connection. */
  wakeRemote(): void {
    this.#cycle.markRemoteStale()
    this.#wakeUp.wake()
  }

  /** The person selected or deselected something. */
  selectionChanged(): void {
    this.#wakeUp.wake()
  }

  /** Stays paused over restarts. Transfers that are on their way end first. */
  pause(): void {
    this.#deps.store.transaction((tx) => tx.setSetting(PAUSED, 'yes'))
    this.#wakeUp.wake()
  }

  /** Goes on after a pause or a stop. */
  resume(): void {
    this.#deps.store.transaction((tx) => tx.setSetting(PAUSED, undefined))
    if (this.#state === 'stopped') this.#setState('starting')
    this.#cycle.hint('everything')
    this.wakeRemote()
  }

  /** Whether it is paused by `pause`. */
  get isPaused(): boolean {
    return this.#deps.store.setting(PAUSED) !== undefined
  }

  /**
   * Rests like paused while `isHeld`, apart from `pause` and `resume` and not over restarts: for
   * conditions that come and go. Transfers that are on their way end first. Idempotent.
   */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return
    this.#isHeld = isHeld
    if (!isHeld) this.#cycle.hint('everything')
    this.wakeRemote()
  }

  /**
   * Takes the folder at the path as the linked one although it is not known: restored from a copy,
   * or its marker was removed (E82, E83). What follows is a merge that deletes nothing.
   */
  adoptFolder(): void {
    this.#deps.store.transaction((tx) => {
      tx.setRootIdentity(undefined)
      tx.forgetAgreement()
    })
    this.resume()
  }

  /** Agrees to the deletes that are held now; further ones ask again. */
  approveDeletes(): void {
    const { here, there } = this.#cycle.heldDeletes
    this.#deps.store.transaction((tx) => {
      tx.setSetting(approvalSetting('here'), String(here))
      tx.setSetting(approvalSetting('there'), String(there))
    })
    this.#cycle.dueAll()
    this.#wakeUp.wake()
  }

  /** Undoes the deletes that are held now: what vanished comes back on both sides. */
  rejectDeletes(): void {
    this.#cycle.undoDeletes()
    this.#wakeUp.wake()
  }

  /**
   * Settles a file whose content changed by itself (`file_damaged`): the server's version takes the
   * name again, and what is on disk stays beside it as a conflicted copy. False for other items, of
   * which nothing changes.
   */
  setDamagedAside(path: RelPath): boolean {
    const { store } = this.#deps
    const held = store.findHeld(path)
    const local = held?.nodeId && store.local.find(held.nodeId)
    if (held?.code !== 'file_damaged' || !local) return false
    store.transaction((tx) => {
      tx.removeHeld(path)
      tx.removeSynced(local.nodeId)
      tx.putLocal({ ...local, content: undefined })
    })
    this.#wakeUp.wake()
    return true
  }

  /** Calls `listener` for every event until the result is disposed. */
  onEvent(listener: EngineListener): Disposable {
    return this.#events.subscribe(listener)
  }

  /** Why an item is as it is. */
  explain(path: RelPath): Explanation {
    return explain(this.#deps, this.#parts.ignoreFile.rules, path)
  }

  /** The rules that hide items of this folder, as of the last scan. */
  get ignoreRules(): readonly IgnoreRule[] {
    return this.#parts.ignoreFile.rules.rules
  }

  status(): EngineStatus {
    const { store } = this.#deps
    const state = this.#state
    const pendingCount = store.dirtyCount()
    const isQuiet = (state === 'idle' || state === 'attention') && !this.#cycle.hasNews
    return {
      state,
      error: this.#error,
      localCount: Math.max(0, store.local.count() - 1),
      remoteCount: Math.max(0, store.remote.count() - 1),
      pendingCount,
      heldCount: store.heldCount(),
      heldDeletes: this.#cycle.heldDeletes,
      openConflictCount: openConflictCount(store),
      transfers: this.#parts.progress.totals(),
      current: this.#parts.progress.current(CURRENT_TRANSFERS_SHOWN),
      lastSyncedAtMs: this.#lastSyncedAtMs,
      isSettled: isQuiet && pendingCount === 0 && this.#background.runningCount === 0,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#wakeUp.wake()
    // Whoever called `run` has its error.
    await this.#running?.catch(() => undefined)
    await this.#background.settle()
  }

  async #loop(): Promise<void> {
    const signal = this.#stopping
    this.#cycle.dueAll()
    try {
      while (!signal.aborted) {
        if (this.isPaused || this.#isHeld || this.#state === 'stopped') await this.#halt(signal)
        else await this.#turn(signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      await this.#background.settle()
    }
  }

  async #halt(signal: AbortSignal): Promise<void> {
    if (this.#state !== 'stopped') this.#setState('paused')
    await this.#wakeUp.wait(undefined, signal)
  }

  async #turn(signal: AbortSignal): Promise<void> {
    try {
      this.#setState(this.#cycle.hasHints ? 'scanning' : 'syncing')
      const hasMore = await this.#cycle.run(signal)
      this.#failures = 0
      if (!hasMore) await this.#rest(signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error
      await this.#recover(error, signal)
    }
  }

  /** Sleeps until there is something to do. */
  async #rest(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps
    const now = clock.nowMs()
    const isBusy = this.#background.runningCount > 0
    if (!isBusy && store.dirtyCount() === 0) this.#lastSyncedAtMs = now
    const { here, there } = this.#cycle.heldDeletes
    if (isBusy) this.#setState('syncing')
    else this.#setState(store.heldCount() + here + there > 0 ? 'attention' : 'idle')
    const dueMs = Math.min(
      store.nextDueMs() ?? Number.POSITIVE_INFINITY,
      this.#cycle.nextFullScanMs(),
    )
    await this.#wakeUp.wait(Math.max(0, dueMs - now), signal)
  }

  async #recover(error: AppError, signal: AbortSignal): Promise<void> {
    this.#cycle.markRemoteStale()
    const handling = handlingOf(error.code)
    if (handling === 'reset') {
      this.#cycle.reset()
      return
    }
    const isFolderGone = error.code === 'folder_missing'
    if (handling === 'stop' && !isFolderGone) {
      this.#setState('stopped', error.code)
      return
    }
    this.#setState(handling === 'retry' ? 'offline' : 'attention', error.code)
    this.#failures++
    await this.#wakeUp.wait(this.#backoffMs(), signal)
    // A drive that comes back may have changed in between.
    if (isFolderGone) this.#cycle.hint('everything')
  }

  #backoffMs(): number {
    const longest = Math.min(
      this.#deps.settings.longestRetryMs,
      FIRST_BACKOFF_MS * 2 ** Math.min(20, this.#failures),
    )
    const [high = 0, low = 0] = this.#deps.rng.bytes(2)
    return Math.floor((longest * (high * 256 + low)) / 65_536)
  }

  #setState(state: EngineState, error?: ErrorCode): void {
    if (this.#state === state && this.#error === error) return
    this.#state = state
    this.#error = error
    this.#events.emit({ type: 'state' })
  }
}
