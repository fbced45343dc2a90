import type { AccountId, BlockId, FileContent } from '@tidemark/protocol'
import type { ListBlockReader } from '../ports.js'
import { readList } from './content-spans.js'

/** What a block is within a tree. */
export type BlockUse = 'data' | 'list'

/**
 * Visits every block of a file's content, parents before children. Where `visit` answers false the
 * walk does not go below the block: it was seen already.
 * @throws AppError `block_damaged` when a list block cannot be read, so what is below is not known
 */
export async function walkTree(
  reader: ListBlockReader,
  accountId: AccountId,
  { root, depth }: Pick<FileContent, 'root' | 'depth'>,
  visit: (blockId: BlockId, use: BlockUse) => boolean,
): Promise<void> {
  if (root === null || !visit(root, depth === 0 ? 'data' : 'list') || depth === 0) return
  const { entries } = await readList(reader, accountId, root, depth)
  for (const { blockId } of entries) {
    await walkTree(reader, accountId, { root: blockId, depth: depth - 1 }, visit)
  }
}
