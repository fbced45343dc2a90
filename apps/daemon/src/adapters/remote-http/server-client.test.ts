import { AppError } from '@tidemark/protocol'
import { expect, test } from 'vitest'
import { bytes, FakeServer, failure, json } from './_fake-server.js'
import { MAX_JSON_ANSWER_BYTES } from './answer-reader.js'

const { signal } = new AbortController()
const ACCOUNT = { accountId: 'aa'.repeat(16), login: 'sam', quotaBytes: null, usedBytes: 0, seq: 0 }

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof AppError ? error.code : `no AppError: ${String(error)}`
}

test('returns checked JSON and tolerates members that it does not know', async () => {
  await using server = await FakeServer.start(json(200, { ...ACCOUNT, newThing: 1 }))
  expect(await server.client().call('getAccount', {}, signal)).toMatchObject(ACCOUNT)
  expect(server.tokens).toEqual(['Bearer tmd_secret'])
})

test.each([
  ['E90 a sign-in page with status 200', bytes('text/html', '<html>Welcome to the hotel')],
  ['E105 an empty array', json(200, [])],
  ['E105 an empty object', json(200, {})],
  ['E105 a cut JSON document', bytes('application/json', '{"spaces": [')],
  ['E105 no body', bytes('application/json', '')],
  ['SEC-134 a wrong type inside', json(200, { spaces: [{ spaceId: '../../etc' }] })],
  ['a page from a proxy with status 404', bytes('text/html', 'nothing', 404)],
  ['a page from a proxy with status 401', bytes('text/html', 'sign in', 401)],
  ['SEC-134 a code that only devices use', failure(400, 'folder_missing')],
])('%s is server_unexpected', async (_, answer) => {
  await using server = await FakeServer.start(answer)
  expect(await codeOf(server.client().call('listSpaces', {}, signal))).toBe('server_unexpected')
  expect(server.asked).toHaveLength(1)
})

test('SEC-134 a redirect is refused, the token goes nowhere else', async () => {
  await using server = await FakeServer.start((_, response) => {
    response.writeHead(302, { location: 'file:///etc/passwd' })
    response.end()
  })
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('server_unexpected')
  expect(server.asked).toHaveLength(1)
})

test('SEC-134 an endless body is cut off', async () => {
  let sentBytes = 0
  await using server = await FakeServer.start((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    const pump = () => {
      while (!response.destroyed) {
        sentBytes += chunk.length
        if (!response.write(chunk)) break
      }
    }
    response.on('drain', pump)
    pump()
  })
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('server_unexpected')
  expect(sentBytes).toBeLessThan(2 * MAX_JSON_ANSWER_BYTES)
})

test('SEC-134 a body shorter than its stated length is a lost connection, never an answer', async () => {
  await using server = await FakeServer.start((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write(JSON.stringify(ACCOUNT))
    response.socket?.end()
  })
  expect(await codeOf(server.client().call('getAccount', { tries: 1 }, signal))).toBe(
    'server_unreachable',
  )
})

test('a compressed answer that was not asked for is refused unread', async () => {
  await using server = await FakeServer.start(json(200, ACCOUNT, { 'content-encoding': 'gzip' }))
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('server_unexpected')
})

test('E109 obeys Retry-After of 429 and adds jitter', async () => {
  await using server = await FakeServer.start()
  server.answerInTurn(failure(429, 'rate_limited', { 'retry-after': '7' }), json(200, ACCOUNT))
  await server.client().call('getAccount', {}, signal)
  expect(server.waitsMs).toEqual([7250])
})

test('E109 retries 503 with growing waits, then gives up with its code', async () => {
  await using server = await FakeServer.start(failure(503, 'unavailable'))
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('unavailable')
  expect(server.asked).toHaveLength(4)
  expect(server.waitsMs).toEqual([250, 500, 1000])
})

test('E109 leaves a long Retry-After to the caller', async () => {
  await using server = await FakeServer.start(
    failure(503, 'unavailable', { 'retry-after': '1800' }),
  )
  const error: unknown = await server
    .client()
    .call('getAccount', {}, signal)
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'unavailable', details: { retryAfterMs: 1_800_000 } })
  expect(server.asked).toHaveLength(1)
})

test('E107 unauthorized is told at once and not retried', async () => {
  await using server = await FakeServer.start(failure(401, 'unauthorized'))
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('unauthorized')
  expect(server.asked).toHaveLength(1)
})

test('a code of a newer server is taken by its status', async () => {
  await using server = await FakeServer.start(failure(503, 'tea_break'))
  const call = server.client().call('getAccount', { tries: 1 }, signal)
  expect(await codeOf(call)).toBe('unavailable')
})

test('E103 another server never sees the token', async () => {
  await using server = await FakeServer.start(json(200, ACCOUNT))
  const client = server.client({ serverId: 'ff'.repeat(16) })
  expect(await codeOf(client.call('getAccount', {}, signal))).toBe('server_changed')
  expect(server.asked).toEqual([])
})

test('E90 nothing is sent when something else answers the first question', async () => {
  await using server = await FakeServer.start(json(200, ACCOUNT))
  server.info = { welcome: 'to the hotel' }
  expect(await codeOf(server.client().call('getAccount', {}, signal))).toBe('server_unexpected')
  expect(server.asked).toEqual([])
})

test('a server that is not there is server_unreachable', async () => {
  const server = await FakeServer.start()
  const client = server.client()
  await server[Symbol.asyncDispose]()
  expect(await codeOf(client.call('getAccount', {}, signal))).toBe('server_unreachable')
})

test('an aborted call is cancelled, not retried', async () => {
  const abort = new AbortController()
  await using server = await FakeServer.start(() => abort.abort())
  expect(await codeOf(server.client().call('getAccount', {}, abort.signal))).toBe('cancelled')
  expect(server.asked).toHaveLength(1)
})

test('parameters are escaped into the path', async () => {
  await using server = await FakeServer.start(json(404, {}))
  const params = { deviceId: '../account' }
  await codeOf(server.client().call('revokeDevice', { params, tries: 1 }, signal))
  expect(server.asked).toEqual(['/v1/devices/..%2Faccount'])
})
