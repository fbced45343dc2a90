import {
  type AccountId,
  AppError,
  type BlockId,
  MAX_PAGE_ROWS,
  type NodeId,
  type RevisionId,
  type SpaceId,
} from '@tidemark/protocol'
import { nodeFinder } from '../history/path-reader.js'
import { pathOf } from '../history/paths.js'
import type { BlockRow } from '../metadata/rows.js'
import type { ListBlockReader } from '../ports.js'
import { MarkedBlocks } from './marked-blocks.js'
import { MarkedTrees } from './marked-trees.js'
import { batchByBytes, readBlocksAt } from './read-blocks.js'
import { listRetainedContents } from './retained-contents.js'
import type { BlockStorage } from './storage.js'
import { type BlockUse, walkTree } from './walk-tree.js'

/** A block that cannot be given back as it was stored. */
export interface BadBlock {
  readonly accountId: AccountId
  readonly blockId: BlockId
  /** `damaged`: the record does not open; `mislabelled`: it is another kind or size than indexed. */
  readonly problem: 'damaged' | 'mislabelled'
}

/** A kept version of a file that cannot be read in full. */
export interface BadVersion {
  readonly spaceId: SpaceId
  readonly nodeId: NodeId
  readonly revisionId: RevisionId
  /** Where the file is, or was when it was deleted. */
  readonly path: string
  /** The first block found missing or damaged. */
  readonly blockId: BlockId
}

/** What a check of one account read and found. */
export interface CheckReport {
  readonly checkedBlocks: number
  readonly checkedBytes: number
  readonly badBlocks: readonly BadBlock[]
  readonly badVersions: readonly BadVersion[]
}

/**
 * Reads every block of an account back, decrypted, decompressed and hashed, and then walks every
 * kept version to see that all of its blocks are there (P12). Changes nothing; what it finds counts
 * as missing from then on, so a device that has it uploads it again.
 */
export async function checkBlocks(
  storage: BlockStorage,
  reader: ListBlockReader,
  accountId: AccountId,
): Promise<CheckReport> {
  const sound = new MarkedBlocks()
  const badBlocks: BadBlock[] = []
  let checkedBlocks = 0
  let checkedBytes = 0
  for await (const rows of indexPages(storage, accountId)) {
    for (const batch of batchByBytes(rows, ({ rawLength }) => rawLength)) {
      badBlocks.push(...(await checkBatch(storage, accountId, batch, sound)))
    }
    checkedBlocks += rows.length
    checkedBytes += rows.reduce((sum, { length }) => sum + length, 0)
  }
  const badVersions = await checkVersions(storage, reader, accountId, sound)
  return { checkedBlocks, checkedBytes, badBlocks, badVersions }
}

async function* indexPages(
  { metadata }: BlockStorage,
  accountId: AccountId,
): AsyncGenerator<BlockRow[]> {
  let after = ''
  for (;;) {
    const position = after
    const page = await metadata.read((tx) => tx.listBlocks(accountId, position, MAX_PAGE_ROWS))
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.blockId
  }
}

async function checkBatch(
  storage: BlockStorage,
  accountId: AccountId,
  rows: readonly BlockRow[],
  sound: MarkedBlocks,
): Promise<BadBlock[]> {
  const places = new Map(rows.map((row) => [row.blockId, row]))
  const blocks = await readBlocksAt(storage, accountId, places, 'plain')
  const bad: BadBlock[] = []
  for (const { blockId, kind, rawLength } of rows) {
    const block = blocks.get(blockId)
    if (block === undefined) bad.push({ accountId, blockId, problem: 'damaged' })
    else if (block.kind !== kind || block.rawLength !== rawLength) {
      bad.push({ accountId, blockId, problem: 'mislabelled' })
    } else sound.add(blockId)
  }
  return bad
}

async function checkVersions(
  { metadata }: BlockStorage,
  reader: ListBlockReader,
  accountId: AccountId,
  sound: MarkedBlocks,
): Promise<BadVersion[]> {
  const bad: BadVersion[] = []
  /** Subtrees that are whole; a version that shares one need not walk it again. */
  const whole = new MarkedTrees()
  for await (const { space, revision } of listRetainedContents(metadata, accountId)) {
    const seen: [BlockId, BlockUse][] = []
    const problem = await firstMissing(reader, accountId, revision.content, (blockId, use) => {
      seen.push([blockId, use])
      return { isSound: sound.has(blockId), isKnown: whole.has(blockId, use) }
    })
    if (problem === undefined) for (const [blockId, use] of seen) whole.add(blockId, use)
    else {
      const { nodeId, revisionId } = revision
      const { spaceId } = space
      const path = await metadata.read(async (tx) => {
        const nodes = await tx.findNodes(spaceId, [nodeId])
        const node = nodes.get(nodeId)
        return node === undefined ? '' : pathOf(node, nodeFinder(tx, spaceId))
      })
      bad.push({ spaceId, nodeId, revisionId, path, blockId: problem })
    }
  }
  return bad
}

async function firstMissing(
  reader: ListBlockReader,
  accountId: AccountId,
  content: Parameters<typeof walkTree>[2],
  look: (blockId: BlockId, use: BlockUse) => { isSound: boolean; isKnown: boolean },
): Promise<BlockId | undefined> {
  let missing: BlockId | undefined
  try {
    await walkTree(reader, accountId, content, (blockId, use) => {
      if (missing !== undefined) return false
      const { isSound, isKnown } = look(blockId, use)
      if (!isSound) missing = blockId
      return isSound && !isKnown
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'block_damaged') throw error
    missing ??= content.root ?? undefined
  }
  return missing
}
