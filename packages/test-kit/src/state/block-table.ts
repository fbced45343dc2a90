import type { BlockId, NodeId } from '@tidemark/protocol'
import type { LocalBlock } from '@tidemark/sync-engine'
import { LoggedMap } from './logged-map.js'
import { MultiIndex } from './multi-index.js'
import type { UndoLog } from './undo-log.js'

interface FileBlocks {
  readonly nodeId: NodeId
  readonly blocks: readonly LocalBlock[]
}

/** Which blocks each local file held when it was last read. */
export class BlockTable {
  readonly #files: LoggedMap<NodeId, FileBlocks>
  readonly #byBlock = new MultiIndex<FileBlocks>()

  constructor(log: UndoLog) {
    this.#files = new LoggedMap(log, (before, after) => {
      for (const block of before?.blocks ?? []) {
        if (before !== undefined) this.#byBlock.remove(block.blockId, before)
      }
      for (const block of after?.blocks ?? []) {
        if (after !== undefined) this.#byBlock.add(block.blockId, after)
      }
    })
  }

  of(nodeId: NodeId): readonly LocalBlock[] {
    return this.#files.get(nodeId)?.blocks ?? []
  }

  put(nodeId: NodeId, blocks: readonly LocalBlock[]): void {
    this.#files.set(nodeId, blocks.length === 0 ? undefined : { nodeId, blocks: [...blocks] })
  }

  filesWith(blockId: BlockId, limit: number) {
    return this.#byBlock
      .get(blockId)
      .flatMap(({ nodeId, blocks }) =>
        blocks
          .filter((block) => block.blockId === blockId)
          .map(({ offset, length }) => ({ nodeId, offset, length })),
      )
      .slice(0, limit)
  }
}
