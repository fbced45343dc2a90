import type { Watcher, WatchState } from '../adapters/watcher/watcher.js'
import type { WorkerStatus } from '../process/worker-messages.js'
import type { FolderEngine } from './folder-engine.js'

/** A watched item costs some 5 KiB; more than this would break the memory budget. */
export const MAX_WATCHED_ITEMS = 30_000
/** How often a folder is scanned that is not watched whole. */
const SCAN_EVERY_MS = 60_000

/** How to notice changes of a folder with so many items. */
function planWatch(itemCount: number): 'watch' | 'scan' {
  return itemCount <= MAX_WATCHED_ITEMS ? 'watch' : 'scan'
}

type Listener = Pick<FolderEngine, 'hint' | 'setWatch'>

/**
 * Tells the engine of changes on disk: by watching as long as the folder is small enough, by
 * frequent scans beyond. Begins when the first scan has shown how large the folder is.
 */
export class LocalChanges implements AsyncDisposable {
  readonly #path: string
  readonly #watcher: Watcher
  readonly #folder: Listener
  #watching: AsyncDisposable | undefined
  #scanTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(path: string, watcher: Watcher, folder: Listener) {
    this.#path = path
    this.#watcher = watcher
    this.#folder = folder
  }

  /** Called whenever the engine knows better how many items there are. */
  async adapt(itemCount: number): Promise<void> {
    if (this.#isClosed) return
    if (planWatch(itemCount) === 'watch') this.#startWatching()
    else await this.#startScanning(itemCount)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#scanTimer)
    await this.#watching?.[Symbol.asyncDispose]()
  }

  #startWatching(): void {
    // Once it scans it stays so until the next start: no going back and forth at the border.
    if (this.#watching !== undefined || this.#scanTimer !== undefined) return
    this.#watching = this.#watcher.watch(
      this.#path,
      (hint) => this.#folder.hint(hint),
      (state) => this.#onState(state),
    )
  }

  async #startScanning(itemCount: number): Promise<void> {
    if (this.#scanTimer !== undefined) return
    this.#scanEvery()
    const advice = `It has ${itemCount} items, more than are watched; it is scanned every minute.`
    this.#folder.setWatch({ mode: 'scanning', advice })
    const watching = this.#watching
    this.#watching = undefined
    await watching?.[Symbol.asyncDispose]()
  }

  #onState(state: WatchState): void {
    if (this.#isClosed) return
    if (state.state === 'scanning' && this.#scanTimer === undefined) this.#scanEvery()
    this.#folder.setWatch(watchStatus(state))
  }

  #scanEvery(): void {
    this.#scanTimer = setInterval(() => this.#folder.hint('everything'), SCAN_EVERY_MS)
  }
}

function watchStatus(state: WatchState): WorkerStatus['watch'] {
  return { mode: state.state, advice: state.state === 'scanning' ? state.advice : null }
}
