import type { AccountId } from '@tidemark/protocol'
import type {
  AccountTransaction,
  ChangeRow,
  NodeRow,
  SpaceRow,
  WriteTransaction,
} from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toBlobOrNull } from './columns.js'
import { insertJournalEntry } from './journal-queries.js'
import { insertNode, nodeParams } from './node-writes.js'
import type { OwnPairingWrites } from './pairing-queries.js'
import { forParams, type Statements } from './prepared-query.js'

type Blob = Uint8Array

const insertAccount = forParams<{
  accountId: Blob
  login: string
  loginKey: string
  passwordHash: string
  quotaBytes: number | null
  usedBytes: number
  seq: number
  createdAtMs: number
}>()((db, bind) =>
  db
    .insertInto('account')
    .values({
      account_id: bind('accountId'),
      login: bind('login'),
      login_key: bind('loginKey'),
      password_hash: bind('passwordHash'),
      quota_bytes: bind('quotaBytes'),
      used_bytes: bind('usedBytes'),
      seq: bind('seq'),
      sweep_generation: sql`0`,
      created_at_ms: bind('createdAtMs'),
    })
    .onConflict((conflict) => conflict.column('login_key').doNothing()),
)
const insertToken = forParams<{
  tokenHash: Blob
  kind: 'device' | 'session'
  accountId: Blob
  deviceId: Blob | null
  createdAtMs: number
  expiresAtMs: number | null
}>()((db, bind) =>
  db.insertInto('token').values({
    token_hash: bind('tokenHash'),
    kind: bind('kind'),
    account_id: bind('accountId'),
    device_id: bind('deviceId'),
    created_at_ms: bind('createdAtMs'),
    expires_at_ms: bind('expiresAtMs'),
  }),
)
const deleteToken = forParams<{ tokenHash: Blob }>()((db, bind) =>
  db.deleteFrom('token').where('token_hash', '=', bind('tokenHash')),
)
const deleteExpiredTokens = forParams<{ nowMs: number }>()((db, bind) =>
  db.deleteFrom('token').where('expires_at_ms', '<=', bind('nowMs')),
)
const deleteDeviceTokens = forParams<{ accountId: Blob; deviceId: Blob }>()((db, bind) =>
  db
    .deleteFrom('token')
    .where('account_id', '=', bind('accountId'))
    .where('device_id', '=', bind('deviceId')),
)
const deleteSessions = forParams<{ accountId: Blob }>()((db, bind) =>
  db.deleteFrom('token').where('account_id', '=', bind('accountId')).where('device_id', 'is', null),
)
const seeDevice = forParams<{ deviceId: Blob; atMs: number }>()((db, bind) =>
  db
    .updateTable('device')
    .set({ last_seen_at_ms: bind('atMs') })
    .where('device_id', '=', bind('deviceId')),
)
const insertDevice = forParams<{
  deviceId: Blob
  accountId: Blob
  name: string
  platform: string
  createdAtMs: number
}>()((db, bind) =>
  db.insertInto('device').values({
    ordinal: sql`null`,
    device_id: bind('deviceId'),
    account_id: bind('accountId'),
    name: bind('name'),
    platform: bind('platform'),
    created_at_ms: bind('createdAtMs'),
    last_seen_at_ms: sql`null`,
    revoked_at_ms: sql`null`,
  }),
)
const revokeDevice = forParams<{ deviceId: Blob; atMs: number }>()((db, bind) =>
  db
    .updateTable('device')
    .set({ revoked_at_ms: bind('atMs') })
    .where('device_id', '=', bind('deviceId')),
)
const updatePassword = forParams<{ accountId: Blob; passwordHash: string }>()((db, bind) =>
  db
    .updateTable('account')
    .set({ password_hash: bind('passwordHash') })
    .where('account_id', '=', bind('accountId')),
)
const updateQuota = forParams<{ accountId: Blob; quotaBytes: number | null }>()((db, bind) =>
  db
    .updateTable('account')
    .set({ quota_bytes: bind('quotaBytes') })
    .where('account_id', '=', bind('accountId')),
)
const advanceAccount = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .updateTable('account')
    .set((row) => ({ seq: row('seq', '+', sql<number>`1`) }))
    .where('account_id', '=', bind('accountId'))
    .returning('seq'),
)
const insertAccountChange = forParams<{
  accountId: Blob
  seq: number
  atMs: number
  type: 'space_joined' | 'space_left' | 'device_added' | 'device_revoked'
  spaceId: Blob | null
  deviceId: Blob | null
}>()((db, bind) =>
  db.insertInto('account_change').values({
    account_id: bind('accountId'),
    seq: bind('seq'),
    at_ms: bind('atMs'),
    type: bind('type'),
    space_id: bind('spaceId'),
    device_id: bind('deviceId'),
  }),
)
const insertSpace = forParams<{
  spaceId: Blob
  accountId: Blob
  name: string
  rootNodeId: Blob
  epoch: Blob
  headSeq: number
  headHash: Blob
  trimmedSeq: number
  trimmedHash: Blob
  fileCount: number
  lastOrder: number
  createdAtMs: number
}>()((db, bind) =>
  db.insertInto('space').values({
    ordinal: sql`null`,
    space_id: bind('spaceId'),
    account_id: bind('accountId'),
    name: bind('name'),
    root_node_id: bind('rootNodeId'),
    epoch: bind('epoch'),
    head_seq: bind('headSeq'),
    head_hash: bind('headHash'),
    trimmed_seq: bind('trimmedSeq'),
    trimmed_hash: bind('trimmedHash'),
    file_count: bind('fileCount'),
    last_order: bind('lastOrder'),
    created_at_ms: bind('createdAtMs'),
  }),
)
const takeLease = forParams<{ name: string; holder: string; nowMs: number; expiresAtMs: number }>()(
  (db, bind) =>
    db
      .insertInto('lease')
      .values({ name: bind('name'), holder: bind('holder'), expires_at_ms: bind('expiresAtMs') })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder: bind('holder'), expires_at_ms: bind('expiresAtMs') })
          .where((or) =>
            or.or([
              or('lease.holder', '=', bind('holder')),
              or('lease.expires_at_ms', '<=', bind('nowMs')),
            ]),
          ),
      ),
)
const deleteLeases = forParams<Record<never, never>>()((db) => db.deleteFrom('lease'))

const deleteLease = forParams<{ name: string; holder: string }>()((db, bind) =>
  db.deleteFrom('lease').where('name', '=', bind('name')).where('holder', '=', bind('holder')),
)

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
export function accountWrites(on: Statements): AccountWrites {
  return {
    addAccount: async (row) =>
      on.run(insertAccount, { ...row, accountId: toBlob(row.accountId) }) === 1,
    async addToken(row) {
      on.run(insertToken, {
        ...row,
        tokenHash: toBlob(row.tokenHash),
        accountId: toBlob(row.accountId),
        deviceId: toBlobOrNull(row.deviceId),
      })
    },
    async removeToken(tokenHash) {
      on.run(deleteToken, { tokenHash: toBlob(tokenHash) })
    },
    async removeExpiredTokens(nowMs) {
      on.run(deleteExpiredTokens, { nowMs })
    },
    async markDeviceSeen(deviceId, atMs) {
      on.run(seeDevice, { deviceId: toBlob(deviceId), atMs })
    },
    acquireLease: async (name, holder, nowMs, expiresAtMs) =>
      on.run(takeLease, { name, holder, nowMs, expiresAtMs }) === 1,
    async releaseLease(name, holder) {
      on.run(deleteLease, { name, holder })
    },
    async endLeases() {
      on.run(deleteLeases, {})
    },
  }
}

/** Writes of the account whose lock is held. */
export function ownAccountWrites(
  on: Statements,
  id: AccountId,
): Omit<AccountTransaction, keyof WriteTransaction | keyof OwnPairingWrites> {
  const accountId = toBlob(id)
  return {
    accountId: id,
    async addDevice({ deviceId, name, platform, createdAtMs }) {
      on.run(insertDevice, { deviceId: toBlob(deviceId), accountId, name, platform, createdAtMs })
    },
    async revokeDevice(deviceId, atMs) {
      on.run(revokeDevice, { deviceId: toBlob(deviceId), atMs })
      on.run(deleteDeviceTokens, { accountId, deviceId: toBlob(deviceId) })
    },
    async setPasswordHash(passwordHash) {
      on.run(updatePassword, { accountId, passwordHash })
    },
    async setQuota(quotaBytes) {
      on.run(updateQuota, { accountId, quotaBytes })
    },
    async removeSessions() {
      on.run(deleteSessions, { accountId })
    },
    async appendAccountChange({ spaceId, deviceId, ...change }) {
      const seq = on.get(advanceAccount, { accountId })?.seq
      if (seq === undefined) throw new Error('the locked account is gone')
      on.run(insertAccountChange, {
        ...change,
        accountId,
        seq,
        spaceId: toBlobOrNull(spaceId),
        deviceId: toBlobOrNull(deviceId),
      })
      return seq
    },
    addSpace: async (space, root, first) => addSpace(on, accountId, { space, root, first }),
  }
}

function addSpace(
  on: Statements,
  accountId: Blob,
  { space, root, first }: { space: SpaceRow; root: NodeRow; first: ChangeRow },
): void {
  const spaceId = toBlob(space.spaceId)
  on.run(insertSpace, {
    ...space,
    spaceId,
    accountId,
    rootNodeId: toBlob(space.rootNodeId),
    epoch: toBlob(space.epoch),
    headHash: toBlob(space.headHash),
    trimmedHash: toBlob(space.trimmedHash),
  })
  on.run(insertNode, nodeParams(spaceId, root))
  insertJournalEntry(on, spaceId, first)
}
