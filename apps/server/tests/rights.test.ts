import { randomBytes } from 'node:crypto'
import { ENDPOINTS, type Endpoint } from '@tidemark/protocol'
import { createAccount, limitHashing } from '@tidemark/server-core'
import { describe, expect, it } from 'vitest'
import { argon2PasswordHasher } from '../src/platform/argon2-password-hasher.js'
import { systemClock, systemRng } from '../src/platform/system-clock.js'
import { rawFrame } from './_blocks.js'
import { call, contentOf, newId, putOf, signIn, signUp, TestDevice } from './_client.js'
import { PASSWORD, startTestServer } from './_server.js'

/** A server with two people, each with a device and a space. */
async function twoPeople() {
  const { server, metadata } = await startTestServer()
  const annSession = await signUp(server, 'ann')
  const passwords = limitHashing(argon2PasswordHasher({ memoryKib: 19 * 1024, passes: 2 }))
  const ports = { store: metadata, clock: systemClock, rng: systemRng, passwords }
  await createAccount(ports, { login: 'bob', password: PASSWORD, quotaBytes: null })
  const bobSession = await signIn(server, 'bob')
  const ann = await TestDevice.add(server, annSession)
  const bob = await TestDevice.add(server, bobSession)
  return { server, ann, bob, annSession, bobSession, annSpace: await ann.addSpace() }
}

describe('rights', () => {
  it('asks every route but the public ones for a token (SEC-14)', async () => {
    const { server } = await startTestServer()
    const publicOnes: string[] = []
    for (const [name, row] of Object.entries<Endpoint>(ENDPOINTS)) {
      const path = row.path.replace(/:\w+/g, newId())
      const { status, body } = await call(server, row.method, path)
      if (row.auth === 'public') publicOnes.push(name)
      else
        expect({ name, status, body }).toMatchObject({
          status: 401,
          body: { error: 'unauthorized' },
        })
    }
    expect(publicOnes).toEqual(['getServer', 'setUp', 'openSession', 'claimPairing'])
  })

  it('lets no token of the wrong kind in, nor a made-up one (PS228)', async () => {
    const { server } = await startTestServer()
    const session = await signUp(server)
    const device = await TestDevice.add(server, session)
    const refused = { status: 401, body: { error: 'unauthorized' } }
    const body = { name: 'x', platform: 'linux' }
    expect(await device.call('POST', '/v1/devices', { body })).toMatchObject(refused)
    const poll = { instance: newId(), spaces: {} }
    expect(await call(server, 'POST', '/v1/poll', { token: session, body: poll })).toMatchObject(
      refused,
    )
    for (const token of [
      '',
      'tmd_',
      `tmd_${'0'.repeat(64)}`,
      `${device.token}0`,
      device.token.slice(1),
    ]) {
      expect(await call(server, 'GET', '/v1/account', { token })).toMatchObject(refused)
    }
    const headers = { authorization: `Basic ${device.token}` }
    expect(await call(server, 'GET', '/v1/account', { headers })).toMatchObject(refused)
  })

  it('ends a session that signs out (SEC-11)', async () => {
    const { server } = await startTestServer()
    const token = await signUp(server)
    expect((await call(server, 'GET', '/v1/account', { token })).status).toBe(200)
    expect((await call(server, 'DELETE', '/v1/session', { token })).status).toBe(204)
    expect((await call(server, 'GET', '/v1/account', { token })).status).toBe(401)
  })

  it("says of another person's things that they do not exist, on every route (SEC-40)", async () => {
    const { server, ann, bob, bobSession, annSpace } = await twoPeople()
    const nodeId = await ann.putFile(annSpace, 'private', randomBytes(100))
    const ids: Record<string, string> = {
      spaceId: annSpace.spaceId,
      nodeId,
      deviceId: ann.deviceId,
      conflictId: newId(),
      holdId: newId(),
      pairingId: newId(),
    }
    const block = rawFrame(randomBytes(10)).blockId
    const bodies: Record<string, unknown> = {
      findMissingBlocks: { blockIds: [block] },
      readBlocks: { blockIds: [block] },
      commit: { epoch: annSpace.epoch, operations: [putOf(annSpace, 'x', contentOf(block, 1))] },
      resolveConflict: { choice: 'both' },
      decideHold: { decision: 'approve' },
      undoDevice: { deviceId: newId(), sinceMs: 0, isPreview: true },
    }
    const queries: Record<string, string> = {
      listChanges: `?cursor=1.${annSpace.epoch}.0.${'0'.repeat(32)}`,
      lookUpPath: '?path=private',
    }
    let count = 0
    for (const [name, row] of Object.entries<Endpoint>(ENDPOINTS)) {
      if (!row.path.includes(':') || row.body === 'pack') continue
      const path = row.path.replace(/:(\w+)/g, (_, key: string) => ids[key] ?? newId())
      const body = bodies[name]
      const token = row.auth === 'session' ? bobSession : bob.token
      const options = body === undefined ? { token } : { token, body }
      const answer = await call(server, row.method, path + (queries[name] ?? ''), options)
      expect({ name, ...answer }).toMatchObject({ name, status: 404, body: { error: 'not_found' } })
      count += 1
    }
    expect(count).toBeGreaterThan(10)
    const upload = await bob.sendPack(annSpace, bob.pack([rawFrame(randomBytes(10))]))
    expect(upload).toMatchObject({ status: 404, body: { error: 'not_found' } })
    expect((await ann.call('GET', '/v1/spaces')).status).toBe(200)
  })

  it('commits no block that the caller neither uploaded nor can read (SEC-41)', async () => {
    const { ann, bob, annSpace } = await twoPeople()
    const secret = rawFrame(randomBytes(5000))
    await ann.upload(annSpace, [secret])
    await ann.commit(annSpace, [putOf(annSpace, 'secret', contentOf(secret.blockId, 5000))])
    const bobSpace = await bob.addSpace()
    const theft = putOf(bobSpace, 'mine now', contentOf(secret.blockId, 5000))
    const { results } = await bob.commit(bobSpace, [theft])
    expect(results).toEqual([
      { opId: theft.opId, result: 'blocks_missing', blockIds: [secret.blockId] },
    ])
    const [frame] = await bob.read(bobSpace, [secret.blockId])
    expect(frame).toEqual({ kind: 'absent', blockId: secret.blockId })
    const delta = {
      ...rawFrame(randomBytes(10)),
      encoding: 'zstd_dictionary' as const,
      bases: [{ blockId: secret.blockId, offset: 0, length: 10 }],
    }
    expect((await bob.upload(bobSpace, [delta])).results).toEqual([
      { blockId: delta.blockId, result: 'rejected', error: 'block_not_yours' },
    ])
  })

  it('asks for blocks that exist only elsewhere as for blocks that exist nowhere (SEC-42)', async () => {
    const { ann, bob, annSpace } = await twoPeople()
    const elsewhere = rawFrame(randomBytes(100))
    const nowhere = rawFrame(randomBytes(100))
    await ann.putFile(annSpace, 'a', elsewhere.payload)
    const ids = [elsewhere.blockId, nowhere.blockId]
    const bobSpace = await bob.addSpace()
    expect(await bob.missing(bobSpace, ids)).toEqual(ids)
    const annOther = await ann.addSpace('another space of the same account')
    expect(await ann.missing(annOther, ids)).toEqual(ids)
    const { results } = await ann.upload(annOther, [elsewhere])
    expect(results).toEqual([{ blockId: elsewhere.blockId, result: 'stored' }])
    expect(await ann.missing(annOther, ids)).toEqual([nowhere.blockId])
  })

  it('takes at most 4,096 ids in one question (SEC-43, PS222)', async () => {
    const { ann, annSpace } = await twoPeople()
    const blockIds = Array.from({ length: 4097 }, () => rawFrame(randomBytes(8)).blockId)
    const path = `/v1/spaces/${annSpace.spaceId}/blocks/missing`
    expect(await ann.call('POST', path, { body: { blockIds } })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })
})
