import { type AccountId, type BlockId, MAX_PAGE_ROWS } from '@tidemark/protocol'
import type { CrashPoint } from '../crash-points.js'
import type { Clock, ListBlockReader, MetadataStore, StopSignal } from '../ports.js'
import { MarkedTrees } from './marked-trees.js'
import { listRetainedContents } from './retained-contents.js'
import type { BlockStorage } from './storage.js'
import { walkTree } from './walk-tree.js'

/** What a sweep of one account did. */
export interface SweepReport {
  readonly keptBlocks: number
  readonly removedBlocks: number
}

/** What a sweep works with. */
export interface SweepOptions {
  readonly storage: BlockStorage
  readonly reader: ListBlockReader
  readonly clock: Clock
  readonly crashPoint: CrashPoint
  /** Stops the sweep; the next one begins anew. */
  readonly signal?: StopSignal
}

/**
 * Removes from the index every block of the account that no kept version uses. The bytes stay until
 * `compactSegments`: index rows go first, always (P13).
 *
 * Safe while devices upload and commit. A block that an upload or a `missing` answer has pinned
 * stays. A commit during the sweep walks its whole trees and stamps every block with the sweep's
 * generation, and `removeBlocks` looks at pins and stamps in its own transaction. So a block goes
 * only when neither the versions before the sweep nor any commit since uses it. A sweep that fails
 * or is killed while it removes stays open, and so do those after it until one is through: a space
 * may hold a list block whose children are gone, so commits must not trust it (I8).
 * @throws AppError `block_damaged` when a list block cannot be read: nothing below it can be told
 *   from garbage, so nothing is removed; the signal's reason
 */
export async function sweepBlocks(
  options: SweepOptions,
  accountId: AccountId,
): Promise<SweepReport> {
  const { metadata } = options.storage
  const { generation, isAfterFailure } = await beginSweep(metadata, accountId)
  const endSweep = () => metadata.write((tx) => tx.endSweep(accountId, generation))
  const marked = await markOrEnd(options, accountId, async () => {
    if (!isAfterFailure) await endSweep()
  })
  options.crashPoint('G01')
  const removedBlocks = await removeUnmarked(options, accountId, generation, marked)
  await endSweep()
  return { keptBlocks: marked.size, removedBlocks }
}

/** An odd generation means that an earlier sweep was not through. */
function beginSweep(metadata: MetadataStore, accountId: AccountId) {
  return metadata.write(async (tx) => {
    const isAfterFailure = (await tx.sweepGeneration(accountId)) % 2 === 1
    return { generation: await tx.beginSweep(accountId), isAfterFailure }
  })
}

/** Marks; when that fails nothing has been removed yet, and `end` decides about the sweep. */
async function markOrEnd(
  options: SweepOptions,
  accountId: AccountId,
  end: () => Promise<void>,
): Promise<MarkedTrees> {
  try {
    return await markTrees(options, accountId)
  } catch (error) {
    await end()
    throw error
  }
}

async function markTrees(
  { storage, reader, signal }: SweepOptions,
  accountId: AccountId,
): Promise<MarkedTrees> {
  const marked = new MarkedTrees()
  for await (const { revision } of listRetainedContents(storage.metadata, accountId)) {
    signal?.throwIfAborted()
    await walkTree(reader, accountId, revision.content, (blockId, use) => marked.add(blockId, use))
  }
  return marked
}

async function removeUnmarked(
  { storage: { metadata }, clock, crashPoint, signal }: SweepOptions,
  accountId: AccountId,
  generation: number,
  marked: MarkedTrees,
): Promise<number> {
  let removedCount = 0
  let after: BlockId | '' = ''
  for (;;) {
    signal?.throwIfAborted()
    const position: string = after
    const page = await metadata.read((tx) => tx.listBlocks(accountId, position, MAX_PAGE_ROWS))
    const last = page.at(-1)
    if (last === undefined) return removedCount
    const ids = page.map(({ blockId }) => blockId)
    const unused = ids.filter((blockId) => !marked.has(blockId))
    const noLists = ids.filter((blockId) => !marked.has(blockId, 'list'))
    crashPoint('G02')
    const removed = await metadata.write(async (tx) => {
      // What is in use as data alone may have been a list, of which the rest goes now.
      await tx.removeSpaceLists(accountId, noLists, generation)
      return tx.removeBlocks(accountId, unused, generation, clock.nowMs())
    })
    removedCount += removed.length
    crashPoint('G03')
    after = last.blockId
  }
}
