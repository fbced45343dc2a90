import { Worker } from 'node:worker_threads'
import { fromControlError } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type {
  FromWorker,
  ThreadSetup,
  ToWorker,
  WorkerCallName,
  WorkerCalls,
  WorkerSetup,
} from './worker-messages.js'

interface OpenCall {
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** Code of a folder's thread: a module's place, or the script itself. */
export type WorkerEntry = URL | string

/** What the owner of a thread wants to hear. */
export interface EngineThreadListener {
  onMessage(message: Exclude<FromWorker, { type: 'answer' | 'failure' }>): void
  /** Once, last. `error` is undefined when the thread was asked to stop. */
  onExit(error: unknown): void
}

/** Old generation limit of one folder's thread; a leak ends the thread, not the daemon. */
const MAX_HEAP_MB = 1024
/**
 * Blocks lie outside the JavaScript heap and are freed when their handles are: the smaller the
 * nursery, the sooner. Takes about 30 MB off the peak of a large transfer.
 */
const NURSERY_MB = 6
/** A thread that does not stop by then is ended; the engine survives that at any point. */
const STOP_TIMEOUT_MS = 10_000

/** One run of a folder's engine in a thread of its own. */
export class EngineThread {
  readonly #worker: Worker
  readonly #calls = new Map<number, OpenCall>()
  readonly #exited: Promise<void>
  #nextId = 1
  #failure: unknown
  #isStopping = false

  constructor(entry: WorkerEntry, setup: WorkerSetup, listener: EngineThreadListener) {
    this.#worker = new Worker(entry, {
      eval: typeof entry === 'string',
      workerData: { job: 'sync', ...setup } satisfies ThreadSetup,
      resourceLimits: {
        maxOldGenerationSizeMb: MAX_HEAP_MB,
        maxYoungGenerationSizeMb: NURSERY_MB,
      },
    })
    this.#worker.on('message', (message: FromWorker) => {
      if (message.type === 'answer') this.#take(message.id)?.resolve(message.result)
      else if (message.type === 'failure') {
        this.#take(message.id)?.reject(fromControlError(message.error))
      } else listener.onMessage(message)
    })
    this.#worker.on('error', (error) => {
      this.#failure = error
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#end()
        const failure = this.#failure ?? new Error(`the engine's thread ended with code ${code}`)
        listener.onExit(this.#isStopping ? undefined : failure)
        resolve()
      })
    })
  }

  /** @throws AppError of the engine, `internal` when the thread ends before it answers. */
  async call<N extends WorkerCallName>(
    call: N,
    params: WorkerCalls[N]['params'],
  ): Promise<WorkerCalls[N]['result']> {
    const id = this.#nextId++
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
    })
    this.#worker.postMessage({ id, call, params } satisfies ToWorker)
    return (await answer) as WorkerCalls[N]['result'] // the worker answers by the same table
  }

  /** Ends the engine in an orderly way, or the thread when that takes too long. Idempotent. */
  async stop(): Promise<void> {
    if (!this.#isStopping) {
      this.#isStopping = true
      // A thread that ends without an answer has ended all the same.
      this.call('stop', undefined).catch(() => undefined)
    }
    const timeout = setTimeout(() => void this.#worker.terminate(), STOP_TIMEOUT_MS)
    await this.#exited
    clearTimeout(timeout)
  }

  #take(id: number): OpenCall | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    return call
  }

  #end(): void {
    const error = new AppError('internal', {}, { cause: this.#failure })
    for (const call of this.#calls.values()) call.reject(error)
    this.#calls.clear()
  }
}
