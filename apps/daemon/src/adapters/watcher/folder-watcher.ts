import { lstatSync } from 'node:fs'
import { errnoOf } from '../fs/disk-errors.js'
import { FolderWatches } from './folder-watches.js'
import { HintGatherer } from './hint-gatherer.js'
import { watchAdvice } from './watch-advice.js'
import { watchedRoot } from './watched-root.js'
import type { Hint, Watcher, WatchState } from './watcher.js'

/** How often it is checked that the watched root is the folder at the path (E80, E81). */
const ROOT_CHECK_MS = 5_000

/**
 * Watcher that knows folders only: one watch of the kernel for each on Linux, one for all elsewhere.
 * Costs about 3 KiB of memory for a folder and nothing for a file.
 */
export class FolderWatcher implements Watcher {
  watch(
    rootPath: string,
    onHint: (hint: Hint) => void,
    onState: (state: WatchState) => void,
  ): AsyncDisposable {
    const root = watchedRoot(rootPath)
    return new FolderSession(root, new HintGatherer(root, onHint), onState)
  }
}

class FolderSession implements AsyncDisposable {
  readonly #root: string
  readonly #gatherer: HintGatherer
  readonly #onState: (state: WatchState) => void
  readonly #rootCheck: NodeJS.Timeout
  #watches: FolderWatches
  #rootInode = ''
  #isLimited = false

  constructor(root: string, gatherer: HintGatherer, onState: (state: WatchState) => void) {
    this.#root = root
    this.#gatherer = gatherer
    this.#onState = onState
    this.#rootCheck = setInterval(() => this.#checkRoot(), ROOT_CHECK_MS).unref()
    this.#watches = this.#start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#rootCheck)
    this.#gatherer[Symbol.dispose]()
    this.#watches[Symbol.dispose]()
  }

  #start(): FolderWatches {
    const { collector } = this.#gatherer
    this.#rootInode = inodeOf(this.#root)
    const watches = new FolderWatches(this.#root, {
      onEvent: (path) => collector.addEvent(path),
      onFolder: (path) => collector.addFolder(path),
      onError: (error) => this.#handleError(error),
    })
    void watches.follow().then(() => this.#handleReady(watches))
    return watches
  }

  /** What happened before the last folder was watched is unknown. */
  #handleReady(watches: FolderWatches): void {
    if (watches !== this.#watches || watches.isClosed) return
    this.#gatherer.collector.addUnknown()
    if (!this.#isLimited) this.#onState({ state: 'watching' })
  }

  #handleError(error: unknown): void {
    this.#gatherer.collector.addUnknown()
    const advice = watchAdvice(errnoOf(error))
    if (advice === undefined || this.#isLimited) return
    this.#isLimited = true
    this.#onState({ state: 'scanning', code: 'watch_limited', advice })
  }

  #checkRoot(): void {
    const inode = inodeOf(this.#root)
    if (inode === this.#rootInode) return
    this.#gatherer.collector.addUnknown()
    this.#watches[Symbol.dispose]()
    this.#watches = this.#start()
  }
}

function inodeOf(path: string): string {
  try {
    const { dev, ino } = lstatSync(path, { bigint: true })
    return `${dev}/${ino}`
  } catch {
    // Not there or not to be examined: the next check looks again.
    return ''
  }
}
