import { type BlockId, formatBlockId } from './ids.js'
import { MAX_BLOCK_BYTES, MAX_LIST_ENTRIES, MAX_TREE_DEPTH } from './limits.js'
import { encodeListBlock, type ListEntry } from './list-block.js'

/**
 * Builds the tree of list blocks over a file's data blocks. Each level is cut where the id of an
 * entry says so, so an edit moves cuts only near itself and a few list blocks are sent again, not
 * the list. Any tree that `decodeListBlock` takes is valid: the cut rule is how this version writes,
 * not what it demands when reading.
 */

/** Fewest entries of a list block that is not the last of its level. */
const MIN_ENTRIES = 64
/**
 * The chance that an entry ends a list block once MIN_ENTRIES are there is 1 in 192, which gives
 * 63 + 192 = 255 entries on average. The first eight digits of an id are as good as random.
 */
const CUT_BELOW = Math.floor(2 ** 32 / 192)

/** A finished list block, to be stored like any block. */
export interface BuiltListBlock {
  readonly blockId: BlockId
  readonly bytes: Uint8Array
}

/** A file's content as one name. */
export interface BlockTree {
  /** The root list block, the only data block, or null for an empty file. */
  readonly root: BlockId | null
  /** Levels of list blocks: 0 when the root is a data block or null. */
  readonly depth: number
  readonly sizeBytes: number
  /** List blocks that `add` has not returned yet, children before parents. */
  readonly listBlocks: readonly BuiltListBlock[]
}

interface Level {
  pending: ListEntry[]
  /** Whether a list block of these entries was cut already. */
  hasCut: boolean
}

/**
 * Takes the data blocks of one file in order and returns list blocks as soon as they are full.
 * Holds at most MAX_LIST_ENTRIES entries per level. Deterministic: equal input gives equal blocks.
 * For one file: after `finish` it must not be used again.
 */
export class BlockTreeBuilder {
  readonly #sha256: (bytes: Uint8Array) => Uint8Array
  readonly #levels: Level[] = []
  #sizeBytes = 0

  /** @param sha256 32-byte digest of its argument. */
  constructor(sha256: (bytes: Uint8Array) => Uint8Array) {
    this.#sha256 = sha256
  }

  /**
   * Adds the next data block.
   * @param sizeBytes its plaintext length, 1 to MAX_BLOCK_BYTES.
   * @returns list blocks that this completed, children before parents; mostly none.
   * @throws RangeError for a length out of range or a file too large for MAX_TREE_DEPTH levels.
   */
  add(blockId: BlockId, sizeBytes: number): BuiltListBlock[] {
    if (!Number.isInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > MAX_BLOCK_BYTES) {
      throw new RangeError(`a data block of ${sizeBytes} bytes`)
    }
    this.#sizeBytes += sizeBytes
    const finished: BuiltListBlock[] = []
    this.#append(0, { blockId, spanBytes: sizeBytes }, finished)
    return finished
  }

  /** Closes every level and names the root. */
  finish(): BlockTree {
    const listBlocks: BuiltListBlock[] = []
    // Closing a level may open the next one, so the bound is read anew each time. Each level has at
    // most 1/64 of the entries below, rounded up: it ends at a level of one.
    for (let depth = 0; depth < this.#levels.length; depth++) {
      const { pending, hasCut } = this.#level(depth)
      const [only] = pending
      if (only !== undefined && pending.length === 1 && !hasCut) {
        return { root: only.blockId, depth, sizeBytes: this.#sizeBytes, listBlocks }
      }
      if (pending.length > 0) this.#cut(depth, listBlocks)
    }
    return { root: null, depth: 0, sizeBytes: 0, listBlocks }
  }

  #level(depth: number): Level {
    const level = this.#levels[depth] ?? { pending: [], hasCut: false }
    this.#levels[depth] = level
    return level
  }

  #append(depth: number, entry: ListEntry, finished: BuiltListBlock[]): void {
    const { pending } = this.#level(depth)
    pending.push(entry)
    if (pending.length >= MAX_LIST_ENTRIES || isCut(entry, pending.length)) {
      this.#cut(depth, finished)
    }
  }

  #cut(depth: number, finished: BuiltListBlock[]): void {
    const level = this.#level(depth)
    if (depth >= MAX_TREE_DEPTH) throw new RangeError('the file has too many blocks')
    const bytes = encodeListBlock(depth + 1, level.pending)
    const blockId = formatBlockId(this.#sha256(bytes))
    const spanBytes = level.pending.reduce((sum, entry) => sum + entry.spanBytes, 0)
    level.pending = []
    level.hasCut = true
    finished.push({ blockId, bytes })
    this.#append(depth + 1, { blockId, spanBytes }, finished)
  }
}

/** Whether a list block of `count` entries ends with `entry`. */
function isCut(entry: ListEntry, count: number): boolean {
  return count >= MIN_ENTRIES && Number.parseInt(entry.blockId.slice(0, 8), 16) < CUT_BELOW
}
