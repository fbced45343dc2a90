import { AppError, type DeviceId, type DeviceResponse, formatId } from '@tidemark/protocol'
import type { AccountTransaction } from '../metadata/transactions.js'
import {
  accountTopic,
  type Clock,
  type Hashing,
  type MetadataStore,
  type Rng,
  type Wakeups,
} from '../ports.js'
import type { Caller } from './caller.js'
import { mintToken } from './tokens.js'

/** Registers a device of the calling session's account; its token is shown this once. */
export async function addDevice(
  ports: { store: MetadataStore; clock: Clock; rng: Rng; hashing: Hashing; wakeups: Wakeups },
  caller: Caller,
  request: { name: string; platform: string },
): Promise<DeviceResponse> {
  const { store, clock, wakeups } = ports
  const { accountId } = caller
  const atMs = clock.nowMs()
  const device = await store.withAccountLock(accountId, (tx) =>
    registerDevice(tx, ports, { ...request, atMs }),
  )
  wakeups.publish(accountTopic(accountId))
  return device
}

/** Adds a device with a token to the account whose lock is held; the caller rings the account. */
export async function registerDevice(
  tx: AccountTransaction,
  { rng, hashing }: { rng: Rng; hashing: Hashing },
  { name, platform, atMs }: { name: string; platform: string; atMs: number },
): Promise<DeviceResponse> {
  const { accountId } = tx
  const deviceId = formatId<DeviceId>(rng.bytes(16))
  const { token, tokenHash } = mintToken('device', rng, hashing)
  const times = { createdAtMs: atMs, lastSeenAtMs: null, revokedAtMs: null }
  await tx.addDevice({ deviceId, accountId, name, platform, ...times })
  const row = { tokenHash, kind: 'device', accountId, deviceId } as const
  await tx.addToken({ ...row, createdAtMs: atMs, expiresAtMs: null })
  await tx.appendAccountChange({ type: 'device_added', atMs, deviceId, spaceId: null })
  return { deviceId, accountId, token }
}

/** A device as its account sees it. */
export interface DeviceView {
  readonly deviceId: DeviceId
  readonly name: string
  readonly platform: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number | null
  readonly revokedAtMs: number | null
  readonly current: boolean
}

/** Devices of the account, oldest first, revoked ones included. */
export async function listDevices(store: MetadataStore, caller: Caller): Promise<DeviceView[]> {
  const rows = await store.read((tx) => tx.listDevices(caller.accountId))
  return rows.map(({ accountId: _, ...row }) => ({
    ...row,
    current: row.deviceId === caller.deviceId,
  }))
}

/**
 * Revokes a device: its next call is refused and waiting calls are rung so that they look again
 * (P16, SEC-07). Revoking a revoked device is fine.
 * @throws AppError not_found for a device of nobody or of another account (SEC-40).
 */
export async function revokeDevice(
  ports: { store: MetadataStore; clock: Clock; wakeups: Wakeups },
  caller: Caller,
  deviceId: DeviceId,
): Promise<void> {
  const { store, clock, wakeups } = ports
  const atMs = clock.nowMs()
  await store.withAccountLock(caller.accountId, async (tx) => {
    const device = await tx.findDevice(deviceId)
    if (device === undefined || device.accountId !== caller.accountId) {
      throw new AppError('not_found')
    }
    if (device.revokedAtMs !== null) return
    await tx.revokeDevice(deviceId, atMs)
    await tx.appendAccountChange({ type: 'device_revoked', atMs, deviceId, spaceId: null })
  })
  wakeups.publish(accountTopic(caller.accountId))
}
