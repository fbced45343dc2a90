import type { AccountId, DeviceId } from '@tidemark/protocol'
import type {
  AccountReads,
  AccountTransaction,
  SpaceReads,
  WriteTransaction,
} from '@tidemark/server-core'
import { type MemoryTables, pageBy } from './memory-tables.js'

/** Reading of accounts and of who may see which space. */
export function memoryAccountReads(tables: MemoryTables): AccountReads & SpaceReads {
  const roleOf: SpaceReads['findRole'] = async (spaceId, accountId) => {
    if (tables.spaces.get(spaceId)?.accountId === accountId) return 'owner'
    return tables.members.get(`${spaceId}/${accountId}`)
  }
  return {
    findAccount: async (accountId) => tables.accounts.get(accountId),
    findAccountByLogin: async (loginKey) =>
      tables.accounts.rows().find((row) => row.loginKey === loginKey),
    listAccounts: async () =>
      tables.accounts.rows().sort((a, b) => (a.loginKey < b.loginKey ? -1 : 1)),
    findToken: async (tokenHash) => tables.tokens.get(tokenHash),
    findDevice: async (deviceId) => tables.devices.get(deviceId),
    listDevices: async (accountId) =>
      tables.devices.rows().filter((row) => row.accountId === accountId),
    listAccountChanges: async (accountId, afterSeq, limit) => {
      const rows = tables.accountChanges.rows().filter((row) => row.accountId === accountId)
      return pageBy(rows, (row) => row.seq, afterSeq, limit).map(({ accountId: _, ...row }) => row)
    },
    findSpace: async (spaceId) => tables.spaces.get(spaceId),
    findRole: roleOf,
    listSpaces: async (accountId) => {
      const found = []
      for (const space of tables.spaces.rows()) {
        const role = await roleOf(space.spaceId, accountId)
        if (role !== undefined) found.push({ space, role })
      }
      return found
    },
  }
}

type AccountWrites = Pick<
  WriteTransaction,
  | 'addAccount'
  | 'addToken'
  | 'removeToken'
  | 'removeExpiredTokens'
  | 'markDeviceSeen'
  | 'acquireLease'
  | 'releaseLease'
  | 'endLeases'
>

/** Lock-free writes of accounts, tokens and leases. */
export function memoryAccountWrites({
  accounts,
  tokens,
  devices,
  leases,
}: MemoryTables): AccountWrites {
  return {
    async addAccount(row) {
      if (accounts.rows().some(({ loginKey }) => loginKey === row.loginKey)) return false
      accounts.set(row.accountId, row)
      return true
    },
    addToken: async (row) => tokens.set(row.tokenHash, row),
    removeToken: async (tokenHash) => tokens.set(tokenHash, undefined),
    async removeExpiredTokens(nowMs) {
      for (const { tokenHash, expiresAtMs } of tokens.rows()) {
        if (expiresAtMs !== null && expiresAtMs <= nowMs) tokens.set(tokenHash, undefined)
      }
    },
    async markDeviceSeen(deviceId, atMs) {
      const row = devices.get(deviceId)
      if (row !== undefined) devices.set(deviceId, { ...row, lastSeenAtMs: atMs })
    },
    async acquireLease(name, holder, nowMs, expiresAtMs) {
      const lease = leases.get(name)
      const isFree = lease === undefined || lease.holder === holder || lease.expiresAtMs <= nowMs
      if (isFree) leases.set(name, { holder, expiresAtMs })
      return isFree
    },
    async releaseLease(name, holder) {
      if (leases.get(name)?.holder === holder) leases.set(name, undefined)
    },
    async endLeases() {
      for (const name of [...leases.keys()]) leases.set(name, undefined)
    },
  }
}

type OwnAccountWrites = Omit<
  AccountTransaction,
  keyof WriteTransaction | 'addPairing' | 'endPairing' | 'removePairings'
>

/** Writes of the account whose lock is held. */
export function memoryOwnAccountWrites(
  tables: MemoryTables,
  accountId: AccountId,
): OwnAccountWrites {
  const { accounts, devices, tokens } = tables
  const patch = (change: object) => {
    const row = accounts.get(accountId)
    if (row !== undefined) accounts.set(accountId, { ...row, ...change })
  }
  const removeTokens = (deviceId: DeviceId | null) => {
    for (const row of tokens.rows()) {
      const isMeant = row.accountId === accountId && row.deviceId === deviceId
      if (isMeant) tokens.set(row.tokenHash, undefined)
    }
  }
  return {
    accountId,
    addDevice: async (row) => devices.set(row.deviceId, row),
    async revokeDevice(deviceId, atMs) {
      const row = devices.get(deviceId)
      if (row === undefined) return
      devices.set(deviceId, { ...row, revokedAtMs: atMs })
      removeTokens(deviceId)
    },
    setPasswordHash: async (passwordHash) => patch({ passwordHash }),
    setQuota: async (quotaBytes) => patch({ quotaBytes }),
    removeSessions: async () => removeTokens(null),
    async appendAccountChange(change) {
      const seq = (accounts.get(accountId)?.seq ?? 0) + 1
      tables.accountChanges.set(`${accountId}/${seq}`, { ...change, accountId, seq })
      patch({ seq })
      return seq
    },
    async addSpace(space, root, first) {
      tables.spaces.set(space.spaceId, space)
      const own = tables.of(space.spaceId)
      own.nodes.set(root.nodeId, root)
      own.changes.set(String(first.seq), first)
    },
  }
}
