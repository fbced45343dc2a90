import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTROL_PROTOCOL } from '@tidemark/control'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectToEndpoint } from './connect-to-endpoint.js'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-control-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A peer that answers the first line with `answer`. */
async function listen(answer: object) {
  const endpoint = join(directory, 'control.sock')
  const server = createServer((socket) => {
    socket.once('data', () => socket.write(`${JSON.stringify(answer)}\n`))
  })
  await new Promise<void>((resolve) => server.listen(endpoint, resolve))
  return { endpoint, [Symbol.dispose]: () => server.close() }
}

test('a connection shakes hands and knows the version of the daemon', async () => {
  const result = { protocol: CONTROL_PROTOCOL, version: '1.2.3', pid: 1 }
  using peer = await listen({ id: 1, result })
  const client = await connectToEndpoint(peer.endpoint, '0.0.0')
  expect(client.daemonVersion).toBe('1.2.3')
  client.close()
})

test('SEC-133 where no daemon listens, the error says that none can be reached', async () => {
  const nowhere = connectToEndpoint(join(directory, 'none.sock'), '0.0.0')
  await expect(nowhere).rejects.toMatchObject({ code: 'daemon_unreachable' })
})

test('a daemon of another protocol is told from one that is not there', async () => {
  const error = { code: 'daemon_version', message: 'another version' }
  using peer = await listen({ id: 1, error })
  const refused = connectToEndpoint(peer.endpoint, '0.0.0')
  await expect(refused).rejects.toMatchObject({ code: 'daemon_version' })
})
