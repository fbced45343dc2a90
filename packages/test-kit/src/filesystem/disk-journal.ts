import type { Inode } from './inode.js'

/** Chooses what a power cut leaves: a number from 0 to below `count`. 0 stands for what is lost. */
export type Chance = (count: number) => number

/** Everything that was not flushed is lost. */
export const LOSE_ALL: Chance = () => 0

/** After so long the system has written back by itself what nobody flushed. */
const WRITE_BACK_NS = 30_000_000_000n

/** A change of names that happens as a whole or not at all. */
interface NameChange {
  readonly atNs: bigint
  /** Items and folders that it concerns: a flush of one of them covers it. */
  readonly touched: readonly Inode[]
  readonly undo: () => void
}

/** What the disk has of a file that was written to. */
interface Flushed {
  readonly data: Uint8Array
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  /** When it was first written to after that. */
  readonly writtenNs: bigint
}

/**
 * What a power cut would take from a disk, whoever did it: names and bytes that were changed less than
 * 30 s ago and not flushed. Names are kept in order, as a journaling file system does; of the bytes of
 * a file any part may be left.
 */
export class DiskJournal {
  readonly #latestNs: () => bigint
  #changes: NameChange[] = []
  readonly #contents = new Map<Inode, Flushed>()
  #open: NameChange[] | undefined

  /** @param latestNs the disk's time at its last change. */
  constructor(latestNs: () => bigint) {
    this.#latestNs = latestNs
  }

  /** Makes one change of all that `act` changes. */
  together<T>(act: () => T): T {
    if (this.#open !== undefined) return act()
    const parts: NameChange[] = []
    this.#open = parts
    try {
      return act()
    } finally {
      this.#open = undefined
      const touched = parts.flatMap((part) => part.touched)
      if (parts.length > 0) this.noteNames(touched, () => undoAll(parts))
    }
  }

  noteNames(touched: readonly Inode[], undo: () => void): void {
    const atNs = this.#latestNs()
    if (this.#open === undefined) this.#writeBackNames(atNs)
    const changes = this.#open ?? this.#changes
    changes.push({ atNs, touched, undo })
  }

  /** Call before bytes of a file change at `writtenNs`. */
  noteWrite(inode: Inode, writtenNs: bigint): void {
    const flushed = this.#contents.get(inode)
    if (flushed !== undefined && !isWrittenBack(flushed.writtenNs, writtenNs)) return
    const { mtimeNs, ctimeNs } = inode
    this.#contents.set(inode, { data: inode.data.slice(), mtimeNs, ctimeNs, writtenNs })
  }

  /** The bytes of files survive from now on. */
  flushContents(inodes: Iterable<Inode>): void {
    for (const inode of inodes) this.#contents.delete(inode)
  }

  /** All changes of names up to the last one that touched any of these survive from now on. */
  flushNames(inodes: Iterable<Inode>): void {
    const asked = new Set(inodes)
    const last = this.#changes.findLastIndex(({ touched }) => touched.some((at) => asked.has(at)))
    this.#changes.splice(0, last + 1)
  }

  flushAll(): void {
    this.#changes.length = 0
    this.#contents.clear()
  }

  /** The power goes at `nowNs`. */
  cutPower(chance: Chance, nowNs: bigint): void {
    this.#writeBackNames(nowNs)
    const keptCount = chance(this.#changes.length + 1)
    undoAll(this.#changes.slice(keptCount))
    for (const [inode, flushed] of this.#contents) {
      if (!isWrittenBack(flushed.writtenNs, nowNs)) tear(inode, flushed, chance)
    }
    this.flushAll()
  }

  #writeBackNames(nowNs: bigint): void {
    const first = this.#changes[0]
    if (first === undefined || !isWrittenBack(first.atNs, nowNs)) return
    this.#changes = this.#changes.filter(({ atNs }) => !isWrittenBack(atNs, nowNs))
  }
}

function undoAll(changes: readonly NameChange[]): void {
  for (const { undo } of changes.toReversed()) undo()
}

function isWrittenBack(changedNs: bigint, nowNs: bigint): boolean {
  return changedNs + WRITE_BACK_NS < nowNs
}

/** Leaves of a file what a power cut may leave, be it under the facts of before or those of now. */
function tear(inode: Inode, flushed: Flushed, chance: Chance): void {
  const written = inode.data
  const outcome = chance(4)
  if (outcome === 0) {
    inode.data = flushed.data
    inode.mtimeNs = flushed.mtimeNs
    inode.ctimeNs = flushed.ctimeNs
  } else if (outcome === 1) {
    inode.data = written.slice(0, chance(written.length + 1))
  } else if (outcome === 2) {
    const from = chance(written.length + 1)
    inode.data = written.slice().fill(0, from, from + chance(written.length - from + 1))
  }
}
