import { type AccountId, AppError, type FileContent } from '@tidemark/protocol'
import type { ListBlockReader } from '../ports.js'
import { type ByteRange, type ContentSpan, listContentSpans } from './content-spans.js'
import { readAhead } from './read-ahead.js'
import { readBlocks } from './read-blocks.js'
import type { BlockStorage } from './storage.js'

/** Spans that are read together, by the bytes that they give. */
const MAX_GROUP_BYTES = 1024 * 1024
const MAX_GROUP_SPANS = 256

/**
 * The bytes of `range` of a file's content as a stream of pieces. Every block is decompressed and
 * hashed before a byte of it leaves (P12). Reads ahead by one group of blocks and no faster than it
 * is consumed, so a file of any size goes through in a few megabytes.
 * @throws AppError `block_damaged` as soon as a block cannot be read
 */
export async function* readContent(
  storage: BlockStorage,
  reader: ListBlockReader,
  accountId: AccountId,
  content: Pick<FileContent, 'root' | 'depth' | 'sizeBytes'>,
  range: ByteRange,
): AsyncGenerator<Uint8Array> {
  const groups = groupSpans(listContentSpans(reader, accountId, content, range))
  const read = async (group: readonly ContentSpan[]) => ({
    group,
    blocks: await readBlocks(
      storage,
      accountId,
      [...new Set(group.map(({ blockId }) => blockId))],
      'plain',
    ),
  })
  for await (const { group, blocks } of readAhead(groups, read)) {
    for (const { blockId, skip, take } of group) {
      const plain = blocks.get(blockId)?.payload
      if (plain === undefined || plain.length < skip + take) {
        throw new AppError('block_damaged', { blockId })
      }
      yield plain.subarray(skip, skip + take)
    }
  }
}

async function* groupSpans(spans: AsyncIterable<ContentSpan>): AsyncGenerator<ContentSpan[]> {
  let group: ContentSpan[] = []
  let sizeBytes = 0
  for await (const span of spans) {
    const spanBytes = span.skip + span.take
    const isFull = sizeBytes + spanBytes > MAX_GROUP_BYTES || group.length >= MAX_GROUP_SPANS
    if (group.length > 0 && isFull) {
      yield group
      group = []
      sizeBytes = 0
    }
    group.push(span)
    sizeBytes += spanBytes
  }
  if (group.length > 0) yield group
}
