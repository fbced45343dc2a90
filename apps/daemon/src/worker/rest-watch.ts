/** A folder that is quiet for so long is taken to stay so for a while. */
const REST_MS = 10_000

/** Notices when an engine comes to rest after it has moved. */
export class RestWatch implements Disposable {
  readonly #onRest: () => void
  #timer: NodeJS.Timeout | undefined

  /** @param onRest called once for each time that something moved, after ten quiet seconds. */
  constructor(onRest: () => void) {
    this.#onRest = onRest
  }

  /** The state has changed; whether something moves in the new one. */
  note(isMoving: boolean): void {
    clearTimeout(this.#timer)
    if (!isMoving) this.#timer = setTimeout(() => this.#onRest(), REST_MS).unref()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
