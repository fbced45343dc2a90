import { randomBytes } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { encodeListBlock, MAX_BLOCK_BYTES } from '@tidemark/protocol'
import type { OpenResult, SealRequest } from '@tidemark/server-core'
import { decodeRecordHeader } from '@tidemark/server-core'
import { afterAll, describe, expect, it } from 'vitest'
import { WorkerBlockCodec } from '../src/storage/disk/worker-block-codec.js'
import { ACCOUNT, idOf, MemoryKeyRing, OTHER_ACCOUNT, rawFrame, sealRequest } from './_blocks.js'
import { sourceWorker } from './_source-worker.js'

const TEXT = Buffer.from('the same line again and again\n'.repeat(2000))

const codec = new WorkerBlockCodec({
  keyRing: new MemoryKeyRing(),
  worker: sourceWorker(),
  workerCount: 1,
})
afterAll(() => codec[Symbol.asyncDispose]())

async function sealed(request: SealRequest): Promise<Uint8Array> {
  const [result] = await codec.seal(ACCOUNT, [request])
  if (result?.ok !== true || result.record === undefined) throw new Error('did not seal')
  return result.record
}

function zstdRequest(plain: Uint8Array, payload: Uint8Array): SealRequest {
  return { ...sealRequest(rawFrame(plain)), encoding: 'zstd', payload }
}

async function sealOne(request: SealRequest) {
  const [result] = await codec.seal(ACCOUNT, [request])
  return result
}

describe('WorkerBlockCodec', () => {
  it('opens what it sealed, as stored and as plaintext', async () => {
    const blocks = [TEXT, randomBytes(5000), Buffer.from('x')]
    const requests = blocks.map((block) => sealRequest(rawFrame(block)))
    const results = await codec.seal(ACCOUNT, requests)
    const records = results.map((result) => (result.ok && result.record) || Buffer.alloc(0))
    const open = (as: 'plain' | 'stored') =>
      codec.open(
        ACCOUNT,
        records.map((record, i) => ({ record, blockId: idOf(blocks[i] ?? TEXT), as })),
      )
    const plain = await open('plain')
    expect(plain.map(payloadOf)).toEqual(blocks.map((block) => block.toString('hex')))
    const [first] = await open('stored')
    if (first?.ok !== true) throw new Error('did not open')
    expect(first.block.encoding).toBe('zstd')
    expect(zstdDecompressSync(first.block.payload)).toEqual(TEXT)
  })

  it('keeps a frame that the client compressed as it came', async () => {
    const payload = zstdCompressSync(TEXT)
    const record = await sealed(zstdRequest(TEXT, payload))
    const [result] = await codec.open(ACCOUNT, [{ record, blockId: idOf(TEXT), as: 'stored' }])
    expect(payloadOf(result)).toBe(payload.toString('hex'))
  })

  it('stores a delta whole, and refuses it over another dictionary', async () => {
    const dictionary = randomBytes(20_000)
    const plain = Buffer.concat([dictionary.subarray(0, 9000), Buffer.from('edit'), dictionary])
    const payload = zstdCompressSync(plain, { dictionary })
    expect(payload.length).toBeLessThan(200)
    const request = { ...zstdRequest(plain, payload), encoding: 'zstd_dictionary' as const }
    const record = await sealed({ ...request, dictionary })
    const [result] = await codec.open(ACCOUNT, [{ record, blockId: idOf(plain), as: 'plain' }])
    expect(payloadOf(result)).toBe(plain.toString('hex'))
    const wrong = await sealOne({ ...request, dictionary: randomBytes(20_000) })
    expect(wrong?.ok).toBe(false)
  })

  it('refuses bytes that do not hash to the id or have another length (SEC-46)', async () => {
    const good = sealRequest(rawFrame(TEXT))
    const wrongId = await sealOne({ ...good, blockId: idOf(Buffer.from('other')) })
    expect(wrongId).toEqual({ ok: false, error: 'block_hash_mismatch' })
    const wrongLength = await sealOne({ ...good, rawLength: TEXT.length + 1 })
    expect(wrongLength).toEqual({ ok: false, error: 'block_undecodable' })
    const notAList = await sealOne({ ...good, kind: 'list' })
    expect(notAList).toEqual({ ok: false, error: 'block_undecodable' })
    const list = encodeListBlock(1, [{ blockId: idOf(TEXT), spanBytes: TEXT.length }])
    expect((await sealOne({ ...sealRequest(rawFrame(list)), kind: 'list' }))?.ok).toBe(true)
  })

  const zeros = Buffer.alloc(MAX_BLOCK_BYTES)
  const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024))
  const emptyFrame = zstdCompressSync(Buffer.alloc(0))
  const skippable = Buffer.concat([Buffer.from('502a4d1804000000', 'hex'), Buffer.alloc(4)])
  const unknownSize = Buffer.concat([
    Buffer.from('28b52ffd0058', 'hex'),
    Buffer.from('0300000061', 'hex'),
  ])
  const hugeSize = Buffer.from('28b52ffde0ffffffffffffff7f010000', 'hex')
  const hugeWindow = Buffer.concat([Buffer.from('28b52ffd00a8010000', 'hex'), Buffer.alloc(8)])
  it.each([
    ['a frame that expands far beyond its stated length', bomb],
    ['a million empty frames', Buffer.alloc(1_000_000 * emptyFrame.length, emptyFrame)],
    ['a skippable frame', Buffer.concat([skippable, zstdCompressSync(zeros)])],
    ['a frame of unknown size', unknownSize],
    ['a frame that states 2^63 bytes', hugeSize],
    ['a window of 2^31 bytes', hugeWindow],
    ['a frame cut short', zstdCompressSync(TEXT).subarray(0, 40)],
    ['bytes behind the frame', Buffer.concat([zstdCompressSync(zeros), Buffer.from('x')])],
    ['no zstd at all', randomBytes(100)],
  ])('refuses %s without allocating for it (SEC-80)', async (_what, payload) => {
    const before = process.memoryUsage().rss
    expect(await sealOne(zstdRequest(zeros, payload))).toEqual({
      ok: false,
      error: 'block_undecodable',
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  })

  it('does not open a record in the place of another (SEC-49)', async () => {
    const a = Buffer.from('content of a')
    const b = Buffer.from('content of b')
    const recordA = await sealed(sealRequest(rawFrame(a)))
    const recordB = await sealed(sealRequest(rawFrame(b)))
    const open = async (record: Uint8Array, account = ACCOUNT) => {
      const [result] = await codec.open(account, [{ record, blockId: idOf(a), as: 'stored' }])
      return result
    }
    expect((await open(recordA))?.ok).toBe(true)
    expect(await open(recordB)).toEqual({ ok: false, reason: 'other_block' })
    expect(await open(recordA, OTHER_ACCOUNT)).toEqual({ ok: false, reason: 'other_block' })
    const spliced = Buffer.concat([recordA.subarray(0, 84), recordB.subarray(84)])
    expect(await open(spliced)).toEqual({ ok: false, reason: 'seal' })
    const flipped = Buffer.from(recordA)
    flipped[90] = (flipped[90] ?? 0) ^ 1
    expect(await open(flipped)).toEqual({ ok: false, reason: 'seal' })
    expect(await open(recordA.subarray(0, 90))).toEqual({ ok: false, reason: 'truncated' })
  })

  it('seals the same block differently each time and hides its hash', async () => {
    const block = Buffer.from('a well known file')
    const first = await sealed(sealRequest(rawFrame(block)))
    const second = await sealed(sealRequest(rawFrame(block)))
    expect(Buffer.compare(first, second)).not.toBe(0)
    expect(Buffer.from(first).includes(Buffer.from(idOf(block), 'hex'))).toBe(false)
    expect(decodeRecordHeader(first)?.nonce).not.toEqual(decodeRecordHeader(second)?.nonce)
  })

  it('tells which block a record is', async () => {
    const record = await sealed(sealRequest(rawFrame(TEXT)))
    const [found, damaged] = await codec.identify(ACCOUNT, [record, record.subarray(0, 100)])
    expect(found?.ok === true && found.block.blockId).toBe(idOf(TEXT))
    expect(damaged?.ok).toBe(false)
  })
})

function payloadOf(result: OpenResult | undefined): string | undefined {
  return result?.ok === true ? Buffer.from(result.block.payload).toString('hex') : undefined
}
