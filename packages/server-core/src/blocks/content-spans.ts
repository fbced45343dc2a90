import {
  type AccountId,
  AppError,
  type BlockId,
  decodeListBlock,
  type FileContent,
  type ListBlock,
} from '@tidemark/protocol'
import type { ListBlockReader } from '../ports.js'

/** Bytes of a file: `start` inclusive, `end` exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A part of a data block that belongs to a range of a file. */
export interface ContentSpan {
  readonly blockId: BlockId
  /** Bytes of the block to skip. */
  readonly skip: number
  /** Bytes of the block to take after that. */
  readonly take: number
}

/**
 * The spans that make up `range` of a file's content, in order. Reads only the list blocks that
 * touch the range, and never more than one per level at a time.
 * @throws AppError `block_damaged` when a list block cannot be read or is none
 */
export async function* listContentSpans(
  reader: ListBlockReader,
  accountId: AccountId,
  { root, depth, sizeBytes }: Pick<FileContent, 'root' | 'depth' | 'sizeBytes'>,
  range: ByteRange,
): AsyncGenerator<ContentSpan> {
  if (root === null || range.start >= range.end) return
  const subtree = { blockId: root, level: depth, start: 0, spanBytes: sizeBytes }
  yield* spansBelow(reader, accountId, subtree, range)
}

interface Subtree {
  readonly blockId: BlockId
  /** 0 for a data block. */
  readonly level: number
  /** Where in the file its content begins. */
  readonly start: number
  readonly spanBytes: number
}

async function* spansBelow(
  reader: ListBlockReader,
  accountId: AccountId,
  { blockId, level, start, spanBytes }: Subtree,
  range: ByteRange,
): AsyncGenerator<ContentSpan> {
  if (level === 0) {
    const skip = Math.max(0, range.start - start)
    const take = Math.min(spanBytes, range.end - start) - skip
    yield { blockId, skip, take }
    return
  }
  const list = await readList(reader, accountId, blockId, level)
  let at = start
  for (const entry of list.entries) {
    const end = at + entry.spanBytes
    if (at >= range.end) return
    if (end > range.start) {
      yield* spansBelow(reader, accountId, { ...entry, level: level - 1, start: at }, range)
    }
    at = end
  }
}

/**
 * One list block of a known level.
 * @throws AppError `block_damaged`
 */
export async function readList(
  reader: ListBlockReader,
  accountId: AccountId,
  blockId: BlockId,
  level: number,
): Promise<ListBlock> {
  const bytes = await reader.readListBlock(accountId, blockId)
  if (bytes === undefined) throw new AppError('block_damaged', { blockId })
  let list: ListBlock
  try {
    list = decodeListBlock(bytes)
  } catch (cause) {
    throw new AppError('block_damaged', { blockId }, { cause })
  }
  if (list.level !== level) throw new AppError('block_damaged', { blockId })
  return list
}
