import {
  addDevice,
  authenticate,
  closeSession,
  createAccount,
  getAccount,
  hashToken,
  isCallerValid,
  isSetupOpen,
  limitHashing,
  listAccountChanges,
  listDevices,
  listSpaces,
  mintSetupCode,
  openSession,
  openSpace,
  revokeDevice,
  setUp,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashing, ServerWorld, SpaceWorld } from './_server-world.js'

const password = 'correct horse battery'
const login = 'ann'

describe('setup', () => {
  it('makes the first account with the printed code, once (SEC-13)', async () => {
    const world = new ServerWorld()
    const code = mintSetupCode(world.rng)
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$/)
    const request = { code: code.toLowerCase(), login, password }
    for (const wrong of ['', 'x', `${code}X`, '\u00fc']) {
      const attempt = setUp(world, code, { ...request, code: wrong })
      await expect(attempt).rejects.toMatchObject({ code: 'setup_code_wrong' })
    }
    expect(await isSetupOpen(world.store)).toBe(true)
    const { accountId } = await setUp(world, code, request)
    expect(accountId).toMatch(/^[0-9a-f]{32}$/)
    expect(await isSetupOpen(world.store)).toBe(false)
    await expect(setUp(world, code, request)).rejects.toMatchObject({ code: 'setup_closed' })
  })
})

describe('accounts', () => {
  it('refuse short passwords and logins that are taken in any letter case', async () => {
    const world = new ServerWorld()
    const account = { login, password, quotaBytes: null }
    const short = createAccount(world, { ...account, password: '\u{1f600}'.repeat(9) })
    await expect(short).rejects.toMatchObject({ code: 'password_weak' })
    await createAccount(world, account)
    const taken = createAccount(world, { ...account, login: 'ANN' })
    await expect(taken).rejects.toMatchObject({ code: 'login_taken' })
  })
})

describe('signing in', () => {
  let world: ServerWorld

  beforeEach(async () => {
    world = new ServerWorld()
    await createAccount(world, { login, password, quotaBytes: null })
    world.passwords.hashed = 0
  })

  it('gives a session for an hour that signing out ends (SEC-11, PS228)', async () => {
    const { token, expiresAtMs } = await openSession(world, { login: 'Ann', password })
    expect(token).toMatch(/^tms_[0-9a-f]{64}$/)
    const caller = await world.caller(token)
    expect(caller).toMatchObject({ kind: 'session', deviceId: null })
    world.clock.ms = expiresAtMs - 1
    expect(await isCallerValid(world, caller)).toBe(true)
    world.clock.ms = expiresAtMs
    expect(await authenticate(world, token)).toBeUndefined()
    world.clock.ms = expiresAtMs - 1
    await closeSession(world.store, caller)
    expect(await authenticate(world, token)).toBeUndefined()
  })

  it('costs one hash for an unknown login as for a wrong password (SEC-12)', async () => {
    const { passwords } = world
    const unknown = openSession(world, { login: 'bob', password })
    await expect(unknown).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect([passwords.hashed, passwords.verified]).toEqual([1, 0])
    const wrong = openSession(world, { login, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect([passwords.hashed, passwords.verified]).toEqual([1, 1])
  })

  it('renews a hash of weaker parameters (SEC-01)', async () => {
    world.passwords.version = 2
    const wrong = openSession(world, { login, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect(world.passwords.hashed).toBe(0)
    await openSession(world, { login, password })
    const [row] = await world.store.read((tx) => tx.listAccounts())
    expect(row?.passwordHash).toBe(`2:${password}`)
    await openSession(world, { login, password })
    expect(world.passwords.hashed).toBe(1)
  })

  it('hashes at most four passwords at once, in order (SEC-01)', async () => {
    const waiting: (() => void)[] = []
    const started: string[] = []
    const limited = limitHashing({
      hash: (text) => {
        started.push(text)
        return new Promise((resolve, reject) => {
          waiting.push(() => (text === 'b' ? reject(new Error('no')) : resolve(text)))
        })
      },
      verify: async () => true,
      needsRehash: () => false,
    })
    const all = [...'abcdefg'].map((text) => limited.hash(text).catch(() => 'failed'))
    await Promise.resolve()
    expect(started.join('')).toBe('abcd')
    for (const finish of waiting.splice(0, 2)) finish()
    await Promise.all(all.slice(0, 2))
    expect(started.join('')).toBe('abcdef')
    while (waiting.length > 0) {
      for (const finish of waiting.splice(0)) finish()
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
    }
    expect((await Promise.all(all)).join(' ')).toBe('a failed c d e f g')
  })
})

describe('devices', () => {
  let world: SpaceWorld

  beforeEach(async () => {
    world = await SpaceWorld.open()
  })

  it('have tokens of 256 bits of which only the hash is stored (SEC-03)', async () => {
    const request = { name: 'Third', platform: 'linux' }
    const { token, deviceId } = await addDevice(world, world.session, request)
    expect(token).toMatch(/^tmd_[0-9a-f]{64}$/)
    const row = await world.store.read((tx) => tx.findToken(hashToken(token, hashing)))
    expect(row).toMatchObject({ deviceId })
    expect(JSON.stringify(row)).not.toContain(token.slice(4))
    expect(await world.caller(token)).toMatchObject({ deviceName: 'Third', actorId: deviceId })
  })

  it('are refused from the moment of their revocation (P16, SEC-07)', async () => {
    const { token, deviceId } = await addDevice(world, world.session, { name: 'x', platform: 'y' })
    const caller = await world.caller(token)
    world.wakeups.published.length = 0
    await revokeDevice(world, world.b, deviceId)
    expect(await authenticate(world, token)).toBeUndefined()
    expect(await isCallerValid(world, caller)).toBe(false)
    expect(world.wakeups.published).toEqual([`account:${world.a.accountId}`])
    const { changes } = await listAccountChanges(world.store, world.a, 0)
    expect(changes.at(-1)).toMatchObject({ type: 'device_revoked', deviceId })
    await revokeDevice(world, world.b, deviceId)
    const again = await listAccountChanges(world.store, world.a, 0)
    expect(again.changes).toEqual(changes)
  })

  it('of others do not exist (SEC-40)', async () => {
    const stranger = await world.account('bob')
    const { deviceId } = world.a
    const revoke = revokeDevice(world, stranger, deviceId ?? world.id())
    await expect(revoke).rejects.toMatchObject({ code: 'not_found' })
    expect(await listDevices(world.store, stranger)).toEqual([])
    expect(await isCallerValid(world, world.a)).toBe(true)
  })

  it('are listed with the asking one marked', async () => {
    const devices = await listDevices(world.store, world.b)
    expect(devices.map(({ name, current }) => [name, current])).toEqual([
      ['Laptop', false],
      ['Phone', true],
    ])
  })

  it.each(['', 'tmd_', 'tmx_', `tmd_${'0'.repeat(64)}`, `tms_${'g'.repeat(64)}`])(
    'do not come in with the token %j',
    async (token) => {
      expect(await authenticate(world, token)).toBeUndefined()
    },
  )
})

describe('spaces', () => {
  it('exist for their owner alone, with 404 for all others (SEC-40)', async () => {
    const world = await SpaceWorld.open()
    const stranger = await world.account('bob')
    expect((await listSpaces(world.store, world.b)).spaces).toEqual([world.space])
    expect((await listSpaces(world.store, stranger)).spaces).toEqual([])
    for (const access of ['read', 'write'] as const) {
      const open = openSpace(world.store, stranger, world.spaceId, access)
      await expect(open).rejects.toMatchObject({ code: 'not_found' })
      const none = openSpace(world.store, world.a, world.id(), access)
      await expect(none).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  it('count towards the quota of their account', async () => {
    const world = await SpaceWorld.open(undefined, 1000)
    const file = await world.file(world.a, 'a')
    await world.one(world.a, world.delete(file))
    const account = await getAccount(world.store, world.a)
    expect(account).toMatchObject({ quotaBytes: 1000, usedBytes: file.content?.sizeBytes })
  })
})
