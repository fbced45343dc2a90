/**
 * Keeps what must not see each other's halves apart: a scan, news from the server, and the time between
 * placing a file and writing it down. A large file is placed beside the loop; a scan that came upon it
 * then would take it for somebody's new file, and so would the planner if it were deleted in between.
 */
export class FolderLock {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs `work` when everything that came before has ended, well or not. Must not be nested. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last
    const result = before.then(work, work)
    this.#last = result.catch(() => undefined)
    return await result
  }
}
