import { type BlockId, formatBlockId, parseHex } from './ids.js'
import { MAX_BLOCK_BYTES, MAX_LIST_ENTRIES, MAX_TREE_DEPTH } from './limits.js'

/**
 * A list block names the blocks that make up a span of a file, in order. Little-endian:
 *
 *     "TMLB" | version u8 = 1 | level u8 | 0 u16 | entries x (blockId 32 | spanBytes u64)
 *
 * The entries of level 1 are data blocks, those of level n are list blocks of level n - 1.
 */

const MAGIC = 0x424c4d54 // "TMLB" read as u32
const VERSION = 1
const HEAD_BYTES = 8
const ENTRY_BYTES = 40

/** One child of a list block. */
export interface ListEntry {
  readonly blockId: BlockId
  /** Bytes of file content below the child; for a data block its length. */
  readonly spanBytes: number
}

/** A decoded list block. */
export interface ListBlock {
  /** 1 when the entries are data blocks, up to MAX_TREE_DEPTH. */
  readonly level: number
  /** 1 to MAX_LIST_ENTRIES, in file order. */
  readonly entries: readonly ListEntry[]
  /** Bytes of file content below the whole block. */
  readonly spanBytes: number
}

/** Bytes that do not form a list block, or entries that cannot. */
export class ListBlockError extends RangeError {
  readonly code = 'list_block_invalid'

  constructor(message: string) {
    super(`not a list block: ${message}`)
    this.name = 'ListBlockError'
  }
}

/** Size of a list block with so many entries. */
export function listBlockBytes(entryCount: number): number {
  return HEAD_BYTES + entryCount * ENTRY_BYTES
}

/**
 * Encodes a list block. The same entries give the same bytes everywhere.
 * @throws ListBlockError when `decodeListBlock` would refuse the result.
 */
export function encodeListBlock(level: number, entries: readonly ListEntry[]): Uint8Array {
  checkShape(level, entries.length)
  checkSpans(level, entries)
  const bytes = new Uint8Array(listBlockBytes(entries.length))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint8(4, VERSION)
  view.setUint8(5, level)
  let at = HEAD_BYTES
  for (const { blockId, spanBytes } of entries) {
    bytes.set(parseHex(blockId), at)
    view.setBigUint64(at + 32, BigInt(spanBytes), true)
    at += ENTRY_BYTES
  }
  return bytes
}

/**
 * Decodes a list block strictly (SEC-47): exact size, known version and level, 1 to
 * MAX_LIST_ENTRIES entries, spans over zero whose sum is a safe integer, data blocks within
 * MAX_BLOCK_BYTES. That children exist and have these spans is for the caller to check.
 * @throws ListBlockError
 */
export function decodeListBlock(bytes: Uint8Array): ListBlock {
  const entryCount = (bytes.length - HEAD_BYTES) / ENTRY_BYTES
  if (bytes.length < HEAD_BYTES || !Number.isInteger(entryCount)) {
    throw new ListBlockError(`${bytes.length} bytes`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0, true) !== MAGIC) throw new ListBlockError('wrong magic')
  if (view.getUint8(4) !== VERSION) throw new ListBlockError(`version ${view.getUint8(4)}`)
  if (view.getUint16(6, true) !== 0) throw new ListBlockError('reserved bytes in use')
  const level = view.getUint8(5)
  checkShape(level, entryCount)
  const entries: ListEntry[] = []
  for (let at = HEAD_BYTES; at < bytes.length; at += ENTRY_BYTES) {
    entries.push({
      blockId: formatBlockId(bytes.subarray(at, at + 32)),
      // Above 2^53 the conversion rounds, never to a safe integer, and checkSpans refuses it.
      spanBytes: Number(view.getBigUint64(at + 32, true)),
    })
  }
  return { level, entries, spanBytes: checkSpans(level, entries) }
}

function checkShape(level: number, entryCount: number): void {
  if (!Number.isInteger(level) || level < 1 || level > MAX_TREE_DEPTH) {
    throw new ListBlockError(`level ${level}`)
  }
  if (entryCount < 1 || entryCount > MAX_LIST_ENTRIES) {
    throw new ListBlockError(`${entryCount} entries`)
  }
}

/** Returns the sum of the spans. */
function checkSpans(level: number, entries: readonly ListEntry[]): number {
  const most = level === 1 ? MAX_BLOCK_BYTES : Number.MAX_SAFE_INTEGER
  let sum = 0
  for (const { spanBytes } of entries) {
    if (!Number.isSafeInteger(spanBytes) || spanBytes < 1 || spanBytes > most) {
      throw new ListBlockError(`an entry that spans ${spanBytes} bytes`)
    }
    sum += spanBytes
  }
  if (!Number.isSafeInteger(sum)) throw new ListBlockError('spans too large together')
  return sum
}
