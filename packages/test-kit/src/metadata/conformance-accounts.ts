import assert from 'node:assert/strict'
import type { AccountId, DeviceId, SpaceId } from '@tidemark/protocol'
import type { TokenRow } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import {
  ANN,
  addSpace,
  BOB,
  FILES,
  LAPTOP,
  OTHER,
  sampleAccount,
  sampleHash,
  sampleId,
} from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

function token(text: string, fields: Partial<TokenRow> = {}): TokenRow {
  const row = {
    tokenHash: sampleHash(text),
    kind: 'session',
    accountId: ANN,
    deviceId: null,
  } as const
  return { ...row, createdAtMs: 1, expiresAtMs: 100, ...fields }
}

/** Accounts, devices, tokens, spaces and who may see them. */
export function accountCases(check: Check): ConformanceCase[] {
  return [...accountRowCases(check), ...tokenCases(check), ...visibilityCases(check)]
}

function accountRowCases(check: Check): ConformanceCase[] {
  return [
    check('accounts come back as they were added, by id and by login key', async (store) => {
      const row = { ...sampleAccount(sampleId<AccountId>('carl'), 'Carl'), quotaBytes: 5 }
      assert.equal(await store.write((tx) => tx.addAccount(row)), true)
      await store.read(async (tx) => {
        assert.deepEqual(await tx.findAccount(row.accountId), row)
        assert.deepEqual(await tx.findAccountByLogin('carl'), row)
        assert.equal(await tx.findAccountByLogin('Carl'), undefined)
        const logins = (await tx.listAccounts()).map(({ login }) => login)
        assert.deepEqual(logins, ['Ann', 'bob', 'Carl'])
      })
    }),
    check('a login key is given once', async (store) => {
      const row = sampleAccount(sampleId<AccountId>('second'), 'ANN')
      assert.equal(await store.write((tx) => tx.addAccount(row)), false)
      assert.equal(await store.read((tx) => tx.findAccount(row.accountId)), undefined)
    }),
    check('password and quota change alone', async (store) => {
      await store.withAccountLock(ANN, async (tx) => {
        await tx.setPasswordHash('new')
        await tx.setQuota(0)
      })
      const row = await store.read((tx) => tx.findAccount(ANN))
      assert.deepEqual(row, { ...sampleAccount(ANN, 'Ann'), passwordHash: 'new', quotaBytes: 0 })
    }),
    check('the account journal counts from one and is read in pages', async (store) => {
      const change = { type: 'device_added', atMs: 9, spaceId: null, deviceId: LAPTOP } as const
      await store.withAccountLock(ANN, async (tx) => {
        assert.equal(await tx.appendAccountChange(change), 1)
        assert.equal(await tx.appendAccountChange({ ...change, spaceId: FILES }), 2)
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listAccountChanges(ANN, 0, 1), [{ ...change, seq: 1 }])
        const rest = await tx.listAccountChanges(ANN, 1, 5)
        assert.deepEqual(rest, [{ ...change, spaceId: FILES, seq: 2 }])
        assert.deepEqual(await tx.listAccountChanges(BOB, 0, 5), [])
      })
    }),
  ]
}

function tokenCases(check: Check): ConformanceCase[] {
  return [...expiryCases(check), ...revocationCases(check)]
}

function expiryCases(check: Check): ConformanceCase[] {
  return [
    check('tokens are found until they are removed or expire', async (store) => {
      await store.write(async (tx) => {
        await tx.addToken(token('a'))
        await tx.addToken(token('b', { expiresAtMs: 101 }))
        await tx.addToken(token('c', { expiresAtMs: null }))
        await tx.addToken(token('d', { expiresAtMs: null }))
        await tx.removeToken(sampleHash('d'))
        await tx.removeToken(sampleHash('d'))
        await tx.removeExpiredTokens(100)
      })
      await store.read(async (tx) => {
        assert.equal(await tx.findToken(sampleHash('a')), undefined)
        assert.deepEqual(await tx.findToken(sampleHash('b')), token('b', { expiresAtMs: 101 }))
        assert.notEqual(await tx.findToken(sampleHash('c')), undefined)
        assert.equal(await tx.findToken(sampleHash('d')), undefined)
      })
    }),
  ]
}

function revocationCases(check: Check): ConformanceCase[] {
  return [
    check('revoking a device ends its tokens and no others', async (store) => {
      const phone = sampleId<DeviceId>('phone')
      const fields = { kind: 'device', expiresAtMs: null } as const
      await store.withAccountLock(ANN, async (tx) => {
        const [laptop] = await tx.listDevices(ANN)
        assert.ok(laptop)
        await tx.addDevice({ ...laptop, deviceId: phone, name: 'Phone' })
        await tx.addToken(token('laptop', { ...fields, deviceId: LAPTOP }))
        await tx.addToken(token('phone', { ...fields, deviceId: phone }))
        await tx.addToken(token('session'))
        await tx.revokeDevice(phone, 50)
      })
      await store.read(async (tx) => {
        assert.equal(await tx.findToken(sampleHash('phone')), undefined)
        assert.notEqual(await tx.findToken(sampleHash('laptop')), undefined)
        assert.notEqual(await tx.findToken(sampleHash('session')), undefined)
        const devices = await tx.listDevices(ANN)
        assert.deepEqual(
          devices.map(({ name, revokedAtMs }) => [name, revokedAtMs]),
          [
            ['Laptop', null],
            ['Phone', 50],
          ],
        )
      })
      await store.withAccountLock(ANN, (tx) => tx.removeSessions())
      await store.read(async (tx) => {
        assert.equal(await tx.findToken(sampleHash('session')), undefined)
        assert.notEqual(await tx.findToken(sampleHash('laptop')), undefined)
      })
    }),
  ]
}

function visibilityCases(check: Check): ConformanceCase[] {
  return [
    check('a device is noted as seen', async (store) => {
      await store.write((tx) => tx.markDeviceSeen(LAPTOP, 77))
      const device = await store.read((tx) => tx.findDevice(LAPTOP))
      assert.equal(device?.lastSeenAtMs, 77)
    }),
    check('a space is listed for its owner and nobody else', async (store) => {
      await addSpace(store, ANN, OTHER, sampleId('other root'))
      await store.read(async (tx) => {
        const own = await tx.listSpaces(ANN)
        assert.deepEqual(
          own.map(({ space, role }) => [space.spaceId, role]),
          [
            [FILES, 'owner'],
            [OTHER, 'owner'],
          ],
        )
        assert.deepEqual(own[0]?.space, await tx.findSpace(FILES))
        assert.deepEqual(await tx.listSpaces(BOB), [])
        assert.equal(await tx.findRole(FILES, ANN), 'owner')
        assert.equal(await tx.findRole(FILES, BOB), undefined)
        assert.equal(await tx.findRole(sampleId<SpaceId>('none'), ANN), undefined)
      })
    }),
  ]
}
