import type { AccountId } from '@tidemark/protocol'
import type { BlockRow } from '../metadata/rows.js'
import type { SegmentRef } from './ports.js'
import { batchByBytes } from './read-blocks.js'
import type { ScannedSpan } from './segment-scan.js'
import type { BlockStorage } from './storage.js'

/** What a rebuild found. */
export interface RebuildReport {
  readonly segments: number
  readonly indexedRecords: number
  /** Records whose header is whole but which do not open. */
  readonly damagedRecords: number
  /** Bytes that are no record: torn tails and damage. */
  readonly gapBytes: number
}

type RecordSpan = Extract<ScannedSpan, { found: 'record' }>

const NOTHING: RebuildReport = { segments: 0, indexedRecords: 0, damagedRecords: 0, gapBytes: 0 }

/**
 * Fills the block index from the segments alone, opening and hashing every record. Adds what is
 * missing and changes no row that is there; running it twice changes nothing.
 */
export async function rebuildIndex(storage: BlockStorage): Promise<RebuildReport> {
  let report = NOTHING
  for (const segment of await storage.segments.list()) {
    const records: RecordSpan[] = []
    let gapBytes = 0
    for await (const span of storage.segments.scan(segment)) {
      if (span.found === 'record') records.push(span)
      else gapBytes += span.length
    }
    let indexedRecords = 0
    for (const batch of batchByBytes(records, ({ length }) => length)) {
      for (const [accountId, own] of groupByAccount(batch)) {
        indexedRecords += await indexRecords(storage, segment, accountId, own)
      }
    }
    report = {
      segments: report.segments + 1,
      indexedRecords: report.indexedRecords + indexedRecords,
      damagedRecords: report.damagedRecords + records.length - indexedRecords,
      gapBytes: report.gapBytes + gapBytes,
    }
  }
  return report
}

async function indexRecords(
  { metadata, segments, codec }: BlockStorage,
  { segmentId, kind }: SegmentRef,
  accountId: AccountId,
  spans: readonly RecordSpan[],
): Promise<number> {
  const records = await Promise.all(
    spans.map(({ offset, length }) => segments.read({ segmentId, kind, offset, length })),
  )
  const results = await codec.identify(accountId, records)
  const rows = spans.flatMap(({ offset, length }, i): BlockRow[] => {
    const result = results[i]
    if (result?.ok !== true) return []
    const { blockId, rawLength } = result.block
    return [{ blockId, segmentId, offset, length, kind, rawLength }]
  })
  await metadata.write((tx) => tx.addBlocks(accountId, rows))
  return rows.length
}

function groupByAccount(spans: readonly RecordSpan[]): Map<AccountId, RecordSpan[]> {
  const groups = new Map<AccountId, RecordSpan[]>()
  for (const span of spans) {
    const { accountId } = span.header
    const group = groups.get(accountId)
    if (group === undefined) groups.set(accountId, [span])
    else group.push(span)
  }
  return groups
}
