import { type AccountId, type BlockId, MAX_PAGE_ROWS } from '@tidemark/protocol'
import type { Clock, ListBlockReader, MetadataStore } from '../ports.js'
import { MarkedBlocks } from './marked-blocks.js'
import type { CrashPoint } from './ports.js'
import { listRetainedContents } from './retained-contents.js'
import type { BlockStorage } from './storage.js'
import { walkTree } from './walk-tree.js'

/** What a sweep of one account did. */
export interface SweepReport {
  readonly keptBlocks: number
  readonly removedBlocks: number
}

/**
 * Removes from the index every block of the account that no kept version uses. The bytes stay until
 * `compactSegments`: index rows go first, always (P13).
 *
 * Safe while devices upload and commit. A block that an upload or a `missing` answer has pinned
 * stays. A commit during the sweep walks its whole trees and stamps every block with the sweep's
 * generation, and `removeBlocks` looks at pins and stamps in its own transaction. So a block goes
 * only when neither the versions before the sweep nor any commit since uses it. A sweep that is
 * killed leaves nothing to repair: the next one begins anew.
 * @throws AppError `block_damaged` when a list block cannot be read: nothing below it can be told
 *   from garbage, so nothing is removed
 */
export async function sweepBlocks(
  storage: BlockStorage,
  reader: ListBlockReader,
  clock: Clock,
  accountId: AccountId,
  crashPoint: CrashPoint,
): Promise<SweepReport> {
  const { metadata } = storage
  const generation = await metadata.write((tx) => tx.beginSweep(accountId))
  try {
    const marked = await markBlocks(metadata, reader, accountId)
    crashPoint('G01')
    const removedBlocks = await removeUnmarked(storage, clock, accountId, generation, {
      marked,
      crashPoint,
    })
    return { keptBlocks: marked.size, removedBlocks }
  } finally {
    await metadata.write((tx) => tx.endSweep(accountId, generation))
  }
}

async function markBlocks(
  metadata: MetadataStore,
  reader: ListBlockReader,
  accountId: AccountId,
): Promise<MarkedBlocks> {
  const marked = new MarkedBlocks()
  for await (const { revision } of listRetainedContents(metadata, accountId)) {
    await walkTree(reader, accountId, revision.content, (blockId) => marked.add(blockId))
  }
  return marked
}

async function removeUnmarked(
  { metadata }: BlockStorage,
  clock: Clock,
  accountId: AccountId,
  generation: number,
  { marked, crashPoint }: { marked: MarkedBlocks; crashPoint: CrashPoint },
): Promise<number> {
  let removedCount = 0
  let after: BlockId | '' = ''
  for (;;) {
    const position: string = after
    const page = await metadata.read((tx) => tx.listBlocks(accountId, position, MAX_PAGE_ROWS))
    const last = page.at(-1)
    if (last === undefined) return removedCount
    const unused = page.map(({ blockId }) => blockId).filter((blockId) => !marked.has(blockId))
    crashPoint('G02')
    if (unused.length > 0) {
      const removed = await metadata.write((tx) =>
        tx.removeBlocks(accountId, unused, generation, clock.nowMs()),
      )
      removedCount += removed.length
    }
    crashPoint('G03')
    after = last.blockId
  }
}
