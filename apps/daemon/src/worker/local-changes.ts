import type { Watcher, WatchState } from '../adapters/watcher/watcher.js'
import type { WorkerStatus } from '../process/worker-messages.js'
import type { FolderEngine } from './folder-engine.js'

/** Watching every item costs up to 10 KiB each; more than this would break the memory budget. */
export const MAX_WATCHED_ITEMS = 5_000
/** How often a folder is scanned that cannot be watched whole. */
const SCAN_EVERY_MS = 60_000

/** The ways of watching: all items, or only the folders that list them. */
export interface Watchers {
  readonly items: Watcher
  readonly folders: Watcher
}

type Listener = Pick<FolderEngine, 'hint' | 'setWatch'>

/**
 * Tells the engine of changes on disk: by watching every item as long as there are few, by watching
 * folders beyond. Begins when the first scan has shown how large the folder is.
 */
export class LocalChanges implements AsyncDisposable {
  readonly #path: string
  readonly #watchers: Watchers
  readonly #folder: Listener
  #kind: keyof Watchers | undefined
  #watching: AsyncDisposable | undefined
  #scanTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(path: string, watchers: Watchers, folder: Listener) {
    this.#path = path
    this.#watchers = watchers
    this.#folder = folder
  }

  /** Called whenever the engine knows better how many items there are. */
  async adapt(itemCount: number): Promise<void> {
    // Folders stay watched until the next start: no going back and forth at the border.
    if (this.#isClosed || this.#kind === 'folders') return
    const kind = itemCount <= MAX_WATCHED_ITEMS ? 'items' : 'folders'
    if (kind === this.#kind) return
    const before = this.#watching
    this.#startWatching(kind)
    await before?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#scanTimer)
    await this.#watching?.[Symbol.asyncDispose]()
  }

  #startWatching(kind: keyof Watchers): void {
    this.#kind = kind
    this.#watching = this.#watchers[kind].watch(
      this.#path,
      (hint) => this.#folder.hint(hint),
      (state) => {
        if (kind === this.#kind) this.#onState(state)
      },
    )
  }

  #onState(state: WatchState): void {
    if (this.#isClosed) return
    if (state.state === 'scanning') {
      this.#scanTimer ??= setInterval(() => this.#folder.hint('everything'), SCAN_EVERY_MS)
    }
    this.#folder.setWatch(watchStatus(state))
  }
}

function watchStatus(state: WatchState): WorkerStatus['watch'] {
  return { mode: state.state, advice: state.state === 'scanning' ? state.advice : null }
}
