import { proveRoot } from '../discover/root-proof.js'
import type { FileSystem } from '../ports.js'
import type { StateStore } from '../state-store.js'

/**
 * Whether what is on disk survives a power cut. An item that both sides agree on and that vanishes
 * would look deleted here and be deleted everywhere. What this run places is flushed before it is
 * agreed on; what a former run was killed over, or a failed flush left in place, a scan only finds
 * and takes as if it had always been there. So all is flushed before a plan may agree on such.
 */
export class Durability {
  readonly #store: Pick<StateStore, 'rootIdentity'>
  readonly #fs: Pick<FileSystem, 'flushAll' | 'probeRoot'>
  /** Nobody knows how the run before this one ended. */
  #isInDoubt = true

  constructor(
    store: Pick<StateStore, 'rootIdentity'>,
    fs: Pick<FileSystem, 'flushAll' | 'probeRoot'>,
  ) {
    this.#store = store
    this.#fs = fs
  }

  /** A change of the disk failed: it may have happened all the same, unflushed. */
  doubt(): void {
    this.#isInDoubt = true
  }

  /**
   * Call after a scan and before the plan that follows from it.
   * @throws AppError when the disk cannot be flushed, or as `proveRoot`: another disk was flushed.
   */
  async prove(): Promise<void> {
    if (!this.#isInDoubt) return
    // Before the call: what fails beside it is not covered by it.
    this.#isInDoubt = false
    try {
      await this.#fs.flushAll()
      await proveRoot(this.#store, this.#fs)
    } catch (error) {
      this.#isInDoubt = true
      throw error
    }
  }
}
