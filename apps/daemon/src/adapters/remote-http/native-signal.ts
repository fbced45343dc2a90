import type { AbortSignal as EngineSignal } from '@tidemark/sync-engine'

/** The platform's signal for one of the engine's. Dispose it when the operation is over. */
export class NativeSignal implements Disposable {
  readonly #source: EngineSignal
  readonly #controller = new AbortController()
  readonly #onAbort = () => this.#controller.abort(this.#source.reason)

  constructor(source: EngineSignal) {
    this.#source = source
    if (source.aborted) this.#onAbort()
    else source.addEventListener('abort', this.#onAbort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  [Symbol.dispose](): void {
    this.#source.removeEventListener('abort', this.#onAbort)
  }
}
