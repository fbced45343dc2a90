import { hash, randomBytes } from 'node:crypto'
import {
  type Epoch,
  type NodeId,
  type OpId,
  PACK_MEDIA_TYPE,
  type PutOperation,
  parseBlockId,
  parseId,
  type SpaceId,
} from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { bytes, FakeServer, json } from './_fake-server.js'
import { loadFrameChecksum } from './frame-checksum.js'
import { HttpRemote } from './http-remote.js'
import { durationUs, newPaceMemory, SharedPace } from './shared-pace.js'

const { signal } = new AbortController()
const RATE = 1_000_000
const SPACE = { spaceId: 'ab'.repeat(16) }

/** A limit over a clock that leaps with every look, so that nothing waits for long. */
function leapingPace(rate: number | null) {
  let us = 1_000_000_000n
  const pace = new SharedPace(newPaceMemory(), () => {
    us += 5_000_000n
    return us
  })
  pace.setRate(rate)
  return pace
}

/** Bytes that were counted: what a clock that stands still shows as taken. */
function counted(pace: SharedPace, act: () => Promise<unknown>) {
  const slots: number[] = []
  const reserve = pace.reserve.bind(pace)
  pace.reserve = (size) => {
    slots.push(size)
    return reserve(size)
  }
  return act().then(() => slots.reduce((sum, size) => sum + size, 0))
}

test('a pack goes up whole and counts against the limit; questions do not', async () => {
  const received: Buffer[] = []
  const up = leapingPace(RATE)
  await using server = await FakeServer.start(
    (request, response, body) => {
      received.push(body)
      json(200, { results: [] })(request, response, body)
    },
    { up, down: leapingPace(null) },
  )
  const pack = [randomBytes(50_000), randomBytes(3), randomBytes(30_000)]
  const client = server.client()
  const size = await counted(up, async () => {
    await client.call('uploadBlocks', { params: SPACE, pack }, signal)
  })
  expect(size).toBe(80_003)
  expect(received[0]?.equals(Buffer.concat(pack))).toBe(true)
  const questions = await counted(up, async () => {
    await client.call('listConflicts', { params: SPACE, tries: 1 }, signal).catch(() => undefined)
  })
  expect(questions).toBe(0)
})

test('a pack that comes down counts against the limit, chunk by chunk', async () => {
  const down = leapingPace(RATE)
  const payload = randomBytes(200_000)
  const answer = bytes(PACK_MEDIA_TYPE, payload)
  await using server = await FakeServer.start(answer, { up: leapingPace(null), down })
  const chunks: Uint8Array[] = []
  const size = await counted(down, async () => {
    const input = { params: SPACE, json: { blockIds: [] } }
    for await (const chunk of await server.client().openPack('readBlocks', input, signal)) {
      chunks.push(chunk)
    }
  })
  expect(size).toBe(200_000)
  expect(Buffer.concat(chunks).equals(payload)).toBe(true)
})

test('a connection that breaks while a pack goes up under a limit is a plain failure', async () => {
  const up = leapingPace(RATE)
  await using server = await FakeServer.start(json(200, { results: [] }), {
    up,
    down: leapingPace(null),
  })
  server.isDown = true
  const client = server.client({})
  const input = { params: SPACE, pack: [randomBytes(100_000)], tries: 1 }
  const refused = client.call('uploadBlocks', input, signal)
  await expect(refused).rejects.toMatchObject({ code: 'server_unreachable' })
})

test('a duration is never rounded down to nothing', () => {
  expect(durationUs(1, 1_000_000_000n)).toBe(1n)
  expect(durationUs(0, 1n)).toBe(0n)
})

test('what goes up is counted: files that the server took, and packs that were sent for them', async () => {
  const content = {
    ...{ root: null, depth: 0, profileId: 'whole-v1', hashId: 'sha256' },
    ...{ mtimeNs: '0', executable: false },
  }
  const put = (digits: string, sizeBytes: number): PutOperation => ({
    op: 'put',
    opId: parseId<OpId>(digits.repeat(16)),
    nodeId: parseId<NodeId>(digits.repeat(16)),
    parentId: parseId<NodeId>('ff'.repeat(16)),
    ...{ name: 'a', base: null, onConflict: 'copy' },
    copy: { nodeId: parseId<NodeId>('cc'.repeat(16)), name: 'b' },
    content: { ...content, sizeBytes },
  })
  const operations = [put('01', 5_000), put('02', 70_000)]
  const results = operations.map(({ opId }) => ({
    opId,
    result: 'rejected',
    error: 'x',
    message: 'x',
  }))
  const taken = { ...results[0], result: 'applied', nodeId: '01'.repeat(16), name: 'a', seq: 1 }
  const revisions = { contentRev: 'aa'.repeat(16), placeRev: 'bb'.repeat(16) }
  await using server = await FakeServer.start()
  server.answerInTurn(
    json(200, { results: [] }),
    json(200, { headSeq: 1, results: [{ ...taken, ...revisions }, results[1]] }),
  )
  const remote = new HttpRemote({
    ...{ client: server.client(), spaceId: parseId<SpaceId>(SPACE.spaceId) },
    checksum: await loadFrameChecksum(),
  })
  const bytesOfBlock = randomBytes(2_000)
  const blockId = parseBlockId(hash('sha256', bytesOfBlock, 'hex'))
  await remote.uploadBlocks([{ blockId, kind: 'data', bytes: bytesOfBlock }], signal)
  expect(remote.traffic.sentBytes).toBeGreaterThan(2_000)
  expect(remote.traffic.sentBytes).toBeLessThan(2_300)
  const epoch = parseId<Epoch>('ee'.repeat(16))
  await remote.commit({ epoch, operations }, signal)
  expect(remote.traffic.putBytes).toBe(5_000)
})
