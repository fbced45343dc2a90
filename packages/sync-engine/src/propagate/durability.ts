import { AppError, type NodeId, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import { proveRoot } from '../discover/root-proof.js'
import type { FileSystem } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { takeItemError } from './failure.js'

/**
 * Whether what is on disk survives a power cut. An item that both sides agree on and that vanishes
 * would look deleted here and be deleted everywhere. What this run places is flushed before it is
 * agreed on; what a former run was killed over, or a failed flush left in place, a scan only finds
 * and takes as if it had always been there. So all is flushed before a plan may agree on such.
 *
 * Programs that people use hardly ever flush. What they saved is therefore flushed once more before
 * it is written down as read, and what they named, moved or removed before anybody is told of it.
 */
export class Durability {
  readonly #store: Pick<StateStore, 'rootIdentity' | 'localPath'>
  readonly #fs: Pick<FileSystem, 'flushAll' | 'flushPaths' | 'probeRoot'>
  /** Nobody knows how the run before this one ended. */
  #isInDoubt = true

  constructor(
    store: Pick<StateStore, 'rootIdentity' | 'localPath'>,
    fs: Pick<FileSystem, 'flushAll' | 'flushPaths' | 'probeRoot'>,
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

  /**
   * Makes what is on disk at the places of these nodes survive a power cut: bytes and names, or that
   * nothing is there. Answers the nodes for which it failed.
   * @param former other paths that items have left.
   * @throws AppError as `proveRoot`: another disk was flushed.
   */
  async keep(
    nodeIds: readonly NodeId[],
    former: readonly RelPath[] = [],
  ): Promise<ReadonlyMap<NodeId, AppError>> {
    return (await this.#flush(nodeIds, former)).failures
  }

  /**
   * As `keep`, of files that were read. What has left its place meanwhile was not flushed, be it that
   * it was moved by us beside the reading: `file_changing`.
   */
  async keepFiles(nodeIds: readonly NodeId[]): Promise<ReadonlyMap<NodeId, AppError>> {
    const { paths, failures, absent } = await this.#flush(nodeIds, [])
    for (const nodeId of nodeIds) {
      const path = paths.get(nodeId)
      const isCovered =
        path !== undefined && !absent.has(path) && this.#store.localPath(nodeId) === path
      if (!isCovered) failures.set(nodeId, new AppError('file_changing'))
    }
    return failures
  }

  async #flush(nodeIds: readonly NodeId[], former: readonly RelPath[]) {
    const paths = new Map<NodeId, RelPath>()
    for (const nodeId of nodeIds) {
      const path = this.#store.localPath(nodeId)
      if (path !== undefined && path !== ROOT_PATH) paths.set(nodeId, path)
    }
    const failures = new Map<NodeId, AppError>()
    let absent: ReadonlySet<RelPath> = new Set()
    if (paths.size === 0) return { paths, failures, absent }
    try {
      const flushed = await this.#fs.flushPaths([...paths.values(), ...former])
      absent = flushed.absent
      for (const [nodeId, path] of paths) {
        const error = flushed.failed.get(path)
        if (error !== undefined) failures.set(nodeId, takeItemError(error))
      }
    } catch (error) {
      const failure = takeItemError(error)
      for (const nodeId of paths.keys()) failures.set(nodeId, failure)
    }
    await proveRoot(this.#store, this.#fs)
    return { paths, failures, absent }
  }
}
