/** At most four status events a second. */
const INTERVAL_MS = 250

/**
 * Turns "something changed" into few notifications: the first at once, later ones at most every
 * INTERVAL_MS, and always one after the last change.
 */
export class StatusNotifier implements Disposable {
  readonly #notify: () => void
  #timer: NodeJS.Timeout | undefined
  #isPending = false

  constructor(notify: () => void) {
    this.#notify = notify
  }

  changed(): void {
    if (this.#timer !== undefined) {
      this.#isPending = true
      return
    }
    this.#notify()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (!this.#isPending) return
      this.#isPending = false
      this.changed()
    }, INTERVAL_MS)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
