import {
  AppError,
  type BlockId,
  isSameContent,
  MAX_BLOCK_IDS_PER_CALL,
  type NodeId,
} from '@tidemark/protocol'
import type { AbortSignal, Hasher, Remote } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { blockLost } from './block-reader.js'
import { localContentBlocks } from './content-blocks.js'

/** Knows which blocks the server has. */
export interface BlockKeeper {
  readonly hasher: Hasher
  readonly remote: Pick<Remote, 'findMissing'>
}

/** What the server says of the content of files that are to leave the disk. */
export interface KeptContent {
  /** Every block of the file's current content is there. */
  readonly whole: ReadonlySet<NodeId>
  /** The server is to have it and does not: the file stays. */
  readonly lost: ReadonlyMap<NodeId, AppError>
}

/**
 * Asks the server for each block of the files whose content here is the newest one there. Of others, an
 * older version or one whose blocks are not known, it says nothing.
 * @throws AppError of the connection.
 */
export async function askForKeptContent(
  store: StateStore,
  { hasher, remote }: BlockKeeper,
  nodeIds: readonly NodeId[],
  signal: AbortSignal,
): Promise<KeptContent> {
  const whole = new Set<NodeId>()
  const lost = new Map<NodeId, AppError>()
  let asked = new Map<BlockId, NodeId[]>()
  const ask = async () => {
    const missing = await remote.findMissing([...asked.keys()], signal)
    for (const blockId of missing) {
      for (const nodeId of asked.get(blockId) ?? []) lost.set(nodeId, blockLost(blockId))
    }
    asked = new Map()
  }
  for (const nodeId of nodeIds) {
    const blockIds = newestBlocks(store, hasher, nodeId)
    if (blockIds === undefined) continue
    whole.add(nodeId)
    for (const blockId of blockIds) {
      const nodes = asked.get(blockId)
      if (nodes === undefined) asked.set(blockId, [nodeId])
      else nodes.push(nodeId)
      if (asked.size >= MAX_BLOCK_IDS_PER_CALL) await ask()
    }
  }
  if (asked.size > 0) await ask()
  for (const nodeId of lost.keys()) whole.delete(nodeId)
  return { whole, lost }
}

function newestBlocks(store: StateStore, hasher: Hasher, nodeId: NodeId): BlockId[] | undefined {
  const content = store.local.find(nodeId)?.content
  const newest = store.remote.find(nodeId)?.content
  if (content === undefined || newest === undefined || !isSameContent(content, newest))
    return undefined
  try {
    return [...localContentBlocks(store, hasher, nodeId, content)].map(({ blockId }) => blockId)
  } catch (error) {
    // The record of its blocks is not that of its content.
    if (error instanceof AppError) return undefined
    throw error
  }
}
