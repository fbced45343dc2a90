import { type BlockId, PIN_TTL_MS } from '@tidemark/protocol'

/**
 * Remembers which blocks the server told a device that it has: for a day no cleanup may take them
 * (P13), or what was uploaded is not there when its commit comes.
 */
export class PinWatch {
  readonly #nowMs: () => number
  readonly #promised = new Map<BlockId, number>()

  /** @param nowMs the server's clock. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** The server went back to a time before it promised anything. */
  forget(): void {
    this.#promised.clear()
  }

  /** The server has them, as of `atMs`. */
  notePromised(blockIds: Iterable<BlockId>, atMs: number): void {
    for (const blockId of blockIds) this.#promised.set(blockId, atMs)
  }

  /** Those of blocks that a commit lacks which the server had promised to keep. */
  brokenAmong(missing: readonly BlockId[]): BlockId[] {
    return missing.filter((blockId) => {
      const atMs = this.#promised.get(blockId)
      return atMs !== undefined && this.#nowMs() < atMs + PIN_TTL_MS
    })
  }
}
