import type { UndoLog } from './undo-log.js'

/** A map whose writes are part of a transaction and taken back when it fails. */
export class LoggedMap<K, V> {
  readonly #values = new Map<K, V>()
  readonly #log: UndoLog
  readonly #onChange: (before: V | undefined, after: V | undefined) => void

  /** @param onChange keeps indexes in step; runs for undone writes too. */
  constructor(
    log: UndoLog,
    onChange: (before: V | undefined, after: V | undefined) => void = () => undefined,
  ) {
    this.#log = log
    this.#onChange = onChange
  }

  get size(): number {
    return this.#values.size
  }

  get(key: K): V | undefined {
    return this.#values.get(key)
  }

  keys(): K[] {
    return [...this.#values.keys()]
  }

  values(): V[] {
    return [...this.#values.values()]
  }

  set(key: K, value: V | undefined): void {
    const before = this.#values.get(key)
    this.#log.push(() => this.#write(key, before))
    this.#write(key, value)
  }

  /** Becomes equal to `other`; no part of a transaction. */
  replaceAll(other: LoggedMap<K, V>): void {
    for (const key of this.keys()) this.#write(key, undefined)
    for (const [key, value] of other.#values) this.#write(key, value)
  }

  #write(key: K, value: V | undefined): void {
    const before = this.#values.get(key)
    if (value === undefined) this.#values.delete(key)
    else this.#values.set(key, value)
    this.#onChange(before, value)
  }
}
