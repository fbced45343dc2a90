/** One step of a process that waits for its time. */
export interface Turn {
  readonly dueMs: number
  /** Position in the order of asking; decides between turns of one moment. */
  readonly order: number
  readonly process: Process
  readonly label: string
  isCancelled: boolean
  take(): Promise<void> | undefined
}

/** Something that takes turns: an engine, a person, the network, a server. */
export interface Process {
  readonly name: string
  /** False once it was killed: none of its turns is taken any more. */
  readonly isAlive: boolean
}

/** Turns by their time: a binary heap. */
export class TurnQueue {
  readonly #heap: Turn[] = []

  push(turn: Turn): void {
    const heap = this.#heap
    let index = heap.length
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(turn, parent)) break
      heap[index] = parent
      index = above
    }
    heap[index] = turn
  }

  /** The next turn, which stays; cancelled ones and those of the dead are dropped. */
  peek(): Turn | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || (!first.isCancelled && first.process.isAlive)) return first
      this.pop()
    }
  }

  pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const [one, two] = [heap[left], heap[left + 1]]
      if (one === undefined) break
      const isTwo = two !== undefined && isBefore(two, one)
      const child = isTwo ? two : one
      if (!isBefore(child, last)) break
      heap[index] = child
      index = isTwo ? left + 1 : left
    }
    heap[index] = last
  }
}

function isBefore(a: Turn, b: Turn): boolean {
  return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs
}
