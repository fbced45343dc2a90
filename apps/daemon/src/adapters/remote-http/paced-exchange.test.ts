import { randomBytes } from 'node:crypto'
import { PACK_MEDIA_TYPE } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { bytes, FakeServer, json } from './_fake-server.js'
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
