import {
  type BlockId,
  decodeListBlock,
  type FileContent,
  HASH_ID,
  type ListBlock,
  ListBlockError,
  MAX_BLOCK_BYTES,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { SpaceRow } from '../metadata/rows.js'
import type { Clock, ListBlockReader, MetadataStore } from '../ports.js'

/** What walking one content's tree of blocks found. */
export interface WalkedContent {
  /** Every data block met, with the length that it must have. */
  readonly data: ReadonlyMap<BlockId, number>
  /** Every list block met. */
  readonly lists: ReadonlySet<BlockId>
  /** List blocks that this caller may not read or that are not stored. */
  readonly missing: readonly BlockId[]
  /** Sizes that do not add up, or a list block that is none (SEC-47). */
  readonly isInvalid: boolean
  /** Whether trees of list blocks that the space holds already were not walked again. */
  readonly hasSkipped: boolean
  /** Sweep generation of the blocks when the walk began. */
  readonly generation: number
}

interface Visit {
  readonly blockId: BlockId
  readonly level: number
  readonly spanBytes: number
}

interface Walk {
  readonly data: Map<BlockId, number>
  readonly lists: Set<BlockId>
  readonly missing: BlockId[]
  isInvalid: boolean
  hasSkipped: boolean
  frontier: Visit[]
}

/** What a walk reads. */
export interface WalkPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly listBlocks: ListBlockReader
}

/**
 * Walks the trees of several contents, one level of all at a time. Each list block is decoded once
 * per content however often it is named, so a small upload cannot ask for endless work (SEC-47).
 *
 * Below a list block that the space holds as such, everything was verified when that was committed and is
 * kept by the same references: there the walk stops, so that the cost goes with what changed. Not
 * so while a sweep removes blocks (odd generation): then it walks everything.
 */
export async function walkContents(
  ports: WalkPorts,
  caller: Caller,
  space: SpaceRow,
  contents: readonly FileContent[],
): Promise<WalkedContent[]> {
  const generation = await ports.store.read((tx) => tx.sweepGeneration(space.accountId))
  const maySkip = generation % 2 === 0
  const walks = contents.map(startWalk)
  while (walks.some((walk) => walk.frontier.length > 0)) {
    const ids = new Set(walks.flatMap((walk) => walk.frontier.map((visit) => visit.blockId)))
    const known = await lookUp(ports, caller, space, [...ids])
    for (const walk of walks) stepDown(walk, known, maySkip)
  }
  return walks.map(({ frontier: _, ...walk }) => ({ ...walk, generation }))
}

function startWalk(content: FileContent): Walk {
  const { sizeBytes, root, depth, hashId } = content
  const walk: Walk = {
    data: new Map(),
    lists: new Set(),
    missing: [],
    isInvalid: hashId !== HASH_ID || (root === null) !== (sizeBytes === 0),
    hasSkipped: false,
    frontier: [],
  }
  if (walk.isInvalid) return walk
  if (root === null) walk.isInvalid = depth !== 0
  else if (depth > 0) walk.frontier = [{ blockId: root, level: depth, spanBytes: sizeBytes }]
  else if (sizeBytes > MAX_BLOCK_BYTES) walk.isInvalid = true
  else walk.data.set(root, sizeBytes)
  return walk
}

/** A list block that the caller may read, with whether the space held it as one before. */
interface KnownList {
  readonly list: ListBlock | 'not a list'
  readonly isInSpace: boolean
}

async function lookUp(
  { store, clock, listBlocks }: WalkPorts,
  caller: Caller,
  { spaceId, accountId }: SpaceRow,
  ids: readonly BlockId[],
): Promise<Map<BlockId, KnownList>> {
  const { readable, inSpace } = await store.read(async (tx) => ({
    readable: await tx.readableBlocks(spaceId, caller.deviceId, ids, clock.nowMs()),
    inSpace: await tx.findSpaceLists(spaceId, ids),
  }))
  const known = new Map<BlockId, KnownList>()
  for (const blockId of readable) {
    const bytes = await listBlocks.readListBlock(accountId, blockId)
    if (bytes === undefined) continue
    known.set(blockId, { list: decode(bytes), isInSpace: inSpace.has(blockId) })
  }
  return known
}

function decode(bytes: Uint8Array): ListBlock | 'not a list' {
  try {
    return decodeListBlock(bytes)
  } catch (error) {
    if (error instanceof ListBlockError) return 'not a list'
    throw error
  }
}

function stepDown(walk: Walk, known: ReadonlyMap<BlockId, KnownList>, maySkip: boolean): void {
  const next: Visit[] = []
  for (const { blockId, level, spanBytes } of walk.frontier) {
    const found = known.get(blockId)
    if (found === undefined) {
      walk.missing.push(blockId)
      continue
    }
    const { list, isInSpace } = found
    if (list === 'not a list' || list.level !== level || list.spanBytes !== spanBytes) {
      walk.isInvalid = true
      continue
    }
    if (walk.lists.has(blockId)) continue
    walk.lists.add(blockId)
    if (isInSpace && maySkip) walk.hasSkipped = true
    else descend(walk, list, next)
  }
  walk.frontier = walk.isInvalid ? [] : next
}

function descend(walk: Walk, list: ListBlock, next: Visit[]): void {
  for (const { blockId, spanBytes } of list.entries) {
    if (list.level > 1) {
      next.push({ blockId, level: list.level - 1, spanBytes })
      continue
    }
    const before = walk.data.get(blockId)
    if (before !== undefined && before !== spanBytes) walk.isInvalid = true
    walk.data.set(blockId, spanBytes)
  }
}
