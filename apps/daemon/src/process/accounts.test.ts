import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locateProfile } from '@tidemark/control-socket'
import { type AccountId, type DeviceId, parseId } from '@tidemark/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpConnections } from '../adapters/remote-http/exchange.js'
import { Profile } from '../profile/profile.js'
import { Accounts } from './accounts.js'
import { openLog } from './logger.js'

const DEVICE = parseId<DeviceId>('ab'.repeat(16))
const OTHER_DEVICE = parseId<DeviceId>('cd'.repeat(16))
const OURS = { deviceId: DEVICE, token: 'tmd_ours' }

let directory: string
let cleanUp: DisposableStack

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-accounts-'))
  cleanUp = new DisposableStack()
})
afterEach(async () => {
  cleanUp.dispose()
  await rm(directory, { recursive: true, force: true })
})

async function openAccounts() {
  const platform = process.platform
  const on = { platform, env: {}, homeDir: directory, tempDir: directory, userId: undefined }
  const profile = cleanUp.use(await Profile.open(locateProfile(join(directory, 'p'), on)))
  const { log, file } = openLog(profile.paths.log)
  cleanUp.use(file)
  const connections = cleanUp.use(new HttpConnections())
  return { profile, accounts: new Accounts({ profile, connections, log }) }
}

async function signIn(profile: Profile): Promise<void> {
  const signIn = {
    serverUrl: 'https://box.example/',
    serverId: 's',
    accountId: parseId<AccountId>('ef'.repeat(16)),
    login: 'ada',
    deviceId: DEVICE,
    deviceName: 'laptop',
    allowInsecure: false,
  }
  await profile.config.update((config) => ({ ...config, signIn }))
}

test('a device without its key is signed in and locked, and opens with the key that it had', async () => {
  const { profile, accounts } = await openAccounts()
  await expect(accounts.getToken()).rejects.toMatchObject({ code: 'not_signed_in' })
  await signIn(profile)
  await expect(accounts.getToken()).rejects.toMatchObject({ code: 'sign_in_locked' })
  await accounts.placeToken({ ...OURS, place: 'memory' })
  expect(await accounts.readToken()).toEqual(OURS)
  expect(profile.token.place).toBe('memory')
})

test('SEC-127 the file of a key goes only on the word of somebody who has the same key', async () => {
  const { profile, accounts } = await openAccounts()
  await signIn(profile)
  await profile.token.keep(OURS.token, 'file')
  const strangers = [
    { ...OURS, token: 'tmd_other' },
    { ...OURS, deviceId: OTHER_DEVICE },
  ]
  for (const stranger of strangers) {
    const refused = accounts.placeToken({ ...stranger, place: 'memory' })
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(refused).rejects.not.toThrow('tmd_')
  }
  expect(profile.token).toMatchObject({ place: 'file' })
  await accounts.placeToken({ ...OURS, place: 'memory' })
  expect(profile.token.place).toBe('memory')
})
