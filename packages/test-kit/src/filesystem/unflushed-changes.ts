import type { Inode } from './inode.js'

/** Chooses what a power cut leaves: a number from 0 to below `count`. 0 stands for what is lost. */
export type Chance = (count: number) => number

/** Everything that was not flushed is lost. */
export const LOSE_ALL: Chance = () => 0

/** What an engine's disk would lose or tear if the power went now. */
export class UnflushedChanges {
  /** Folders that no flush has reached yet. */
  readonly folders = new Set<Inode>()
  /** Files written to since their last flush, with the bytes of then. */
  readonly #contents = new Map<Inode, Uint8Array>()
  /** Files renamed into place that no flush of a folder has reached, in order, and how to undo it. */
  readonly #renames: { readonly inode: Inode; readonly undo: () => void }[] = []

  /** Files that are in place and that a power cut may still take. */
  get placed(): readonly Inode[] {
    return this.#renames.map(({ inode }) => inode)
  }

  /** Call before bytes of a file change. */
  noteWrite(inode: Inode): void {
    if (!this.#contents.has(inode)) this.#contents.set(inode, inode.data.slice())
  }

  noteRename(inode: Inode, undo: () => void): void {
    this.#renames.push({ inode, undo })
  }

  flushContent(inode: Inode): void {
    this.#contents.delete(inode)
  }

  flushRenames(): void {
    this.#renames.length = 0
  }

  flushAll(): void {
    this.folders.clear()
    this.#contents.clear()
    this.flushRenames()
  }

  /**
   * A journaling file system keeps the first of the renames, in order; of bytes that were not flushed
   * it keeps any part.
   */
  cutPower(chance: Chance): void {
    const keptRenames = chance(this.#renames.length + 1)
    for (const { undo } of this.#renames.slice(keptRenames).reverse()) undo()
    this.#renames.length = 0
    for (const [inode, flushed] of this.#contents) inode.data = torn(inode.data, flushed, chance)
    this.#contents.clear()
  }
}

/** Bytes that a power cut leaves of `written` when `flushed` was the last that the disk promised. */
function torn(written: Uint8Array, flushed: Uint8Array, chance: Chance): Uint8Array {
  const outcome = chance(4)
  if (outcome === 0) return flushed
  if (outcome === 1) return written.slice(0, chance(written.length + 1))
  const bytes = written.slice()
  if (outcome === 2) {
    const from = chance(bytes.length + 1)
    bytes.fill(0, from, from + chance(bytes.length - from + 1))
  }
  return bytes
}
