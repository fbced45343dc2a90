import { createHash, randomBytes } from 'node:crypto'
import {
  AppError,
  type BlockFrame,
  type BlockId,
  type Cursor,
  encodeFrame,
  encodePackEnd,
  encodePackHeader,
  type Frame,
  PACK_MEDIA_TYPE,
  PackDecoder,
  parseBlockId,
  parseId,
  type SpaceId,
} from '@tidemark/protocol'
import type { IncomingBlock } from '@tidemark/sync-engine'
import { expect, test } from 'vitest'
import { compress } from 'zstd-napi'
import { bytes, FakeServer, failure, json } from './_fake-server.js'
import { loadFrameChecksum } from './frame-checksum.js'
import { HttpRemote } from './http-remote.js'

const { signal } = new AbortController()
const checksum = await loadFrameChecksum()
const spaceId = parseId<SpaceId>('ab'.repeat(16))
const cursor = '1.x' as Cursor // opaque to the adapter

const idOf = (content: Uint8Array): BlockId =>
  parseBlockId(createHash('sha256').update(content).digest('hex'))

function frameOf(content: Uint8Array, as: Partial<BlockFrame> = {}): BlockFrame {
  const frame = { blockId: idOf(content), rawLength: content.length, payload: content, bases: [] }
  return { kind: 'data', encoding: 'raw', ...frame, ...as }
}

function packOf(frames: readonly Frame[]): Buffer {
  const parts = frames.flatMap((frame) => encodeFrame(frame, checksum))
  return Buffer.concat([encodePackHeader(), ...parts, encodePackEnd(frames.length, checksum)])
}

function remoteOf(server: FakeServer): HttpRemote {
  return new HttpRemote({ client: server.client(), spaceId, checksum })
}

async function readAll(server: FakeServer, ids: readonly BlockId[]) {
  const blocks: IncomingBlock[] = []
  let code: string | undefined
  try {
    for await (const block of remoteOf(server).readBlocks(ids, signal)) blocks.push(block)
  } catch (error) {
    code = error instanceof AppError ? error.code : String(error)
  }
  return { blocks, code }
}

const [small, large] = [Buffer.from('hello, hello, hello'), Buffer.alloc(300_000, 'tide ')]
const two = [frameOf(small), frameOf(large, { encoding: 'zstd', payload: compress(large) })]
const ids = two.map((frame) => frame.blockId)

test('reads plain, compressed and absent blocks in order', async () => {
  const gone = idOf(Buffer.from('gone'))
  const pack = packOf([...two, { kind: 'absent', blockId: gone }])
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, pack))
  const { blocks, code } = await readAll(server, [...ids, gone])
  expect(code).toBeUndefined()
  expect(blocks.map((block) => block.bytes?.length)).toEqual([19, 300_000, undefined])
  expect(Buffer.from(blocks[1]?.bytes ?? [])).toEqual(large)
})

test('SEC-134 PS036 wrong bytes under a right id are never handed on', async () => {
  const forged = { ...frameOf(Buffer.from('another text here!!')), blockId: idOf(small) }
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf([forged])))
  expect(await readAll(server, [idOf(small)])).toEqual({ blocks: [], code: 'block_damaged' })
})

test('SEC-80 a frame that unfolds beyond its stated size is refused', async () => {
  const bomb = frameOf(small, { encoding: 'zstd', payload: compress(Buffer.alloc(10_000_000)) })
  const wide = { ...bomb, rawLength: 1_000_000 }
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf([wide])))
  expect((await readAll(server, [bomb.blockId])).code).toBe('block_damaged')
})

test('SEC-80 frames after frames and frames short of their size are refused', async () => {
  const payload = Buffer.concat([compress(small), compress(small)])
  const short = frameOf(small, { encoding: 'zstd', payload: compress(small.subarray(1)) })
  for (const frame of [
    { ...short, rawLength: 19, payload },
    { ...short, rawLength: 19 },
  ]) {
    await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf([frame])))
    expect((await readAll(server, [frame.blockId])).code).toBe('block_damaged')
  }
})

test('blocks in another order are server_unexpected', async () => {
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf(two.toReversed())))
  expect((await readAll(server, ids)).code).toBe('server_unexpected')
})

test('more blocks than asked for are server_unexpected', async () => {
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf(two)))
  expect((await readAll(server, ids.slice(0, 1))).code).toBe('server_unexpected')
})

test('E90 a page instead of a pack is server_unexpected', async () => {
  await using server = await FakeServer.start(bytes('text/html', '<html>'))
  expect((await readAll(server, ids)).code).toBe('server_unexpected')
})

test('a pack cut in the middle is asked for again from where it ended', async () => {
  const whole = packOf(two)
  await using server = await FakeServer.start()
  const askedIds: number[] = []
  server.answerInTurn(
    (request, response, body) => {
      askedIds.push(JSON.parse(body.toString()).blockIds.length)
      bytes(PACK_MEDIA_TYPE, whole.subarray(0, whole.length - 60))(request, response, body)
    },
    (request, response, body) => {
      askedIds.push(JSON.parse(body.toString()).blockIds.length)
      bytes(PACK_MEDIA_TYPE, packOf(two.slice(1)))(request, response, body)
    },
  )
  const { blocks, code } = await readAll(server, ids)
  expect(code).toBeUndefined()
  expect(blocks.map((block) => block.blockId)).toEqual(ids)
  expect(askedIds).toEqual([2, 1])
})

test('a pack that breaks again and again without a block is given up', async () => {
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, packOf(two).subarray(0, 20)))
  expect(await readAll(server, ids)).toEqual({ blocks: [], code: 'pack_truncated' })
  expect(server.asked).toHaveLength(3)
})

test('a damaged pack hands on what came whole before the damage', async () => {
  const damaged = packOf(two)
  damaged[8 + 52 + 19 + 60] = 0xff
  await using server = await FakeServer.start(bytes(PACK_MEDIA_TYPE, damaged))
  const { blocks, code } = await readAll(server, ids)
  expect(blocks.map((block) => block.blockId)).toEqual(ids.slice(0, 1))
  expect(code).toBe('pack_corrupt')
})

test('uploads compressible blocks compressed and the rest as they are', async () => {
  const noise = randomBytes(100_000)
  const contents = [small, large, noise]
  const encodings: string[] = []
  await using server = await FakeServer.start((request, response, body) => {
    expect(request.headers['content-length']).toBe(String(body.length))
    const pack = new PackDecoder({ checksum, maxBytes: body.length })
    const frames = pack.push(body)
    pack.finish()
    encodings.push(...frames.map((frame) => (frame.kind === 'absent' ? '' : frame.encoding)))
    const results = frames.map(({ blockId }, at) =>
      at === 2
        ? { blockId, result: 'rejected', error: 'block_too_large' }
        : { blockId, result: 'stored' },
    )
    json(200, { results })(request, response, body)
  })
  const blocks = contents.map((content) => ({
    blockId: idOf(content),
    kind: 'data' as const,
    bytes: content,
  }))
  expect(await remoteOf(server).uploadBlocks(blocks, signal)).toEqual({
    stored: [idOf(small), idOf(large)],
    rejected: [{ blockId: idOf(noise), error: 'block_too_large' }],
  })
  expect(encodings).toEqual(['raw', 'zstd', 'raw'])
})

test('E108 a full quota is thrown with its code', async () => {
  await using server = await FakeServer.start(json(200, { results: [], error: 'quota_exceeded' }))
  const block = { blockId: idOf(small), kind: 'data' as const, bytes: small }
  await expect(remoteOf(server).uploadBlocks([block], signal)).rejects.toMatchObject({
    code: 'quota_exceeded',
  })
})

test('E102 an old cursor is an answer, not a failure', async () => {
  await using server = await FakeServer.start()
  server.answerInTurn(failure(409, 'cursor_reset'), failure(410, 'cursor_expired'))
  const remote = remoteOf(server)
  expect(await remote.listChanges(cursor, signal)).toEqual({ result: 'cursor_reset' })
  expect(await remote.listChanges(cursor, signal)).toEqual({ result: 'cursor_expired' })
})

test('E105 a truncated list of changes changes nothing', async () => {
  await using server = await FakeServer.start(bytes('application/json', '{"changes":[],"cur'))
  await expect(remoteOf(server).listChanges(cursor, signal)).rejects.toMatchObject({
    code: 'server_unexpected',
  })
})
