import type { AccountId, BlockId } from '@tidemark/protocol'
import type { CrashPoint } from '../crash-points.js'
import type { BlockRow } from '../metadata/rows.js'
import type { StopSignal } from '../ports.js'
import type { InFlightWrites } from './in-flight-writes.js'
import type { SegmentInfo } from './ports.js'
import { batchByBytes } from './read-blocks.js'
import type { BlockStorage } from './storage.js'

/** A closed segment of which less than this share is in use is rewritten. */
const THIN_SHARE = 0.5

/** What compaction did. */
export interface CompactionReport {
  readonly removedSegments: number
  readonly removedBytes: number
  readonly movedBlocks: number
}

/**
 * Gives back the space of blocks that the index no longer knows: rewrites thin segments into the
 * open one and removes segments that hold nothing. Readers that looked a block up before it moved
 * look it up again. Killed at any point it leaves at worst a record twice, which the next run finds.
 * Closed segments only: one that has not been written to for long is closed by `closeOpen`.
 */
export async function compactSegments(
  storage: BlockStorage,
  inFlight: InFlightWrites,
  crashPoint: CrashPoint,
  signal?: StopSignal,
): Promise<CompactionReport> {
  const closed = (await storage.segments.list()).filter(({ isOpen }) => !isOpen)
  // What was appended to them before is indexed after this, so unused means unused.
  await inFlight.settled()
  let report: CompactionReport = { removedSegments: 0, removedBytes: 0, movedBlocks: 0 }
  for (const segment of closed) {
    signal?.throwIfAborted()
    const live = await storage.metadata.read((tx) => tx.listSegmentBlocks(segment.segmentId))
    const liveBytes = live.reduce((sum, { length }) => sum + length, 0)
    if (live.length > 0 && liveBytes >= segment.sizeBytes * THIN_SHARE) continue
    const movedBlocks = await moveBlocks(storage, segment, live)
    const left = await storage.metadata.read((tx) => tx.listSegmentBlocks(segment.segmentId))
    report = { ...report, movedBlocks: report.movedBlocks + movedBlocks }
    // A record that did not open stays where it is, for whoever wants to look at the damage.
    if (left.length > 0) continue
    crashPoint('G04')
    await storage.segments.remove(segment)
    report = {
      ...report,
      removedSegments: report.removedSegments + 1,
      removedBytes: report.removedBytes + segment.sizeBytes,
    }
  }
  return report
}

type OwnedRow = BlockRow & { readonly accountId: AccountId }

async function moveBlocks(
  storage: BlockStorage,
  segment: SegmentInfo,
  rows: readonly OwnedRow[],
): Promise<number> {
  let movedCount = 0
  for (const batch of batchByBytes(rows, ({ length }) => length)) {
    for (const [accountId, own] of groupByAccount(batch)) {
      movedCount += await moveBatch(storage, segment, accountId, own)
    }
  }
  return movedCount
}

/** Copies records as they are, so nothing is encrypted anew; each is opened first as a check. */
async function moveBatch(
  { metadata, segments, codec, damage }: BlockStorage,
  { segmentId, kind }: SegmentInfo,
  accountId: AccountId,
  rows: readonly OwnedRow[],
): Promise<number> {
  const records = await Promise.all(rows.map((row) => segments.read({ ...row, segmentId, kind })))
  const requests = rows.map(({ blockId }, i) => ({
    blockId,
    record: records[i] ?? new Uint8Array(),
    as: 'stored' as const,
  }))
  const results = await codec.open(accountId, requests)
  const sound = new Map<BlockId, { row: OwnedRow; record: Uint8Array }>()
  for (const [i, row] of rows.entries()) {
    const result = results[i]
    const record = records[i]
    if (result?.ok === true && record) sound.set(row.blockId, { row, record })
    else damage.add(accountId, row.blockId, result?.ok === false ? result.reason : 'unread')
  }
  if (sound.size === 0) return 0
  const kept = [...sound.values()]
  const places = await segments.append(
    kind,
    kept.map(({ record }) => record),
  )
  const moved = kept.map(({ row: { blockId, rawLength } }, i): BlockRow => {
    const place = places[i]
    if (place === undefined) throw new Error('the segment store left out a location')
    return { ...place, blockId, rawLength }
  })
  await metadata.write((tx) => tx.moveBlocks(accountId, segmentId, moved))
  return moved.length
}

function groupByAccount(rows: readonly OwnedRow[]): Map<AccountId, OwnedRow[]> {
  const groups = new Map<AccountId, OwnedRow[]>()
  for (const row of rows) {
    const group = groups.get(row.accountId)
    if (group === undefined) groups.set(row.accountId, [row])
    else group.push(row)
  }
  return groups
}
