import type { StateStore } from '@tidemark/sync-engine'
import type { Traffic } from '../adapters/remote-http/http-remote.js'

const SETTING = 'saved_bytes'

/** Bytes that needed not be sent, over restarts. A run that is killed forgets what it had not kept. */
export class SavedBytes {
  readonly #store: Pick<StateStore, 'setting' | 'transaction'>
  readonly #traffic: Readonly<Traffic>
  readonly #before: number
  #kept: number

  constructor(store: Pick<StateStore, 'setting' | 'transaction'>, traffic: Readonly<Traffic>) {
    this.#store = store
    this.#traffic = traffic
    const before = Number(store.setting(SETTING) ?? 0)
    this.#before = Number.isSafeInteger(before) && before >= 0 ? before : 0
    this.#kept = this.#before
  }

  /** Never less than what was kept: content goes up before the file that it is of counts. */
  read(): number {
    const { putBytes, sentBytes } = this.#traffic
    return Math.max(this.#kept, this.#before + putBytes - sentBytes)
  }

  /** Writes it down when it has grown. */
  keep(): void {
    const now = this.read()
    if (now === this.#kept) return
    this.#kept = now
    this.#store.transaction((tx) => tx.setSetting(SETTING, String(now)))
  }
}
