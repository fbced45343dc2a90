import { type AccountId, formatHex } from '@tidemark/protocol'
import {
  encodeRecordHeader,
  type RecordLocation,
  type ScannedSpan,
  SEAL_TAG_BYTES,
  SegmentMissingError,
  type SegmentStore,
} from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'

/** Makes an empty store whose segments take about `segmentBytes` each. */
export type MakeSegmentStore = (options: { segmentBytes: number }) => Promise<SegmentStore>

type Check = (store: SegmentStore) => Promise<void>

/** The promises of the port SegmentStore. Each case runs on a store of its own. */
export function segmentStoreConformance(make: MakeSegmentStore): ConformanceCase[] {
  return Object.entries(CHECKS).map(([title, check]) => ({
    title,
    run: async () => {
      await using store = await make({ segmentBytes: 4096 })
      await check(store)
    },
  }))
}

const CHECKS: Readonly<Record<string, Check>> = {
  'reads back what was appended, in order': async (store) => {
    const records = [record(1, 10), record(2, 1), record(3, 3000)]
    const locations = await store.append('data', records)
    expectEqual(locations.length, 3)
    for (const [i, location] of locations.entries()) {
      expectBytes(await store.read(location), records[i])
    }
  },
  'keeps concurrent appends apart': async (store) => {
    const batches = Array.from({ length: 20 }, (_, i) => [record(i, 50), record(100 + i, 70)])
    const places = await Promise.all(batches.map((batch) => store.append('data', batch)))
    for (const [i, locations] of places.entries()) {
      for (const [j, location] of locations.entries()) {
        expectBytes(await store.read(location), batches[i]?.[j])
      }
    }
  },
  'puts data and list records into segments of their own': async (store) => {
    const [data] = await store.append('data', [record(1, 10)])
    const [list] = await store.append('list', [record(2, 10)])
    expectEqual(data?.segmentId === list?.segmentId, false)
    const kinds = (await store.list()).map(({ kind }) => kind).sort()
    expectEqual(kinds.join(), 'data,list')
  },
  'opens a new segment when one is full, and never a second while it is not': async (store) => {
    const small = [await one(store, 1, 100), await one(store, 2, 100)]
    expectEqual(small[0]?.segmentId, small[1]?.segmentId)
    await one(store, 3, 5000)
    const next = await one(store, 4, 100)
    expectEqual(next.segmentId === small[0]?.segmentId, false)
    const open = (await store.list()).filter(({ isOpen }) => isOpen)
    expectEqual(open.map(({ segmentId }) => segmentId).join(), next.segmentId)
  },
  'goes on in a new segment after the open one was closed': async (store) => {
    const before = await one(store, 1, 100)
    await store.closeOpen()
    expectEqual(
      (await store.list()).some(({ isOpen }) => isOpen),
      false,
    )
    const after = await one(store, 2, 100)
    expectEqual(after.segmentId === before.segmentId, false)
    expectBytes(await store.read(before), record(1, 100))
  },
  'scans records with their headers and places': async (store) => {
    const locations = await store.append('list', [record(7, 33), record(8, 1)])
    const [first] = locations
    if (first === undefined) throw new Error('no location')
    const spans = await scanAll(store, first)
    expectEqual(spans.length, 2)
    for (const [i, span] of spans.entries()) {
      expectEqual(span.found, 'record')
      expectEqual(span.offset, locations[i]?.offset)
      expectEqual(span.length, locations[i]?.length)
    }
  },
  'says that a segment is missing when reading or scanning it': async (store) => {
    const location = await one(store, 1, 10)
    const absent = { ...location, segmentId: '0'.repeat(32) }
    await expectMissing(() => store.read(absent))
    await expectMissing(() => scanAll(store, absent))
    await expectMissing(() => store.read({ ...location, kind: 'list' }))
  },
  'gives fewer bytes past the end and no error': async (store) => {
    const location = await one(store, 1, 10)
    const bytes = await store.read({ ...location, length: location.length + 100 })
    expectBytes(bytes, record(1, 10))
    expectEqual((await store.read({ ...location, offset: 1_000_000 })).length, 0)
  },
  'removes a closed segment, twice if asked, and no other': async (store) => {
    const gone = await one(store, 1, 10)
    await store.closeOpen()
    const kept = await one(store, 2, 10)
    await store.remove(gone)
    await store.remove(gone)
    await expectMissing(() => store.read(gone))
    expectBytes(await store.read(kept), record(2, 10))
  },
  'refuses to remove an open segment': async (store) => {
    const location = await one(store, 1, 10)
    const error = await store.remove(location).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expectEqual(error instanceof RangeError, true)
    expectBytes(await store.read(location), record(1, 10))
  },
  'counts the bytes of each segment': async (store) => {
    const location = await one(store, 1, 500)
    const [segment] = await store.list()
    expectEqual(segment?.sizeBytes, location.offset + location.length)
  },
}

/** A record with a valid header; its payload is the byte `seed` again and again. */
function record(seed: number, payloadBytes: number): Uint8Array {
  const header = encodeRecordHeader({
    kind: 'data',
    encoding: 'raw',
    keyId: 1,
    rawLength: payloadBytes,
    sealedLength: payloadBytes + SEAL_TAG_BYTES,
    accountId: 'a'.repeat(32) as AccountId, // any 32 hex digits do
    storedId: new Uint8Array(32).fill(seed),
    nonce: new Uint8Array(12).fill(seed),
  })
  const bytes = new Uint8Array(header.length + payloadBytes + SEAL_TAG_BYTES).fill(seed)
  bytes.set(header)
  return bytes
}

async function one(
  store: SegmentStore,
  seed: number,
  payloadBytes: number,
): Promise<RecordLocation> {
  const [location] = await store.append('data', [record(seed, payloadBytes)])
  if (location === undefined) throw new Error('append answered no location')
  return location
}

async function scanAll(store: SegmentStore, location: RecordLocation): Promise<ScannedSpan[]> {
  const spans: ScannedSpan[] = []
  for await (const span of store.scan(location)) spans.push(span)
  return spans
}

async function expectMissing(act: () => Promise<unknown>): Promise<void> {
  const error = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SegmentMissingError)) {
    throw new Error(`expected a missing segment, got ${String(error)}`)
  }
}

function expectEqual<T>(actual: T, expected: T): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`)
}

function expectBytes(actual: Uint8Array, expected: Uint8Array | undefined): void {
  expectEqual(formatHex(actual), formatHex(expected ?? new Uint8Array()))
}
