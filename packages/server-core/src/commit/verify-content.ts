import type { BlockId } from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { SpaceRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { WalkedContent } from './walk-content.js'

/** Content whose blocks the caller may use. */
export interface UsableContent {
  readonly state: 'ok'
  /** Data blocks, except below list blocks that the space holds already. */
  readonly blockIds: readonly BlockId[]
  readonly listIds: readonly BlockId[]
}

/** Whether content may be committed. */
export type ContentVerdict =
  | UsableContent
  | { readonly state: 'missing'; readonly blockIds: BlockId[] }
  | { readonly state: 'invalid' }
  /** A sweep began or ended since the walk, so what the walk skipped must be walked again. */
  | { readonly state: 'stale' }

/**
 * Verifies walked contents inside the committing transaction: every block is stored, may be used by
 * this caller (SEC-41, SEC-42) and has the length that its list says. What is missing is named
 * whether it exists elsewhere or not.
 */
export async function verifyContents<Key>(
  tx: ReadTransaction,
  caller: Caller,
  space: SpaceRow,
  nowMs: number,
  walked: ReadonlyMap<Key, WalkedContent>,
): Promise<Map<Key, ContentVerdict>> {
  const ids = new Set<BlockId>()
  for (const { data, lists } of walked.values()) {
    for (const id of data.keys()) ids.add(id)
    for (const id of lists) ids.add(id)
  }
  const all = [...ids]
  const readable = await tx.readableBlocks(space.spaceId, caller.deviceId, all, nowMs)
  const locations = await tx.findBlocks(space.accountId, all)
  const generation = await tx.sweepGeneration(space.accountId)
  const verdicts = new Map<Key, ContentVerdict>()
  for (const [key, content] of walked) {
    const lengthOf = (id: BlockId) => (readable.has(id) ? locations.get(id)?.rawLength : undefined)
    verdicts.set(key, judge(content, generation, lengthOf))
  }
  return verdicts
}

/** @param lengthOf length of a block that the caller may use, else undefined. */
function judge(
  content: WalkedContent,
  generation: number,
  lengthOf: (id: BlockId) => number | undefined,
): ContentVerdict {
  if (content.isInvalid) return { state: 'invalid' }
  if (content.hasSkipped && content.generation !== generation) return { state: 'stale' }
  const missing = [...content.missing]
  let isInvalid = false
  for (const id of content.lists) if (lengthOf(id) === undefined) missing.push(id)
  for (const [id, expected] of content.data) {
    const length = lengthOf(id)
    if (length === undefined) missing.push(id)
    else if (length !== expected) isInvalid = true
  }
  if (missing.length > 0) return { state: 'missing', blockIds: [...new Set(missing)] }
  if (isInvalid) return { state: 'invalid' }
  return { state: 'ok', blockIds: [...content.data.keys()], listIds: [...content.lists] }
}
