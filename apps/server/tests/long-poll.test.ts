import { randomBytes } from 'node:crypto'
import type { NodeId, OpId, PollResponse, Space, TreeResponse } from '@tidemark/protocol'
import {
  commit,
  DEFAULT_COMMIT_SETTINGS,
  listAccounts,
  noCrash,
  operatorCaller,
} from '@tidemark/server-core'
import { describe, expect, it } from 'vitest'
import { openMetadata } from '../src/cli/open-metadata.js'
import type { ServerConfig } from '../src/config/config.js'
import { InProcessWakeups } from '../src/platform/in-process-wakeups.js'
import { nodeHashing } from '../src/platform/node-hashing.js'
import { systemClock, systemRng } from '../src/platform/system-clock.js'
import type { RunningServer } from '../src/serve-data.js'
import { type Answer, call, newId, signUp, TestDevice } from './_client.js'
import { startTestServer } from './_server.js'

interface Setting {
  readonly server: RunningServer
  readonly config: ServerConfig
  readonly session: string
  readonly device: TestDevice
  readonly space: Space
  readonly cursor: string
}

async function setting(): Promise<Setting> {
  const { server, config } = await startTestServer()
  const session = await signUp(server)
  const device = await TestDevice.add(server, session)
  const space = await device.addSpace()
  const { cursor } = await device.get<TreeResponse>(`/v1/spaces/${space.spaceId}/tree`)
  return { server, config, session, device, space, cursor }
}

/** Starts a poll and resolves once the server holds it. */
async function parked(
  { server, device, space, cursor }: Setting,
  instance: string = newId(),
): Promise<{ answer: Promise<Answer> }> {
  const before = await parkedCount(server)
  const body = { instance, spaces: { [space.spaceId]: cursor } }
  const answer = device.call('POST', '/v1/poll', { body })
  // Ending one poll and parking the next takes turns of the event loop, nothing else to wait for.
  for (let turn = 0; turn < 10_000 && (await parkedCount(server)) <= before; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { answer }
}

async function parkedCount(server: RunningServer): Promise<number> {
  return server.parkedPolls()
}

describe('the long-poll', () => {
  it('answers at once when a cursor is behind, whether or not a wake-up was lost (E115)', async () => {
    const { device, space, cursor } = await setting()
    await device.putFile(space, 'a', randomBytes(10))
    const body = { instance: newId(), spaces: { [space.spaceId]: cursor } }
    const { changed } = await device.post<PollResponse>('/v1/poll', body)
    expect(changed).toEqual([space.spaceId])
  })

  it('wakes when another device commits', async () => {
    const here = await setting()
    const other = await TestDevice.add(here.server, here.session, 'desktop')
    const { answer } = await parked(here)
    await other.putFile(here.space, 'a', randomBytes(10))
    expect((await answer).body).toEqual({ changed: [here.space.spaceId], accountChanged: false })
  })

  it('wakes when the account changes', async () => {
    const { server, session, device } = await setting()
    const { seq } = await device.get<{ seq: number }>('/v1/account')
    const poll = device.post<PollResponse>('/v1/poll', {
      instance: newId(),
      spaces: {},
      accountSeq: seq,
    })
    await TestDevice.add(server, session, 'desktop')
    expect(await poll).toEqual({ changed: [], accountChanged: true })
  })

  it('refuses a device that is revoked while it waits (P16, SEC-07)', async () => {
    const here = await setting()
    const { answer } = await parked(here)
    const path = `/v1/devices/${here.device.deviceId}`
    expect((await call(here.server, 'DELETE', path, { token: here.session })).status).toBe(204)
    expect(await answer).toMatchObject({ status: 401, body: { error: 'unauthorized' } })
    expect((await here.device.call('GET', '/v1/spaces')).status).toBe(401)
  })

  it('lets a newer poll of an instance end the older one, and a fifth the first (SEC-85)', async () => {
    const here = await setting()
    const instance = newId()
    const older = await parked(here, instance)
    const body = { instance, spaces: { [here.space.spaceId]: here.cursor } }
    void here.device.call('POST', '/v1/poll', { body }).catch(() => undefined)
    expect((await older.answer).body).toEqual({ changed: [], accountChanged: false })
    const first = await parked(here)
    for (let i = 0; i < 3; i++) void (await parked(here)).answer.catch(() => undefined)
    void here.device
      .call('POST', '/v1/poll', { body: { ...body, instance: newId() } })
      .catch(() => undefined)
    void here.device
      .call('POST', '/v1/poll', { body: { ...body, instance: newId() } })
      .catch(() => undefined)
    expect((await first.answer).body).toEqual({ changed: [], accountChanged: false })
    expect(here.server.parkedPolls()).toBeLessThanOrEqual(4)
  })

  it('is woken soon by what another process does, such as the console', async () => {
    const here = await setting()
    const { answer } = await parked(here)
    await using store = await openMetadata(here.config)
    const wakeups = new InProcessWakeups(noCrash)
    const clock = systemClock
    const ports = { store, clock, rng: systemRng, hashing: nodeHashing, wakeups }
    const listBlocks = { readListBlock: async () => undefined }
    const [account] = await listAccounts(store)
    if (account === undefined) throw new Error('no account')
    const { spaceId, epoch, rootNodeId: parentId } = here.space
    const ids = { opId: newId<OpId>(), nodeId: newId<NodeId>(), parentId, name: 'a' }
    const copy = { nodeId: newId<NodeId>(), name: 'b' }
    const operations = [{ op: 'mkdir' as const, ...ids, copy }]
    const caller = operatorCaller(account.accountId)
    const request = { epoch, operations }
    await commit({ ...ports, listBlocks }, DEFAULT_COMMIT_SETTINGS, caller, spaceId, request)
    expect((await answer).body).toEqual({ changed: [spaceId], accountChanged: false })
  })

  it('ends when the server stops', async () => {
    const here = await setting()
    const { answer } = await parked(here)
    await here.server[Symbol.asyncDispose]()
    expect((await answer).body).toEqual({ changed: [], accountChanged: false })
  })

  it.each(['0', '1.x', `1.${'0'.repeat(32)}.9223372036854775808.${'0'.repeat(32)}`])(
    'counts the odd cursor %s as changed',
    async (cursor) => {
      const { device, space } = await setting()
      const body = { instance: newId(), spaces: { [space.spaceId]: cursor, [newId()]: cursor } }
      const { changed } = await device.post<PollResponse>('/v1/poll', body)
      expect(changed).toContain(space.spaceId)
    },
  )
})
