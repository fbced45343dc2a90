import type { AccountId, DeviceId } from '@tidemark/protocol'

/** Who asks: the outcome of a successful authentication. */
export interface Caller {
  readonly kind: 'device' | 'session' | 'operator'
  readonly accountId: AccountId
  /** null for sessions and the operator. */
  readonly deviceId: DeviceId | null
  /** Shown in histories and conflicts. */
  readonly deviceName: string
  /**
   * Scope of operation ids and of the deletion brake: the device id, or for a session 128 bits of
   * its token's hash.
   */
  readonly actorId: string
  /** SHA-256 of the token, lower-case hex; '' for the operator. */
  readonly tokenHash: string
}

/** The person at the server's console, acting for an account. */
export function operatorCaller(accountId: AccountId): Caller {
  return {
    kind: 'operator',
    accountId,
    deviceId: null,
    deviceName: 'server console',
    actorId: '0'.repeat(32),
    tokenHash: '',
  }
}
