import type {
  AccountReads,
  AccountRow,
  DeviceRow,
  SpaceReads,
  SpaceRow,
} from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toHex, toId, toIdOrNull } from './columns.js'
import { forParams, type Statements } from './prepared-query.js'

type Blob = Uint8Array

const findAccount = forParams<{ accountId: Blob }>()((db, bind) =>
  db.selectFrom('account').selectAll().where('account_id', '=', bind('accountId')),
)
const findAccountByLogin = forParams<{ loginKey: string }>()((db, bind) =>
  db.selectFrom('account').selectAll().where('login_key', '=', bind('loginKey')),
)
const listAccounts = forParams<Record<never, never>>()((db) =>
  db.selectFrom('account').selectAll().orderBy('login_key'),
)
const findToken = forParams<{ tokenHash: Blob }>()((db, bind) =>
  db.selectFrom('token').selectAll().where('token_hash', '=', bind('tokenHash')),
)
const findDevice = forParams<{ deviceId: Blob }>()((db, bind) =>
  db.selectFrom('device').selectAll().where('device_id', '=', bind('deviceId')),
)
const listDevices = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .selectFrom('device')
    .selectAll()
    .where('account_id', '=', bind('accountId'))
    .orderBy('ordinal'),
)
const listAccountChanges = forParams<{ accountId: Blob; afterSeq: number; limit: number }>()(
  (db, bind) =>
    db
      .selectFrom('account_change')
      .selectAll()
      .where('account_id', '=', bind('accountId'))
      .where('seq', '>', bind('afterSeq'))
      .orderBy('seq')
      .limit(bind('limit')),
)
const findSpace = forParams<{ spaceId: Blob }>()((db, bind) =>
  db.selectFrom('space').selectAll().where('space_id', '=', bind('spaceId')),
)
const findRole = forParams<{ spaceId: Blob; accountId: Blob }>()((db, bind) =>
  db
    .selectFrom('space')
    .select(sql<'owner' | 'editor' | 'viewer'>`'owner'`.as('role'))
    .where('space_id', '=', bind('spaceId'))
    .where('account_id', '=', bind('accountId'))
    .unionAll(
      db
        .selectFrom('member')
        .select('role')
        .where('space_id', '=', bind('spaceId'))
        .where('account_id', '=', bind('accountId')),
    ),
)
const listOwnSpaces = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .selectFrom('space')
    .leftJoin('member', (join) =>
      join
        .onRef('member.space_id', '=', 'space.space_id')
        .on('member.account_id', '=', bind('accountId')),
    )
    .selectAll('space')
    .select('member.role')
    .where((or) =>
      or.or([
        or('space.account_id', '=', bind('accountId')),
        or(
          'space.space_id',
          'in',
          db.selectFrom('member').select('space_id').where('account_id', '=', bind('accountId')),
        ),
      ]),
    )
    .orderBy('space.ordinal'),
)

/** Reading of accounts, tokens and devices. */
export function accountReads(on: Statements): AccountReads {
  return {
    async findAccount(accountId) {
      const row = on.get(findAccount, { accountId: toBlob(accountId) })
      return row && toAccount(row)
    },
    async findAccountByLogin(loginKey) {
      const row = on.get(findAccountByLogin, { loginKey })
      return row && toAccount(row)
    },
    listAccounts: async () => on.all(listAccounts, {}).map(toAccount),
    async findToken(tokenHash) {
      const row = on.get(findToken, { tokenHash: toBlob(tokenHash) })
      if (row === undefined) return undefined
      return {
        tokenHash,
        kind: row.kind,
        accountId: toId(row.account_id),
        deviceId: toIdOrNull(row.device_id),
        createdAtMs: row.created_at_ms,
        expiresAtMs: row.expires_at_ms,
      }
    },
    async findDevice(deviceId) {
      const row = on.get(findDevice, { deviceId: toBlob(deviceId) })
      return row && toDevice(row)
    },
    listDevices: async (accountId) =>
      on.all(listDevices, { accountId: toBlob(accountId) }).map(toDevice),
    async listAccountChanges(accountId, afterSeq, limit) {
      const rows = on.all(listAccountChanges, { accountId: toBlob(accountId), afterSeq, limit })
      return rows.map((row) => ({
        seq: row.seq,
        atMs: row.at_ms,
        type: row.type,
        spaceId: toIdOrNull(row.space_id),
        deviceId: toIdOrNull(row.device_id),
      }))
    },
  }
}

/** Reading of spaces and of who may see them. */
export function spaceReads(on: Statements): SpaceReads {
  return {
    async findSpace(spaceId) {
      const row = on.get(findSpace, { spaceId: toBlob(spaceId) })
      return row && toSpace(row)
    },
    findRole: async (spaceId, accountId) =>
      on.get(findRole, { spaceId: toBlob(spaceId), accountId: toBlob(accountId) })?.role,
    async listSpaces(accountId) {
      const rows = on.all(listOwnSpaces, { accountId: toBlob(accountId) })
      return rows.map((row) => {
        const space = toSpace(row)
        return { space, role: space.accountId === accountId ? 'owner' : (row.role ?? 'viewer') }
      })
    },
  }
}

function toAccount(row: {
  account_id: Blob
  login: string
  login_key: string
  password_hash: string
  quota_bytes: number | null
  used_bytes: number
  seq: number
  created_at_ms: number
}): AccountRow {
  return {
    accountId: toId(row.account_id),
    login: row.login,
    loginKey: row.login_key,
    passwordHash: row.password_hash,
    quotaBytes: row.quota_bytes,
    usedBytes: row.used_bytes,
    seq: row.seq,
    createdAtMs: row.created_at_ms,
  }
}

function toDevice(row: {
  device_id: Blob
  account_id: Blob
  name: string
  platform: string
  created_at_ms: number
  last_seen_at_ms: number | null
  revoked_at_ms: number | null
}): DeviceRow {
  return {
    deviceId: toId(row.device_id),
    accountId: toId(row.account_id),
    name: row.name,
    platform: row.platform,
    createdAtMs: row.created_at_ms,
    lastSeenAtMs: row.last_seen_at_ms,
    revokedAtMs: row.revoked_at_ms,
  }
}

function toSpace(row: {
  space_id: Blob
  account_id: Blob
  name: string
  root_node_id: Blob
  epoch: Blob
  head_seq: number
  head_hash: Blob
  trimmed_seq: number
  trimmed_hash: Blob
  file_count: number
  last_order: number
  created_at_ms: number
}): SpaceRow {
  return {
    spaceId: toId(row.space_id),
    accountId: toId(row.account_id),
    name: row.name,
    rootNodeId: toId(row.root_node_id),
    epoch: toId(row.epoch),
    headSeq: row.head_seq,
    headHash: toHex(row.head_hash),
    trimmedSeq: row.trimmed_seq,
    trimmedHash: toHex(row.trimmed_hash),
    fileCount: row.file_count,
    lastOrder: row.last_order,
    createdAtMs: row.created_at_ms,
  }
}
