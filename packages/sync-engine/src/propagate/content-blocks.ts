import {
  AppError,
  type BlockId,
  BlockTreeBuilder,
  decodeListBlock,
  type FileContent,
  type ListEntry,
  type NodeId,
} from '@tidemark/protocol'
import type { AbortSignal, Hasher } from '../ports.js'
import type { StateReader } from '../state-store.js'
import { type BlockReader, blockLost } from './block-reader.js'

/** One block of a file's content as it is sent: data by position, list blocks with their bytes. */
export type ContentBlock =
  | {
      readonly kind: 'data'
      readonly blockId: BlockId
      readonly offset: number
      readonly length: number
    }
  | { readonly kind: 'list'; readonly blockId: BlockId; readonly bytes: Uint8Array }

/**
 * All blocks of a local file as it was last read: each list block after what it lists.
 * @throws AppError file_changing when the record does not lead to `content`; the file is read anew.
 */
export function* localContentBlocks(
  store: StateReader,
  hasher: Hasher,
  nodeId: NodeId,
  content: FileContent,
): Iterable<ContentBlock> {
  const builder = new BlockTreeBuilder((bytes) => hasher.sha256(bytes))
  for (const { blockId: recorded, offset, length } of store.blocksOf(nodeId)) {
    const blockId = recorded as BlockId // the record holds what `readContent` hashed
    yield { kind: 'data', blockId, offset, length }
    for (const block of builder.add(blockId, length)) yield { kind: 'list', ...block }
  }
  const tree = builder.finish()
  for (const block of tree.listBlocks) yield { kind: 'list', ...block }
  if (tree.root !== content.root || tree.sizeBytes !== content.sizeBytes) {
    throw new AppError('file_changing')
  }
}

/** A data block of a content on the server. */
export interface DataSpan {
  readonly blockId: BlockId
  readonly offset: number
  readonly length: number
}

/**
 * Data blocks of a content in file order, found by reading its list blocks level by level. Each
 * level is read in one go, so the memory is that of the list itself: 1/25,000 of the file.
 * @throws AppError content_invalid when the list blocks do not add up to the content.
 */
export async function remoteContentSpans(
  reader: BlockReader,
  content: FileContent,
  signal: AbortSignal,
): Promise<DataSpan[]> {
  if (content.root === null) return []
  let entries: ListEntry[] = [{ blockId: content.root, spanBytes: content.sizeBytes }]
  for (let level = content.depth; level > 0; level--) {
    entries = await expand(reader, entries, level, signal)
  }
  const spans: DataSpan[] = []
  let offset = 0
  for (const { blockId, spanBytes } of entries) {
    spans.push({ blockId, offset, length: spanBytes })
    offset += spanBytes
  }
  if (offset !== content.sizeBytes) throw new AppError('content_invalid')
  return spans
}

/** Replaces list blocks by what they list. */
async function expand(
  reader: BlockReader,
  lists: readonly ListEntry[],
  level: number,
  signal: AbortSignal,
): Promise<ListEntry[]> {
  const children = new Map<BlockId, readonly ListEntry[]>()
  const ids = new Set(lists.map((list) => list.blockId))
  await reader.read(
    [...ids],
    async (blockId, bytes) => {
      if (bytes === undefined) throw blockLost(blockId)
      children.set(blockId, decodeChildren(bytes, level))
    },
    signal,
  )
  return lists.flatMap(({ blockId, spanBytes }) => {
    const entries = children.get(blockId) ?? []
    const sum = entries.reduce((total, entry) => total + entry.spanBytes, 0)
    if (sum !== spanBytes) throw new AppError('content_invalid')
    return entries
  })
}

function decodeChildren(bytes: Uint8Array, level: number): readonly ListEntry[] {
  try {
    const list = decodeListBlock(bytes)
    if (list.level === level) return list.entries
  } catch (cause) {
    throw new AppError('content_invalid', {}, { cause })
  }
  throw new AppError('content_invalid')
}
