/** Finds the values that share a key. */
export class MultiIndex<V> {
  readonly #sets = new Map<string, Set<V>>()

  add(key: string, value: V): void {
    const set = this.#sets.get(key)
    if (set === undefined) this.#sets.set(key, new Set([value]))
    else set.add(value)
  }

  remove(key: string, value: V): void {
    const set = this.#sets.get(key)
    if (set === undefined) return
    set.delete(value)
    if (set.size === 0) this.#sets.delete(key)
  }

  get(key: string): V[] {
    return [...(this.#sets.get(key) ?? [])]
  }
}
