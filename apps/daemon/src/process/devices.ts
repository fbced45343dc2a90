import type { Device } from '@tidemark/control'
import { AppError, type DeviceId } from '@tidemark/protocol'
import type { Accounts } from './accounts.js'

type AccountsPart = Pick<Accounts, 'client' | 'getSignIn'>

/** The devices of the account, as the server lists them. */
export async function listDevices(accounts: AccountsPart, signal: AbortSignal): Promise<Device[]> {
  const { devices } = await (await accounts.client()).call('listDevices', {}, signal)
  return devices.map(
    ({ deviceId, name, platform, createdAtMs, lastSeenAtMs, revokedAtMs, current }) => {
      const times = { createdAtMs, lastSeenAtMs, revokedAtMs }
      return { deviceId, name, platform, ...times, current }
    },
  )
}

/**
 * Signs another device out. This one signs out by itself, so that it forgets its token, too.
 * @throws AppError `invalid_request` for this device, `not_found` for one of nobody.
 */
export async function revokeDevice(
  accounts: AccountsPart,
  deviceId: DeviceId,
  signal: AbortSignal,
): Promise<void> {
  if (accounts.getSignIn().deviceId === deviceId) {
    throw new AppError('invalid_request', {
      problem: 'this is the device itself; sign out instead',
    })
  }
  const client = await accounts.client()
  await client.call('revokeDevice', { params: { deviceId }, tries: 1 }, signal)
}
