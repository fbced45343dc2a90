import type { AccountId, BlockId } from '@tidemark/protocol'
import type { ListBlockReader } from '../ports.js'
import { readBlocks } from './read-blocks.js'
import type { BlockStorage } from './storage.js'

/** Reads list blocks out of the block store. */
export class StoredListBlockReader implements ListBlockReader {
  readonly #storage: BlockStorage

  constructor(storage: BlockStorage) {
    this.#storage = storage
  }

  async readListBlock(accountId: AccountId, blockId: BlockId): Promise<Uint8Array | undefined> {
    const blocks = await readBlocks(this.#storage, accountId, [blockId], 'plain')
    return blocks.get(blockId)?.payload
  }
}
