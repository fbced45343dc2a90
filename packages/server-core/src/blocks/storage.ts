import type { AccountId, BlockId } from '@tidemark/protocol'
import type { MetadataStore } from '../ports.js'
import type { BlockCodec, SegmentStore } from './ports.js'

/** The three places of the block store: index and rights, sealed records, and who can open them. */
export interface BlockStorage {
  readonly metadata: MetadataStore
  readonly segments: SegmentStore
  readonly codec: BlockCodec
  readonly damage: DamagedBlocks
}

/**
 * Blocks that were found damaged since the process started. They count as missing, so a device that
 * has them uploads them again and the new record takes the place of the damaged one (E117).
 */
export class DamagedBlocks {
  readonly #blocks = new Set<string>()
  readonly #onDamage: (accountId: AccountId, blockId: BlockId, reason: string) => void

  /** @param onDamage called once per finding; for the log. */
  constructor(onDamage: (accountId: AccountId, blockId: BlockId, reason: string) => void) {
    this.#onDamage = onDamage
  }

  add(accountId: AccountId, blockId: BlockId, reason: string): void {
    if (this.has(accountId, blockId)) return
    this.#blocks.add(`${accountId}/${blockId}`)
    this.#onDamage(accountId, blockId, reason)
  }

  has(accountId: AccountId, blockId: BlockId): boolean {
    return this.#blocks.has(`${accountId}/${blockId}`)
  }

  remove(accountId: AccountId, blockId: BlockId): void {
    this.#blocks.delete(`${accountId}/${blockId}`)
  }
}
