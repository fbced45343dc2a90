import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { PACK_MEDIA_TYPE } from '@tidemark/protocol'
import { describe, expect, it } from 'vitest'
import { call, newId, signUp, TestDevice } from './_client.js'
import { PASSWORD, startTestServer } from './_server.js'

const JSON_TYPE = 'application/json'

async function post(
  url: string,
  type: string | undefined,
  body: string | Uint8Array,
  headers = {},
) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
    body,
  })
  return { status: response.status, body: await response.json() }
}

describe('hardening', () => {
  it.each(['gzip', 'br', 'zstd', 'deflate', 'gzip, gzip', 'x-unknown'])(
    'refuses a body in Content-Encoding %s (SEC-81)',
    async (encoding) => {
      const { server } = await startTestServer()
      const bomb = gzipSync(Buffer.alloc(1_000_000))
      const answer = await post(`${server.url}/v1/session`, JSON_TYPE, bomb, {
        'content-encoding': encoding,
      })
      expect(answer).toMatchObject({ status: 415, body: { error: 'unsupported_media_type' } })
    },
  )

  it('validates a body or refuses its type, whatever the header looks like (SEC-100)', async () => {
    const { server } = await startTestServer()
    const bad = new TextEncoder().encode(JSON.stringify({ login: 'a', password: 'b', extra: 1 }))
    const types = [
      'Application/JSON',
      'application/json ;x',
      'application/json\ta',
      'application/json garbage',
      ' application/json',
      'text/plain',
      'application/json; charset=utf-7',
      PACK_MEDIA_TYPE,
      undefined,
    ]
    for (const type of types) {
      const { status } = await post(`${server.url}/v1/session`, type, bad)
      expect([400, 415], `${type} gave ${status}`).toContain(status)
    }
    expect(await post(`${server.url}/v1/session`, JSON_TYPE, bad)).toMatchObject({ status: 400 })
  })

  it('refuses JSON that means to reach a prototype, or no JSON at all (SEC-87)', async () => {
    const { server } = await startTestServer()
    const bodies = [
      '{"login":"a","password":"b","__proto__":{"x":1}}',
      '{"login":"a","password":"b","constructor":{"prototype":{"x":1}}}',
      '{"login":1e400,"password":"b"}',
      '{"login":"a"',
      '[]',
      `{"login":"${'a'.repeat(5000)}","password":"b"}`,
    ]
    for (const body of bodies) {
      const answer = await post(`${server.url}/v1/session`, JSON_TYPE, body)
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
  })

  it('refuses a body over its limit (PS222)', async () => {
    const { server } = await startTestServer()
    const body = JSON.stringify({ login: 'a', password: 'b'.repeat(300 * 1024) })
    const answer = await post(`${server.url}/v1/session`, JSON_TYPE, body)
    expect(answer).toMatchObject({ status: 413, body: { error: 'body_too_large' } })
  })

  it('has a limit of time on everything (SEC-86)', async () => {
    const { server } = await startTestServer()
    const { server: http } = server.app
    expect(http.requestTimeout).toBeGreaterThan(0)
    expect(http.headersTimeout).toBeGreaterThan(0)
    expect(http.keepAliveTimeout).toBeGreaterThan(0)
    expect(http.timeout).toBeGreaterThan(0)
    expect(http.maxRequestsPerSocket).toBeGreaterThan(0)
  })

  it('tells nothing about itself in an error (SEC-106)', async () => {
    const { server, logLines, metadata } = await startTestServer()
    metadata.read = () => Promise.reject(new Error('SELECT secret FROM /var/lib/tidemark'))
    const { status, body } = await call(server, 'GET', '/v1/server')
    expect(status).toBe(500)
    expect(body).toEqual({
      error: 'internal',
      message: 'The server met an unexpected problem. Its log has the request id.',
      requestId: expect.any(String),
    })
    const { requestId } = body as { requestId: string }
    const logged = logLines.filter((line) => line.includes(requestId)).join('')
    expect(logged).toContain('SELECT secret')
  })

  it.each(['/', '/v1', '/v1/nothing', '/..%2f', '//', '/%5c..', '/v1/server.', '/v1/spaces/%00'])(
    'answers 404 or 400 in the one error shape for %s (SEC-102)',
    async (path) => {
      const { server } = await startTestServer()
      const response = await fetch(server.url + path)
      expect([400, 404]).toContain(response.status)
      expect(await response.json()).toMatchObject({
        error: expect.stringMatching(/^(not_found|invalid_request)$/),
        requestId: expect.any(String),
      })
    },
  )

  it('answers no foreign origin and no foreign Host on loopback (SEC-103, PS228)', async () => {
    const { server } = await startTestServer()
    const headers = { origin: 'https://evil.example' }
    const answer = await call(server, 'GET', '/v1/server', { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    const reply = await raw(server.port, 'GET /v1/server HTTP/1.1\r\nHost: evil.example\r\n')
    expect(reply).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(server.port, 'GET /v1/server HTTP/1.1\r\nHost: localhost\r\n')).toMatch(
      / 200 /,
    )
  })

  it('refuses requests that could be smuggled (SEC-105)', async () => {
    const { server } = await startTestServer()
    const both = 'POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n'
    expect(await raw(server.port, `${both}Transfer-Encoding: chunked\r\n`, '0\r\n\r\n')).toMatch(
      / 400 /,
    )
    expect(await raw(server.port, 'GET /v1/server HTTP/1.1\nHost: localhost\n')).toMatch(/ 400 /)
  })

  it('believes no forwarded address unless its proxy is trusted (SEC-101)', async () => {
    const { server, logLines } = await startTestServer()
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    await call(server, 'GET', '/v1/server', { headers })
    expect(logLines.some((line) => line.includes('127.0.0.1'))).toBe(true)
    expect(logLines.some((line) => line.includes('203.0.113.9'))).toBe(false)
  })

  it('writes no token, password, code or path of a file into the log (SEC-30)', async () => {
    const { server, logLines } = await startTestServer()
    const session = await signUp(server)
    const device = await TestDevice.add(server, session)
    const space = await device.addSpace()
    await device.putFile(space, 'diary of ann.txt', randomBytes(10))
    await device.call('GET', `/v1/spaces/${space.spaceId}/lookup?path=diary%20of%20ann.txt`)
    await call(server, 'POST', '/v1/session', {
      body: { login: 'ann', password: 'wrong password' },
    })
    const log = logLines.join('')
    expect(log).toContain('/lookup')
    const secrets = [
      session,
      device.token,
      PASSWORD,
      'wrong password',
      server.setupCode ?? '?',
      'diary',
    ]
    for (const secret of secrets) expect(log.includes(secret), secret).toBe(false)
  })

  it('slows down guessing per account and per address, and not who knows it (SEC-08)', async () => {
    const { server } = await startTestServer()
    await signUp(server)
    const attempt = (login: string, password: string, forged = newId()) =>
      call(server, 'POST', '/v1/session', {
        body: { login, password },
        headers: { 'x-forwarded-for': forged },
      })
    for (let i = 0; i < 12; i++) expect((await attempt('ann', PASSWORD)).status).toBe(200)
    for (let i = 0; i < 10; i++) expect((await attempt('ANN', 'guess')).status).toBe(401)
    const limited = await attempt('ann', PASSWORD)
    expect(limited).toMatchObject({ status: 429, body: { error: 'rate_limited' } })
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    for (let i = 0; i < 20; i++) await attempt(`user${i}`, 'guess')
    expect((await attempt('somebody', 'guess')).status).toBe(429)
  })

  it('opens setup once and only with the printed code (SEC-13)', async () => {
    const { server } = await startTestServer()
    const setUp = (code: string | undefined) =>
      call(server, 'POST', '/v1/setup', { body: { code, login: 'ann', password: PASSWORD } })
    expect(await setUp('AAAA-AAAA-AAAA-AAAA')).toMatchObject({ status: 403 })
    expect((await setUp(server.setupCode)).status).toBe(200)
    expect(await setUp(server.setupCode)).toMatchObject({
      status: 404,
      body: { error: 'setup_closed' },
    })
    expect((await call(server, 'GET', '/v1/server')).body).toMatchObject({ setupOpen: false })
  })
})

/** Sends a request byte by byte as given and answers what came back. */
async function raw(port: number, head: string, body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(`${head}Connection: close\r\n\r\n${body}`)
  let reply = ''
  for await (const bytes of socket) reply += bytes
  return reply
}
