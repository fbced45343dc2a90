import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ControlClient } from '@tidemark/control'
import { connectToDaemon, currentProfile } from '@tidemark/daemon'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Stack } from '../harness/stack.js'
import { at } from '../harness/tree.js'

let stack: Stack
let profile: string

beforeAll(async () => {
  stack = await Stack.start({ devices: ['laptop'] })
  profile = stack.temp.join('laptop', 'profile')
})
afterAll(() => stack[Symbol.asyncDispose]())

async function withDaemon<T>(ask: (client: ControlClient) => Promise<T>): Promise<T> {
  const client = await connectToDaemon(currentProfile(profile).endpoint)
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}

test('SEC-127 a daemon whose key somebody else keeps waits for it after a start, then syncs', async () => {
  const laptop = stack.device('laptop')
  const kept = await withDaemon((client) => client.call('readToken', {}))
  await withDaemon((client) => client.call('placeToken', { ...kept, place: 'memory' }))
  expect(existsSync(join(profile, 'token'))).toBe(false)
  await writeFile(at(laptop.folder, 'one.txt'), 'with the key in memory')
  await laptop.syncNow()
  expect((await laptop.status()).settled).toBe(true)

  await laptop.restart()
  expect(await laptop.status()).toMatchObject({
    state: 'stopped',
    error: { code: 'sign_in_locked' },
  })
  expect(await laptop.cli('sync')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Open the app'),
  })
  await writeFile(at(laptop.folder, 'two.txt'), 'while it waits')
  await withDaemon((client) => client.call('placeToken', { ...kept, place: 'memory' }))
  await laptop.syncNow()
  expect(await laptop.status()).toMatchObject({ settled: true, counts: { items: 2 } })

  await withDaemon((client) => client.call('placeToken', { ...kept, place: 'file' }))
  await laptop.restart()
  await laptop.syncNow()
  expect((await laptop.status()).settled).toBe(true)
  expect(await readFile(join(profile, 'daemon.log'), 'utf8')).not.toContain(kept.token)
})
