import type { BlockId } from '@tidemark/protocol'

const FIRST_CAPACITY = 1024

/**
 * A set of block ids in 16 bytes each: the first 64 bits of an id stand for it. Two ids that share
 * them count as one, so it may say yes for a block that was never added, but never no for one that
 * was: right for "is it in use", where a wrong yes keeps some garbage.
 */
export class MarkedBlocks {
  /** Pairs of high and low words; both zero means free. */
  #slots = new Uint32Array(FIRST_CAPACITY * 2)
  #count = 0

  get size(): number {
    return this.#count
  }

  /** Answers whether the id was new. */
  add(blockId: BlockId): boolean {
    if ((this.#count + 1) * 2 > this.#slots.length / 2) this.#grow()
    const [high, low] = keyOf(blockId)
    const at = slotOf(this.#slots, high, low)
    if (isAt(this.#slots, at, high, low)) return false
    this.#slots[at] = high
    this.#slots[at + 1] = low
    this.#count += 1
    return true
  }

  has(blockId: BlockId): boolean {
    const [high, low] = keyOf(blockId)
    return isAt(this.#slots, slotOf(this.#slots, high, low), high, low)
  }

  #grow(): void {
    const grown = new Uint32Array(this.#slots.length * 2)
    for (let i = 0; i < this.#slots.length; i += 2) {
      const high = this.#slots[i] ?? 0
      const low = this.#slots[i + 1] ?? 0
      if (high === 0 && low === 0) continue
      const at = slotOf(grown, high, low)
      grown[at] = high
      grown[at + 1] = low
    }
    this.#slots = grown
  }
}

function keyOf(blockId: BlockId): readonly [high: number, low: number] {
  const high = Number.parseInt(blockId.slice(0, 8), 16)
  const low = Number.parseInt(blockId.slice(8, 16), 16)
  // All zeroes would look like a free slot; one id in 2^64 is taken for its neighbour.
  return high === 0 && low === 0 ? [0, 1] : [high, low]
}

/** Index of the slot that holds the key, or of the free one where it belongs. */
function slotOf(slots: Uint32Array, high: number, low: number): number {
  const mask = slots.length / 2 - 1
  let slot = low & mask
  for (;;) {
    const at = slot * 2
    if (isAt(slots, at, high, low) || isAt(slots, at, 0, 0)) return at
    slot = (slot + 1) & mask
  }
}

function isAt(slots: Uint32Array, at: number, high: number, low: number): boolean {
  return slots[at] === high && slots[at + 1] === low
}
