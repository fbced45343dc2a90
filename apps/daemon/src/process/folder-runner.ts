import {
  type Activity,
  type FolderStatus,
  fromControlError,
  type LocalTrashLimits,
  type RulePause,
  toControlError,
} from '@tidemark/control'
import { AppError, type NodeId } from '@tidemark/protocol'
import type { LinkedFolder } from '../profile/config.js'
import type { ExclusiveLock } from '../profile/exclusive-lock.js'
import { EngineThread, type WorkerEntry } from './engine-thread.js'
import { lockLinkedFolder } from './folder-lock.js'
import { folderStatus, NOT_RUNNING } from './folder-status.js'
import type { Logger } from './logger.js'
import type {
  CurrentSetup,
  FromWorker,
  WorkerCallName,
  WorkerCalls,
  WorkerSetup,
  WorkerStatus,
} from './worker-messages.js'

/** How often a folder that is not there, or in use elsewhere, is looked for. */
const LOOK_AGAIN_MS = 5_000
const FIRST_RESTART_MS = 1_000
const LONGEST_RESTART_MS = 60_000
/** A run as long as this was healthy: the next restart is quick again. */
const HEALTHY_RUN_MS = 300_000

export interface FolderRunnerOptions {
  readonly folder: LinkedFolder
  readonly setup: Omit<WorkerSetup, keyof CurrentSetup>
  /** What the folder's thread is to begin with now. */
  current(): CurrentSetup
  readonly workerEntry: WorkerEntry
  readonly log: Logger
  onStatus(): void
  onActivity(activity: Activity): void
}

/**
 * Keeps one folder's engine running: takes the folder's lock, starts the thread, starts it again
 * when it ends by itself. Without the lock nothing touches the folder.
 */
export class FolderRunner implements AsyncDisposable {
  readonly folder: LinkedFolder
  readonly #options: FolderRunnerOptions
  #lock: ExclusiveLock | undefined
  #thread: EngineThread | undefined
  #timer: NodeJS.Timeout | undefined
  #status: WorkerStatus = NOT_RUNNING
  #restarts = 0
  #quickRestarts = 0
  #startedAtMs = 0
  #isStopped = false
  /** What keeps the engine from running now. */
  #problem: AppError | undefined
  /** What the thread said before it ended. */
  #reason: AppError | undefined

  constructor(options: FolderRunnerOptions, lock?: ExclusiveLock) {
    this.folder = options.folder
    this.#options = options
    this.#lock = lock
  }

  get status(): FolderStatus {
    return folderStatus(this.folder, this.#status, this.#restarts)
  }

  /** Begins; what stands in the way shows in the status. */
  start(): void {
    if (this.#isStopped || this.#thread !== undefined) return
    try {
      this.#lock ??= lockLinkedFolder(this.folder.path)
    } catch (error) {
      this.#showProblem(error)
      this.#startLater(LOOK_AGAIN_MS)
      return
    }
    this.#startedAtMs = Date.now()
    const setup = { ...this.#options.setup, ...this.#options.current() }
    this.#thread = new EngineThread(this.#options.workerEntry, setup, {
      onMessage: (message) => this.#hear(message),
      onExit: (error) => this.#onExit(error),
    })
  }

  /** @throws AppError what keeps the engine from running, or its own answer. */
  async call<N extends WorkerCallName>(
    call: N,
    params: WorkerCalls[N]['params'],
  ): Promise<WorkerCalls[N]['result']> {
    if (this.#thread === undefined) {
      const code = this.#problem?.code ?? 'internal'
      throw new AppError(code, { path: this.folder.path })
    }
    return await this.#thread.call(call, params)
  }

  setRulePause(rule: RulePause | undefined): void {
    this.#tell('setRulePause', rule)
  }

  setTrashLimits(limits: LocalTrashLimits): void {
    this.#tell('setTrashLimits', limits)
  }

  setDeselected(nodeIds: readonly NodeId[]): void {
    this.#tell('setDeselected', nodeIds)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#thread?.stop()
    this.#lock?.[Symbol.dispose]()
  }

  /** A thread that starts later, or is started again, asks by itself. */
  #tell<N extends 'setRulePause' | 'setTrashLimits' | 'setDeselected'>(
    call: N,
    params: WorkerCalls[N]['params'],
  ): void {
    this.#thread?.call(call, params).catch((error: unknown) => {
      this.#options.log.warn({ error, call, folder: this.folder.folderId }, 'thread not told')
    })
  }

  #hear(message: Exclude<FromWorker, { type: 'answer' | 'failure' }>): void {
    switch (message.type) {
      case 'status':
        this.#problem = undefined
        this.#status = message.status
        this.#options.onStatus()
        return
      case 'failed':
        this.#reason = fromControlError(message.error)
        return
      case 'activity':
        this.#options.onActivity({ folderId: this.folder.folderId, ...message.activity })
        return
      case 'log':
        this.#options.log[message.level](message.fields, message.message)
    }
  }

  #onExit(failure: unknown): void {
    this.#thread = undefined
    if (this.#isStopped) return
    const error = this.#reason ?? failure
    this.#reason = undefined
    this.#restarts++
    const wasHealthy = Date.now() - this.#startedAtMs > HEALTHY_RUN_MS
    this.#quickRestarts = wasHealthy ? 0 : this.#quickRestarts + 1
    this.#options.log.error({ error, folder: this.folder.folderId }, 'engine ended, starting again')
    this.#showProblem(error)
    const waitMs = FIRST_RESTART_MS * 2 ** Math.min(Math.max(0, this.#quickRestarts - 1), 16)
    this.#startLater(Math.min(LONGEST_RESTART_MS, waitMs))
  }

  #showProblem(error: unknown): void {
    const cause = error instanceof AppError ? error : new AppError('internal', {}, { cause: error })
    if (this.#problem?.code !== cause.code) {
      this.#options.log.warn({ error, folder: this.folder.folderId }, 'folder cannot be synced')
    }
    this.#problem = cause
    this.#status = { ...NOT_RUNNING, state: 'attention', error: toControlError(cause) }
    this.#options.onStatus()
  }

  #startLater(waitMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.start(), waitMs)
  }
}
