/** Ends a process in the middle of what it does: nothing of it runs on. */
export class ProcessEnd extends Error {
  override readonly name = 'ProcessEnd'
}

/** One run of a process. Whatever it asks of the world after its end is refused. */
export class ProcessLife {
  #isOver = false

  /** @throws ProcessEnd when it is over. */
  requireLife(): void {
    if (this.#isOver) throw new ProcessEnd('it has ended')
  }

  /** @throws ProcessEnd always. */
  end(why: string): never {
    this.#isOver = true
    throw new ProcessEnd(why)
  }
}
