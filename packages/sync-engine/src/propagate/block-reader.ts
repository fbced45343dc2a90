import { AppError, type BlockId, MAX_BLOCK_IDS_PER_CALL } from '@tidemark/protocol'
import type { AbortSignal, Remote } from '../ports.js'

/**
 * Takes a block as it arrives. Its bytes may be reused after the promise resolves; they are
 * undefined when the server has none that are sound.
 */
export type OnBlock = (blockId: BlockId, bytes: Uint8Array | undefined) => Promise<void>

/** What a file is told of a block that the server cannot give. */
export function blockLost(blockId: BlockId): AppError {
  return new AppError('block_damaged', { blockId })
}

/** Reads blocks from the server in calls within the protocol's limit. */
export class BlockReader {
  readonly #remote: Pick<Remote, 'readBlocks'>

  constructor(remote: Pick<Remote, 'readBlocks'>) {
    this.#remote = remote
  }

  /**
   * Reads `blockIds` in order, one block in memory at a time.
   * @throws AppError of the connection: blocks before it were delivered.
   */
  async read(blockIds: readonly BlockId[], onBlock: OnBlock, signal: AbortSignal): Promise<void> {
    for (let from = 0; from < blockIds.length; from += MAX_BLOCK_IDS_PER_CALL) {
      const wanted = blockIds.slice(from, from + MAX_BLOCK_IDS_PER_CALL)
      let arrived = 0
      for await (const { blockId, bytes } of this.#remote.readBlocks(wanted, signal)) {
        await onBlock(blockId, bytes)
        arrived++
      }
      if (arrived !== wanted.length) throw new AppError('pack_truncated')
    }
  }
}
