import { AppError } from '@tidemark/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryTransports } from './_memory-transport.js'
import { ControlClient } from './client.js'
import { METHODS, type MethodName } from './methods.js'
import { type ControlHandlers, type ControlHost, ControlSession } from './session.js'
import type { Status } from './status.js'

/** A callback of which nothing is expected. */
const ignore = () => undefined

const STATUS: Status = {
  version: '9',
  profile: '/home/sam/.local/share/tidemark',
  account: null,
  folders: [],
  settled: true,
}

function newHost(handlers: Partial<ControlHandlers> = {}) {
  const internal: unknown[] = []
  const refuse = async () => {
    throw new AppError('not_signed_in')
  }
  const names = Object.keys(METHODS) as MethodName[] // keys of the table are its names
  const all = Object.fromEntries(names.map((name) => [name, refuse]))
  const host: ControlHost = {
    version: '9',
    pid: 1,
    handlers: { ...(all as unknown as ControlHandlers), ...handlers }, // every name was filled
    onSubscribed: (session) => session.notify('status', STATUS),
    onInternalError: (_, error) => internal.push(error),
  }
  return { host, internal }
}

async function connected(handlers: Partial<ControlHandlers> = {}, pieceChars?: number) {
  const [near, far] = memoryTransports(pieceChars)
  const { host, internal } = newHost(handlers)
  const closed = new Promise<void>((resolve) => {
    ControlSession.serve(far, host, resolve)
  })
  return { client: await ControlClient.connect(near, '9'), internal, closed }
}

test('answers calls after the handshake, whatever the pieces that the text comes in', async () => {
  const { client } = await connected({ status: async () => STATUS }, 3)
  expect(client.daemonVersion).toBe('9')
  expect(await client.call('status', {})).toEqual(STATUS)
})

test('calls overlap and are answered as they finish', async () => {
  let finishPause: () => void = ignore
  const held = new Promise<void>((resolve) => {
    finishPause = resolve
  })
  const { client } = await connected({
    pause: async () => {
      await held
      return {}
    },
    resume: async () => ({}),
  })
  const order: string[] = []
  const pause = client.call('pause', {}).then(() => order.push('pause'))
  await client.call('resume', {}).then(() => order.push('resume'))
  finishPause()
  await pause
  expect(order).toEqual(['resume', 'pause'])
})

test('an error keeps its code and details', async () => {
  const { client } = await connected({
    linkFolder: async () => {
      throw new AppError('folder_unsuitable', { path: '/a', reason: 'inside another' })
    },
  })
  await expect(client.call('linkFolder', { path: '/a' })).rejects.toMatchObject({
    code: 'folder_unsuitable',
    details: { path: '/a', reason: 'inside another' },
  })
})

test('an unexpected error reaches the log, not the client', async () => {
  const { client, internal } = await connected({
    doctor: async () => {
      throw new Error('secret')
    },
  })
  await expect(client.call('doctor', {})).rejects.toMatchObject({ code: 'internal' })
  expect(internal).toMatchObject([{ message: 'secret' }])
  await expect(client.call('doctor', {})).rejects.not.toThrow(/secret/)
})

test('parameters are checked strictly', async () => {
  const { client } = await connected({ pause: async () => ({}) })
  const odd = { folder: '/a', force: true }
  await expect(client.call('pause', odd)).rejects.toMatchObject({ code: 'invalid_request' })
  const missing = {} as { folder: string } // deliberately wrong
  await expect(client.call('unlinkFolder', missing)).rejects.toMatchObject({
    code: 'invalid_request',
  })
})

test('another protocol version is refused with daemon_version', async () => {
  const [near, far] = memoryTransports()
  ControlSession.serve(far, newHost().host, ignore)
  const answer = new Promise<string>((resolve) => {
    near.open({ onText: resolve, onClose: ignore })
  })
  near.send('{"id":1,"method":"hello","params":{"protocol":999,"version":"x"}}\n')
  expect(JSON.parse(await answer)).toMatchObject({ id: 1, error: { code: 'daemon_version' } })
})

test('a daemon of another version can be asked to stop without a handshake', async () => {
  const [near, far] = memoryTransports()
  let stops = 0
  const { host } = newHost({
    shutdown: async () => {
      stops++
      // As a daemon does it: the answer goes out, then the connection ends.
      setImmediate(() => session.close())
      return {}
    },
  })
  const session = ControlSession.serve(far, host, ignore)
  await ControlClient.stopDaemon(near)
  expect(stops).toBe(1)
})

test('nothing but the handshake and a stop is served before the handshake', async () => {
  const [near, far] = memoryTransports()
  ControlSession.serve(far, newHost({ status: async () => STATUS }).host, ignore)
  const answer = new Promise<string>((resolve) => {
    near.open({ onText: resolve, onClose: ignore })
  })
  near.send('{"id":1,"method":"status"}\n')
  expect(JSON.parse(await answer)).toMatchObject({ id: 1, error: { code: 'daemon_version' } })
})

test('events come only after subscribe, a status first', async () => {
  const { client } = await connected()
  const first = new Promise<Status>((resolve) => {
    client.on('status', resolve)
  })
  await client.call('subscribe', {})
  expect(await first).toEqual(STATUS)
})

test('open calls fail with daemon_unreachable when the connection ends', async () => {
  const { client } = await connected({ sync: () => new Promise(ignore) })
  const call = client.call('sync', {})
  client.close()
  await expect(call).rejects.toMatchObject({ code: 'daemon_unreachable' })
  await expect(client.call('status', {})).rejects.toMatchObject({ code: 'daemon_unreachable' })
})

test('an aborted call rejects with cancelled and leaves the connection usable', async () => {
  const { client } = await connected({
    sync: () => new Promise(ignore),
    resume: async () => ({}),
  })
  const abort = new AbortController()
  const call = client.call('sync', {}, abort.signal)
  abort.abort()
  await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  expect(await client.call('resume', {})).toEqual({})
})

test('a result over the line limit answers with an error instead of silence', async () => {
  const long = { ...STATUS, profile: 'x'.repeat(2 * 1024 * 1024) }
  const { client } = await connected({ status: async () => long })
  await expect(client.call('status', {})).rejects.toMatchObject({ code: 'internal' })
})

test('SEC-133 garbage ends the connection and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (noise) => {
      const [near, far] = memoryTransports()
      const closed = new Promise<void>((resolve) => {
        ControlSession.serve(far, newHost().host, resolve)
      })
      near.open({ onText: ignore, onClose: ignore })
      near.send(`${noise}\n{"no":"request"}\n`)
      await closed
    }),
    { numRuns: 50 },
  )
})
