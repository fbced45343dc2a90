import type { NodeId, RelPath } from '@tidemark/protocol'

/** Folders whose paths are kept: those around what is being worked on. */
const MAX_FOLDERS = 2_000

/**
 * Paths of folders of one tree, which are asked for again with every item that they hold. Whenever a
 * folder is remembered, all above it are too, so a change of any of them is noticed.
 */
export class PathMemory {
  readonly #paths = new Map<NodeId, RelPath>()

  get(folderId: NodeId): RelPath | undefined {
    return this.#paths.get(folderId)
  }

  /** @param folders from the top down, the first one below the root or below a remembered one. */
  keep(folders: readonly { readonly nodeId: NodeId; readonly path: RelPath }[]): void {
    if (this.#paths.size + folders.length > MAX_FOLDERS) {
      // What is kept is kept with all above it.
      this.#paths.clear()
      return
    }
    for (const { nodeId, path } of folders) this.#paths.set(nodeId, path)
  }

  /** The node is written, removed or called otherwise: its path and those below it may be others. */
  forget(nodeId: NodeId): void {
    if (this.#paths.has(nodeId)) this.#paths.clear()
  }

  forgetAll(): void {
    this.#paths.clear()
  }
}
