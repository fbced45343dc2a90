/**
 * Appends whose index rows are not written yet. Cleanup must not take a segment for unused while
 * one is under way: it lists closed segments, waits until every append that had begun by then is
 * indexed, and only then counts.
 */
export class InFlightWrites {
  readonly #current = new Set<Promise<void>>()

  /** Runs `write`, which appends and indexes, as one write in flight. */
  async track<T>(write: () => Promise<T>): Promise<T> {
    const writing = write()
    const ended = writing.then(
      () => undefined,
      () => undefined,
    )
    this.#current.add(ended)
    try {
      return await writing
    } finally {
      this.#current.delete(ended)
    }
  }

  /** Resolves when everything that is in flight now has ended, well or not. */
  async settled(): Promise<void> {
    await Promise.all(this.#current)
  }
}
