import {
  AppError,
  type Change,
  MAX_PAGE_ROWS,
  type NodeId,
  type SpaceId,
  type UndoRequest,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { NodeRow, SpaceRow } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { StoryCollector } from './node-story.js'
import type { DeletedSet, UndoneChanges } from './plan-undo.js'

/** Everything that the plan of an undo is made of, and the moment that it shows. */
export interface UndoneReading extends UndoneChanges {
  /** What changed after this position is not in it. */
  readonly headSeq: number
  readonly throughSeq: number
  readonly isWhole: boolean
}

/**
 * Reads what a device did. In many short transactions, so that nobody waits for it; what changes
 * meanwhile shows in the rows' positions.
 * @throws AppError not_found, epoch_mismatch when the journal ends before the previewed position
 */
export async function readUndone(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  request: UndoRequest,
): Promise<UndoneReading> {
  const access = request.isPreview ? 'read' : 'write'
  const { space, firstSeq } = await store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, access)
    return { space, firstSeq: await findFirstSince(tx, space, request.sinceMs) }
  })
  const { headSeq, trimmedSeq } = space
  const throughSeq = request.throughSeq ?? headSeq
  if (throughSeq > headSeq) throw new AppError('epoch_mismatch')
  const { deviceId, undoId } = request
  const collector = new StoryCollector({ deviceId, throughSeq, undoId })
  for await (const change of changesBetween(store, spaceId, firstSeq - 1, headSeq)) {
    collector.add(change)
  }
  const { stories, deletions } = collector
  const rows = await readRows(store, spaceId, [...stories.keys()])
  const deletedSets = await readDeletedSets(store, spaceId, [...deletions])
  const isWhole = trimmedSeq === 0 || firstSeq > trimmedSeq + 1
  return { stories, rows, deletedSets, headSeq, throughSeq, isWhole }
}

/** Position of the first kept change since `sinceMs`, found by halving: the clock mostly goes on. */
async function findFirstSince(
  tx: ReadTransaction,
  { spaceId, trimmedSeq, headSeq }: SpaceRow,
  sinceMs: number,
): Promise<number> {
  let low = trimmedSeq + 1
  let high = headSeq + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await tx.findChange(spaceId, middle)
    if (row !== undefined && row.change.atMs < sinceMs) low = middle + 1
    else high = middle
  }
  return low
}

async function* changesBetween(
  store: MetadataStore,
  spaceId: SpaceId,
  afterSeq: number,
  throughSeq: number,
): AsyncGenerator<Change> {
  let seq = afterSeq
  while (seq < throughSeq) {
    const page = await store.read((tx) => tx.listChanges(spaceId, seq, MAX_PAGE_ROWS))
    for (const { change } of page) if (change.seq <= throughSeq) yield change
    const last = page.at(-1)
    if (last === undefined) return
    seq = last.seq
  }
}

async function readRows(
  store: MetadataStore,
  spaceId: SpaceId,
  nodeIds: readonly NodeId[],
): Promise<Map<NodeId, NodeRow>> {
  const rows = new Map<NodeId, NodeRow>()
  for (let at = 0; at < nodeIds.length; at += MAX_PAGE_ROWS) {
    const part = nodeIds.slice(at, at + MAX_PAGE_ROWS)
    const found = await store.read((tx) => tx.findNodes(spaceId, part))
    for (const [nodeId, row] of found) rows.set(nodeId, row)
  }
  return rows
}

/** What is in the trash because of the deletions at `seqs`. */
async function readDeletedSets(
  store: MetadataStore,
  spaceId: SpaceId,
  seqs: readonly number[],
): Promise<DeletedSet[]> {
  const sets = new Map<number, NodeRow[]>()
  for (let at = 0; at < seqs.length; at += MAX_PAGE_ROWS) {
    const part = seqs.slice(at, at + MAX_PAGE_ROWS)
    for (const row of await store.read((tx) => tx.listDeletedAt(spaceId, part))) {
      const seq = row.deletion?.seq ?? 0
      const rows = sets.get(seq)
      if (rows === undefined) sets.set(seq, [row])
      else rows.push(row)
    }
  }
  // By list order folders stand before what they hold; files have none and come last.
  const order = ({ kind, listOrder }: NodeRow) => (kind === 'folder' ? listOrder : Infinity)
  return [...sets].map(([seq, rows]) => ({
    seq,
    rows: rows.toSorted((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)),
  }))
}
