import { type Cursor, parseId, type SpaceId } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { bytes, FakeServer, failure, json } from './_fake-server.js'
import { ChangeWaiter } from './change-waiter.js'

const { signal } = new AbortController()
const spaceId = parseId<SpaceId>('ab'.repeat(16))
const cursor = '1.x' as Cursor // opaque to the adapter

test('tells whether this space changed', async () => {
  await using server = await FakeServer.start()
  server.answerInTurn(
    json(200, { changed: [spaceId], accountChanged: false }),
    json(200, { changed: [], accountChanged: true }),
  )
  const waiter = new ChangeWaiter({ client: server.client(), spaceId })
  expect(await waiter.wait(cursor, signal)).toBe(true)
  expect(await waiter.wait(cursor, signal)).toBe(false)
})

test('E110 turns to plain polling where a proxy cuts long requests', async () => {
  await using server = await FakeServer.start(bytes('text/html', 'gateway timeout', 504))
  const pausesMs: number[] = []
  const waiter = new ChangeWaiter({
    client: server.client(),
    spaceId,
    wait: async (ms) => pausesMs.push(ms),
  })
  for (let round = 0; round < 6; round++) expect(await waiter.wait(cursor, signal)).toBe(true)
  expect(server.asked).toHaveLength(3)
  expect(pausesMs).toEqual([30_000, 30_000, 30_000])
})

test('a server that goes down again and again is no proxy that cuts (E110)', async () => {
  await using server = await FakeServer.start((request) => request.socket.destroy())
  const client = server.client()
  const waiter = new ChangeWaiter({ client, spaceId, wait: async () => undefined })
  server.isDown = true
  for (let round = 0; round < 6; round++) {
    await expect(waiter.wait(cursor, signal)).rejects.toMatchObject({ code: 'server_unreachable' })
  }
  server.isDown = false
  server.answerInTurn(json(200, { changed: [], accountChanged: false }))
  expect(await waiter.wait(cursor, signal)).toBe(false)
})

test('a revoked device is told, not polled around', async () => {
  await using server = await FakeServer.start(failure(401, 'unauthorized'))
  const waiter = new ChangeWaiter({ client: server.client(), spaceId })
  await expect(waiter.wait(cursor, signal)).rejects.toMatchObject({ code: 'unauthorized' })
})
