/** Takes writes back when their transaction fails. */
export class WriteLog {
  #steps: (() => void)[] = []
  #isOpen = false

  begin(): void {
    this.#isOpen = true
    this.#steps = []
  }

  /** Ends the transaction; its writes stay, or are undone newest first. */
  end(outcome: 'keep' | 'undo'): void {
    if (outcome === 'undo') for (const undo of this.#steps.reverse()) undo()
    this.#steps = []
    this.#isOpen = false
  }

  push(undo: () => void): void {
    if (!this.#isOpen) throw new Error('a write outside of a transaction')
    this.#steps.push(undo)
  }
}

/** Rows by key, in the order of their first insertion, with writes that a log can undo. */
export class LoggedTable<Row> {
  readonly #rows = new Map<string, Row>()
  readonly #log: WriteLog
  readonly #onChange: (before: Row | undefined, after: Row | undefined) => void

  /** @param onChange keeps indexes in step; runs for undone writes too. */
  constructor(
    log: WriteLog,
    onChange: (before: Row | undefined, after: Row | undefined) => void = () => undefined,
  ) {
    this.#log = log
    this.#onChange = onChange
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  rows(): Row[] {
    return [...this.#rows.values()]
  }

  keys(): string[] {
    return [...this.#rows.keys()]
  }

  /** Inserts, replaces or, with undefined, removes. */
  set(key: string, row: Row | undefined): void {
    const before = this.#rows.get(key)
    this.#log.push(() => this.#write(key, before))
    this.#write(key, row)
  }

  /** Remembers the rows; the result puts them in place of all others, outside of transactions. */
  backUp(): () => void {
    const copy = new Map(this.#rows)
    return () => {
      for (const key of this.keys()) this.#write(key, undefined)
      for (const [key, row] of copy) this.#write(key, row)
    }
  }

  #write(key: string, row: Row | undefined): void {
    const before = this.#rows.get(key)
    if (row === undefined) this.#rows.delete(key)
    else this.#rows.set(key, row)
    this.#onChange(before, row)
  }
}
