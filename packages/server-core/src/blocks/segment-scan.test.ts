import { type AccountId, parseId } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.js'
import {
  decodeRecordHeader,
  encodeRecordHeader,
  RECORD_HEADER_BYTES,
  type RecordHeader,
  SEAL_TAG_BYTES,
} from './record-header.js'
import { decodeSegmentHeader, encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './segment-header.js'
import { type ScannedSpan, scanSegment } from './segment-scan.js'

const SEGMENT_ID = '5e'.repeat(16)

function headerOf(payloadBytes: number): RecordHeader {
  return {
    kind: 'data',
    encoding: 'zstd',
    keyId: 7,
    rawLength: 4_000_000,
    sealedLength: payloadBytes + SEAL_TAG_BYTES,
    accountId: parseId<AccountId>('ac'.repeat(16)),
    storedId: new Uint8Array(32).fill(3),
    nonce: new Uint8Array(12).fill(9),
  }
}

function recordOf(payloadBytes: number): Uint8Array {
  const record = new Uint8Array(RECORD_HEADER_BYTES + payloadBytes + SEAL_TAG_BYTES).fill(0x54)
  record.set(encodeRecordHeader(headerOf(payloadBytes)))
  return record
}

function join(...parts: Uint8Array[]): Uint8Array {
  const header = encodeSegmentHeader({ kind: 'data', segmentId: SEGMENT_ID })
  return Uint8Array.from([header, ...parts].flatMap((part) => [...part]))
}

async function scan(bytes: Uint8Array): Promise<[ScannedSpan['found'], number, number][]> {
  const spans: [ScannedSpan['found'], number, number][] = []
  const readAt = async (offset: number, length: number) => bytes.slice(offset, offset + length)
  for await (const { found, offset, length } of scanSegment(readAt, bytes.length)) {
    spans.push([found, offset - SEGMENT_HEADER_BYTES, length])
  }
  return spans
}

describe('record header', () => {
  it('is read as it was written', () => {
    const header = headerOf(100)
    expect(decodeRecordHeader(encodeRecordHeader(header))).toEqual(header)
  })

  it('is refused with any one bit of it changed', () => {
    const good = encodeRecordHeader(headerOf(100))
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = good.slice()
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(decodeRecordHeader(bad)).toBeUndefined()
    }
  })

  it('has the CRC-32C that the standard gives for its test text (RFC 3720, B.4)', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  })
})

describe('segment header', () => {
  it('is read as it was written, and refused when cut or changed', () => {
    const bytes = encodeSegmentHeader({ kind: 'list', segmentId: SEGMENT_ID })
    expect(decodeSegmentHeader(bytes)).toEqual({ kind: 'list', segmentId: SEGMENT_ID })
    expect(decodeSegmentHeader(bytes.subarray(1))).toBeUndefined()
    bytes[10] = 0
    expect(decodeSegmentHeader(bytes)).toBeUndefined()
  })
})

describe('scanSegment', () => {
  const [a, b, c] = [recordOf(1), recordOf(300), recordOf(20)]

  it('finds every record of a whole segment', async () => {
    expect(await scan(join(a, b, c))).toEqual([
      ['record', 0, 101],
      ['record', 101, 400],
      ['record', 501, 120],
    ])
  })

  it('calls a tail that was cut anywhere a gap', async () => {
    for (let cut = 1; cut < b.length; cut++) {
      expect(await scan(join(a, b.subarray(0, cut)))).toEqual([
        ['record', 0, 101],
        ['gap', 101, cut],
      ])
    }
    expect(await scan(join())).toEqual([])
  })

  it('goes on behind damage, wherever the next record lies', async () => {
    for (const gapBytes of [1, 83, 84, 65_535, 65_536, 65_600, 200_000]) {
      const damage = new Uint8Array(gapBytes).fill(0x54)
      expect(await scan(join(a, damage, c))).toEqual([
        ['record', 0, 101],
        ['gap', 101, gapBytes],
        ['record', 101 + gapBytes, 120],
      ])
    }
  })
})
