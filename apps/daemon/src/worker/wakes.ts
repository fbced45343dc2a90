/** Tells whoever waits for something that the computer has slept meanwhile. */
export class Wakes {
  readonly #listeners = new Set<() => void>()

  subscribe(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  announce(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
