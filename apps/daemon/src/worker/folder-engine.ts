import type { RulePause } from '@tidemark/control'
import { type NodeId, parseRelPath, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import { Engine, type EngineDeps } from '@tidemark/sync-engine'
import type { ChangeWaiter } from '../adapters/remote-http/change-waiter.js'
import { repeatedly } from '../process/repeatedly.js'
import type { FromWorker, WorkerCalls, WorkerStatus } from '../process/worker-messages.js'
import { activityOf } from './activity.js'
import { explainInWords } from './explanation-text.js'
import type { FolderSelection } from './folder-selection.js'
import { followServer } from './follow-server.js'
import { readIgnoreFile, ruleForPeople, writeIgnoreFile } from './ignore-file.js'
import { LocalChanges, type Watchers } from './local-changes.js'
import { nodeFacts } from './node-facts.js'
import { RestWatch } from './rest-watch.js'
import type { SavedBytes } from './saved-bytes.js'
import { watchSleep } from './sleep-watch.js'
import { StatusReporter } from './status-reporter.js'
import { requestSync } from './sync-request.js'
import { TransferRates } from './transfer-rates.js'
import type { TrashKeeper } from './trash-keeper.js'
import { Wakes } from './wakes.js'
import { type Trouble, workerStatus } from './worker-status.js'

/** Held items that travel with a status; their number is always told. */
const HELD_IN_STATUS = 50
/** How often the folder's own trash is looked through. */
const TRASH_SWEEP_MS = 5 * 60_000

export interface FolderEngineOptions {
  readonly deps: EngineDeps
  readonly waiter: Pick<ChangeWaiter, 'wait' | 'reach'>
  readonly watchers: Watchers
  /** Absolute path of the folder. */
  readonly path: string
  readonly savedBytes: SavedBytes
  readonly selection: FolderSelection
  readonly trash: Pick<TrashKeeper, 'sweep' | 'setLimits'>
  /** The rule by which it rests from the start. */
  readonly rulePause: RulePause | undefined
  send(message: FromWorker): void
  /** Nothing has moved for a while after something did. */
  onRest?(): void
}

type CallHandlers = {
  readonly [N in keyof Omit<WorkerCalls, 'stop'>]: (
    params: WorkerCalls[N]['params'],
  ) => WorkerCalls[N]['result'] | Promise<WorkerCalls[N]['result']>
}

/** One engine with everything around it: who wakes it, who hears of it, who may ask it. */
export class FolderEngine {
  readonly #options: FolderEngineOptions
  readonly #engine: Engine
  readonly #rates = new TransferRates()
  readonly #reporter: StatusReporter
  readonly #localChanges: LocalChanges
  readonly #restWatch: RestWatch
  #watch: WorkerStatus['watch'] = { mode: 'starting', advice: null }
  #trouble: Trouble | undefined
  #rulePause: RulePause | undefined

  constructor(options: FolderEngineOptions) {
    this.#options = options
    this.#engine = new Engine(options.deps)
    this.#rulePause = options.rulePause
    this.#engine.hold(options.rulePause !== undefined)
    this.#restWatch = new RestWatch(() => {
      options.savedBytes.keep()
      options.onRest?.()
    })
    this.#localChanges = new LocalChanges(options.path, options.watchers, this)
    this.#reporter = new StatusReporter(
      () => this.#status(),
      (status) => options.send({ type: 'status', status }),
    )
  }

  /** Answers to the main thread's calls. */
  readonly calls: CallHandlers = {
    pause: () => this.#tell((engine) => engine.pause()),
    resume: () => this.#tell((engine) => engine.resume()),
    setRulePause: (rule) => this.#setRulePause(rule),
    sync: () => this.#sync(),
    approveDeletes: () => this.#decide(() => this.#engine.approveDeletes()),
    rejectDeletes: () => this.#decide(() => this.#engine.rejectDeletes()),
    explain: (path) => this.#explain(path),
    repair: (path) => this.#engine.setDamagedAside(parseRelPath(path)),
    nodeFacts: (nodeIds) =>
      nodeIds.map((id) => nodeFacts(this.#options.deps.store.remote.find(id))),
    listTree: (query) => this.#options.selection.listing.list(query),
    planSelection: (choice) => this.#options.selection.plan(choice),
    setTrashLimits: (limits) => void this.#options.trash.setLimits(limits),
    setDeselected: (nodeIds) => this.#setDeselected(nodeIds),
    ignoreRules: () => this.#ignoreRules(),
    writeIgnoreRules: (text) => this.#writeIgnoreRules(text),
  }

  /** Syncs until `signal` aborts. @throws what is a fault of the program or the store. */
  async run(signal: AbortSignal): Promise<void> {
    const { deps, waiter, send, savedBytes } = this.#options
    using _savedBytes = { [Symbol.dispose]: () => savedBytes.keep() }
    using _events = this.#engine.onEvent((event) => {
      if (event.type === 'state') this.#onState()
      const activity = activityOf(event, Date.now())
      if (activity !== undefined) send({ type: 'activity', activity })
      this.#reporter.changed()
    })
    using _reporter = this.#reporter
    using _restWatch = this.#restWatch
    using _sweeping = this.#sweepTrash()
    const onNews = () => this.#reporter.changed()
    const wakes = new Wakes()
    using _sleep = watchSleep(() => {
      this.#engine.hint('everything')
      wakes.announce()
    })
    const { store } = deps
    const follow = { waiter, store, engine: this.#engine, wakes, onNews, random: Math.random }
    await using engine = this.#engine
    await using _changes = this.#localChanges
    await Promise.all([engine.run(signal), followServer(follow, signal)])
  }

  /** Something changed on disk. */
  hint(folder: RelPath | 'everything'): void {
    this.#engine.hint(folder)
    this.#reporter.changed()
  }

  /** How changes on disk are noticed. */
  setWatch(watch: WorkerStatus['watch']): void {
    this.#watch = watch
    this.#reporter.changed()
  }

  #sweepTrash(): Disposable {
    const { send, trash } = this.#options
    const warn = (fields: object, message: string) =>
      send({ type: 'log', level: 'warn', message, fields })
    return repeatedly(() => trash.sweep(), TRASH_SWEEP_MS, { warn })
  }

  #onState(): void {
    const { state, error, localCount } = this.#engine.status()
    const isMoving = state === 'scanning' || state === 'syncing'
    this.#restWatch.note(isMoving)
    if (!isMoving)
      this.#trouble = error === undefined ? undefined : { state, error, atMs: Date.now() }
    const isScanned = state !== 'scanning' && this.#options.deps.store.local.root() !== undefined
    if (isScanned) void this.#localChanges.adapt(localCount)
  }

  async #sync(): Promise<WorkerCalls['sync']['result']> {
    const { store, clock } = this.#options.deps
    const result = await requestSync({ engine: this.#engine, store, nowMs: () => clock.nowMs() })
    // Whoever asked and now reads the status must not see the one from before.
    this.#options.send({ type: 'status', status: this.#status() })
    return result
  }

  #tell(act: (engine: Engine) => void): undefined {
    act(this.#engine)
    // Who paused it is no state of the engine.
    this.#reporter.changed()
  }

  #setRulePause(rule: RulePause | undefined): undefined {
    this.#rulePause = rule
    this.#engine.hold(rule !== undefined)
    this.#reporter.changed()
  }

  #setDeselected(nodeIds: readonly NodeId[]): undefined {
    this.#options.selection.set(nodeIds)
    this.#tell((engine) => engine.selectionChanged())
  }

  #decide(decide: () => void): number {
    const { here, there } = this.#engine.status().heldDeletes
    if (here + there > 0) decide()
    return here + there
  }

  #explain(path: string): WorkerCalls['explain']['result'] {
    return explainInWords(this.#engine.explain(parseRelPath(path)))
  }

  async #ignoreRules(): Promise<WorkerCalls['ignoreRules']['result']> {
    const rules = this.#engine.ignoreRules.map(ruleForPeople)
    return { rules, text: await readIgnoreFile(this.#options.deps.fs) }
  }

  async #writeIgnoreRules(text: string): Promise<undefined> {
    await writeIgnoreFile(this.#options.deps, text)
    this.hint(ROOT_PATH)
  }

  #status(): WorkerStatus {
    const engine = this.#engine.status()
    this.#rates.update(engine.transfers, this.#options.deps.clock.nowMs())
    return workerStatus({
      engine,
      held: this.#options.deps.store.held(HELD_IN_STATUS),
      rates: this.#rates,
      watch: this.#watch,
      trouble: this.#trouble,
      savedBytes: this.#options.savedBytes.read(),
      pausedBy: this.#engine.isPaused ? 'person' : this.#rulePause,
      nowMs: Date.now(),
    })
  }
}
