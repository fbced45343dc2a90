/** What has to be done to take a transaction back, newest first. */
export class UndoLog {
  #steps: (() => void)[] | undefined

  get isOpen(): boolean {
    return this.#steps !== undefined
  }

  /** Remembers how to take one change back; the change must be part of a transaction. */
  push(undo: () => void): void {
    if (this.#steps === undefined) throw new Error('a write outside of a transaction')
    this.#steps.push(undo)
  }

  /** Runs `apply`; when it throws, everything pushed meanwhile is undone. */
  run<T>(apply: () => T): T {
    if (this.#steps !== undefined) throw new Error('transactions do not nest')
    const steps: (() => void)[] = []
    this.#steps = steps
    try {
      return apply()
    } catch (error) {
      for (const undo of steps.reverse()) undo()
      throw error
    } finally {
      this.#steps = undefined
    }
  }
}
