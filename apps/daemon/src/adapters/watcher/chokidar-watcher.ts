import { join } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { errnoOf } from '../fs/disk-errors.js'
import { isOwnName, namesBelow } from './hint-collector.js'
import { HintGatherer } from './hint-gatherer.js'
import { watchAdvice } from './watch-advice.js'
import { watchedRoot } from './watched-root.js'
import type { Hint, Watcher, WatchState } from './watcher.js'

/** Watcher over chokidar: knows every item, which costs up to 10 KiB of memory each. */
export class ChokidarWatcher implements Watcher {
  watch(
    rootPath: string,
    onHint: (hint: Hint) => void,
    onState: (state: WatchState) => void,
  ): AsyncDisposable {
    const root = watchedRoot(rootPath)
    const backend = watch(root, {
      ignoreInitial: true,
      followSymlinks: false,
      // A save is a hint at once; whether it is complete, the reader finds out.
      atomic: false,
      awaitWriteFinish: false,
      ignored: (path) => namesBelow(root, path)?.some(isOwnName) ?? false,
    })
    return new ChokidarSession(backend, new HintGatherer(root, onHint), onState)
  }
}

class ChokidarSession implements AsyncDisposable {
  readonly #backend: FSWatcher
  readonly #gatherer: HintGatherer
  readonly #onState: (state: WatchState) => void
  #isLimited = false
  #isClosed = false

  constructor(backend: FSWatcher, gatherer: HintGatherer, onState: (state: WatchState) => void) {
    this.#backend = backend
    this.#gatherer = gatherer
    this.#onState = onState
    const { collector } = gatherer
    backend.on('all', (_event, path) => collector.addEvent(path))
    // A change of the executable bit alone comes as a raw event only (E35).
    backend.on('raw', (_event, name, details) => {
      const folder = watchedPathOf(details)
      if (folder !== undefined) collector.addEvent(join(folder, name ?? ''))
    })
    backend.on('error', (error) => this.#handleError(error))
    backend.on('ready', () => this.#handleReady())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#gatherer[Symbol.dispose]()
    await this.#backend.close()
  }

  /** `ready` comes even when parts could not be watched, and what happened before it is unknown. */
  #handleReady(): void {
    if (this.#isClosed) return
    this.#gatherer.collector.addUnknown()
    if (!this.#isLimited) this.#onState({ state: 'watching' })
  }

  #handleError(error: unknown): void {
    if (this.#isClosed) return
    this.#gatherer.collector.addUnknown()
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
