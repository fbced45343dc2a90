import type { BlockId } from '@tidemark/protocol'
import { MarkedBlocks } from './marked-blocks.js'
import type { BlockUse } from './walk-tree.js'

/**
 * Blocks met while walking trees, apart by their use. A file may hold the very bytes of a list
 * block: having met them as data says nothing about what is below them as a list.
 */
export class MarkedTrees {
  readonly #marked = { data: new MarkedBlocks(), list: new MarkedBlocks() }

  /** Blocks met; one that was met in both uses counts twice. */
  get size(): number {
    return this.#marked.data.size + this.#marked.list.size
  }

  /** Answers whether the block was new in this use. */
  add(blockId: BlockId, use: BlockUse): boolean {
    return this.#marked[use].add(blockId)
  }

  /** Whether the block was met in this use, or in any. */
  has(blockId: BlockId, use?: BlockUse): boolean {
    if (use !== undefined) return this.#marked[use].has(blockId)
    return this.#marked.data.has(blockId) || this.#marked.list.has(blockId)
  }
}
