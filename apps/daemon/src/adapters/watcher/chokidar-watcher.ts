import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { errnoOf } from '../fs/disk-errors.js'
import { HintCollector, isOwnName, namesBelow } from './hint-collector.js'
import { watchAdvice } from './watch-advice.js'
import type { Hint, Watcher, WatchState } from './watcher.js'

/** How long events are gathered: short enough to feel immediate, long enough for one save. */
const GATHER_MS = 100

/** Watcher over chokidar. */
export class ChokidarWatcher implements Watcher {
  watch(
    rootPath: string,
    onHint: (hint: Hint) => void,
    onState: (state: WatchState) => void,
  ): AsyncDisposable {
    const root = resolved(rootPath)
    const backend = watch(root, {
      ignoreInitial: true,
      followSymlinks: false,
      // A save is a hint at once; whether it is complete, the reader finds out.
      atomic: false,
      awaitWriteFinish: false,
      ignored: (path) => namesBelow(root, path)?.some(isOwnName) ?? false,
    })
    return new ChokidarSession(backend, new HintCollector(root), onHint, onState)
  }
}

class ChokidarSession implements AsyncDisposable {
  readonly #backend: FSWatcher
  readonly #collector: HintCollector
  readonly #onHint: (hint: Hint) => void
  readonly #onState: (state: WatchState) => void
  readonly #ticker: NodeJS.Timeout
  #lastTickMs = performance.now()
  #isLimited = false
  #isClosed = false

  constructor(
    backend: FSWatcher,
    collector: HintCollector,
    onHint: (hint: Hint) => void,
    onState: (state: WatchState) => void,
  ) {
    this.#backend = backend
    this.#collector = collector
    this.#onHint = onHint
    this.#onState = onState
    backend.on('all', (_event, path) => collector.addEvent(path))
    // A change of the executable bit alone comes as a raw event only (E35).
    backend.on('raw', (_event, name, details) => {
      const folder = watchedPathOf(details)
      if (folder !== undefined) collector.addEvent(join(folder, name ?? ''))
    })
    backend.on('error', (error) => this.#handleError(error))
    backend.on('ready', () => this.#handleReady())
    // One steady timer gathers and measures how long the loop was held up between two ticks.
    this.#ticker = setInterval(() => this.#tick(), GATHER_MS).unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#ticker)
    await this.#backend.close()
  }

  #tick(): void {
    const nowMs = performance.now()
    this.#collector.addLag(nowMs - this.#lastTickMs - GATHER_MS)
    this.#lastTickMs = nowMs
    for (const hint of this.#collector.take()) this.#onHint(hint)
  }

  /** `ready` comes even when parts could not be watched, and what happened before it is unknown. */
  #handleReady(): void {
    if (this.#isClosed) return
    this.#collector.addUnknown()
    if (!this.#isLimited) this.#onState({ state: 'watching' })
  }

  #handleError(error: unknown): void {
    if (this.#isClosed) return
    this.#collector.addUnknown()
    const advice = watchAdvice(errnoOf(error))
    if (advice === undefined || this.#isLimited) return
    this.#isLimited = true
    this.#onState({ state: 'scanning', code: 'watch_limited', advice })
  }
}

/** What chokidar tells beside a raw event is loosely typed: the platform's backend decides. */
function watchedPathOf(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('watchedPath' in details)) return
  return typeof details.watchedPath === 'string' ? details.watchedPath : undefined
}

function resolved(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    // Not there now; chokidar reports it when it comes.
    return path
  }
}
