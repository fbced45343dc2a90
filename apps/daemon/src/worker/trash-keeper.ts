import type { LocalTrashLimits } from '@tidemark/control'
import { type FileSystem, findRootProblem, type StateStore } from '@tidemark/sync-engine'

/** A synced folder that has a trash. */
interface FolderWithTrash extends FileSystem {
  sweepTrash(limits: LocalTrashLimits): Promise<void>
}

/** Keeps the folder's own trash within its limits. */
export class TrashKeeper {
  readonly #fs: FolderWithTrash
  readonly #store: StateStore
  #limits: LocalTrashLimits

  constructor(fs: FolderWithTrash, store: StateStore, limits: LocalTrashLimits) {
    this.#fs = fs
    this.#store = store
    this.#limits = limits
  }

  /** Counts from the next sweep on. */
  setLimits(limits: LocalTrashLimits): void {
    this.#limits = limits
  }

  /** Lets go of what need not be kept; nothing in a folder that is not the linked one. */
  async sweep(): Promise<void> {
    if ((await findRootProblem(this.#store, this.#fs)) !== undefined) return
    await this.#fs.sweepTrash(this.#limits)
  }
}
