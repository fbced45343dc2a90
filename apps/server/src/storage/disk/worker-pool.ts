import { Worker } from 'node:worker_threads'

/** Code of a worker. */
export interface WorkerSource {
  /** A module's place, or the script itself. */
  readonly entry: URL | string
  readonly execArgv?: readonly string[]
}

/**
 * Blocks live outside the heap. A small young generation is collected often, and with it the blocks
 * that nobody needs any more.
 */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 }

interface Job<Request, Reply> {
  readonly request: Request
  readonly transfer: readonly ArrayBuffer[]
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

interface Seat<Request, Reply> {
  readonly worker: Worker
  /** Sent and not answered yet, oldest first: a worker answers in order. */
  readonly jobs: Job<Request, Reply>[]
}

/** Messages that a worker holds at a time: one at work, one to go on with. */
const JOBS_PER_WORKER = 2

/**
 * Runs requests on worker threads. Requests beyond what the workers hold wait here in order; what
 * bounds them is that every caller awaits his answer before he reads more. A worker that dies fails
 * the requests that it held and is replaced.
 */
export class WorkerPool<Request, Reply> implements AsyncDisposable {
  readonly #source: WorkerSource
  readonly #seats: Seat<Request, Reply>[] = []
  readonly #waiting: Job<Request, Reply>[] = []
  #isClosed = false

  constructor(source: WorkerSource, workerCount: number) {
    this.#source = source
    for (let i = 0; i < workerCount; i++) this.#addSeat()
  }

  run(request: Request, transfer: readonly ArrayBuffer[]): Promise<Reply> {
    if (this.#isClosed) return Promise.reject(new Error('the worker pool is closed'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, transfer, resolve, reject })
      this.#dispatch()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#seats.map(({ worker }) => worker.terminate()))
  }

  #addSeat(): void {
    const { entry, execArgv } = this.#source
    const worker = new Worker(entry, {
      eval: typeof entry === 'string',
      resourceLimits: HEAP_LIMITS,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
    })
    const seat: Seat<Request, Reply> = { worker, jobs: [] }
    this.#seats.push(seat)
    // Idle workers must not keep a process alive whose server failed to start.
    worker.unref()
    worker.on('message', (reply: Reply) => {
      seat.jobs.shift()?.resolve(reply)
      if (seat.jobs.length === 0) worker.unref()
      this.#dispatch()
    })
    worker.on('error', (error) => this.#failSeat(seat, error))
    worker.on('exit', () => this.#failSeat(seat, new Error('a codec worker ended')))
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const seat = this.#seats.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a))
      const job = seat.jobs.length < JOBS_PER_WORKER ? this.#waiting.shift() : undefined
      if (job === undefined) return
      seat.jobs.push(job)
      seat.worker.ref()
      seat.worker.postMessage(job.request, job.transfer)
    }
  }

  #failSeat(seat: Seat<Request, Reply>, cause: Error): void {
    const index = this.#seats.indexOf(seat)
    if (index === -1) return
    this.#seats.splice(index, 1)
    if (!this.#isClosed) this.#addSeat()
    for (const job of seat.jobs.splice(0)) {
      job.reject(new Error('a codec worker failed', { cause }))
    }
    if (!this.#isClosed) this.#dispatch()
  }
}
