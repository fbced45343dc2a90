import type { Activity, ActivityPage, MethodParams } from '@tidemark/control'
import type { ActivityStore } from './activity-store.js'

/** Entries wait for this long, so that a thousand files are one write. */
const WRITE_EVERY_MS = 1_000
/** Entries that wait at most; of a flood the oldest of these are not written down. */
const MAX_WAITING = 20_000

type ActivityKeeping = Pick<ActivityStore, 'add' | 'list'> & Disposable

/**
 * Gathers what happens and writes it down in batches. The engines have threads of their own and never
 * wait for it.
 */
export class ActivityLog implements Disposable {
  readonly #store: ActivityKeeping
  #waiting: Activity[] = []
  #timer: NodeJS.Timeout | undefined

  /** @param store closed together with the log. */
  constructor(store: ActivityKeeping) {
    this.#store = store
  }

  add(activity: Activity): void {
    this.#waiting.push(activity)
    if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, MAX_WAITING / 2)
    this.#timer ??= setTimeout(() => this.#write(), WRITE_EVERY_MS).unref()
  }

  /** What happened, the newest first, up to now. */
  list({ folder, search, before, limit }: MethodParams<'listActivity'>): ActivityPage {
    this.#write()
    const entries = this.#store.list({
      limit: limit + 1,
      ...(folder !== undefined && { folderId: folder }),
      ...(search !== undefined && { search }),
      ...(before !== undefined && { beforeId: before }),
    })
    return { entries: entries.slice(0, limit), more: entries.length > limit }
  }

  [Symbol.dispose](): void {
    this.#write()
    this.#store[Symbol.dispose]()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length > 0) this.#store.add(batch)
  }
}
