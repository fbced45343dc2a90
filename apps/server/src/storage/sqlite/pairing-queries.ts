import type { AccountId } from '@tidemark/protocol'
import type {
  AccountTransaction,
  PairingReads,
  PairingRow,
  WriteTransaction,
} from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toBlobOrNull, toHex, toId, toIdOrNull } from './columns.js'
import { forParams, type Statements } from './prepared-query.js'
import type { Schema } from './schema.js'

type Blob = Uint8Array

const findPairing = forParams<{ pairingId: Blob }>()((db, bind) =>
  db.selectFrom('pairing').selectAll().where('pairing_id', '=', bind('pairingId')),
)
const findByCode = forParams<{ codeHash: Blob }>()((db, bind) =>
  db.selectFrom('pairing').selectAll().where('code_hash', '=', bind('codeHash')),
)
const listPairings = forParams<{ accountId: Blob }>()((db, bind) =>
  db
    .selectFrom('pairing')
    .selectAll()
    .where('account_id', '=', bind('accountId'))
    .orderBy('ordinal'),
)
const insertPairing = forParams<{
  pairingId: Blob
  accountId: Blob
  deviceId: Blob
  codeHash: Blob | null
  createdAtMs: number
  expiresAtMs: number
  wrongGuesses: number
  claimedBy: Blob | null
}>()((db, bind) =>
  db
    .insertInto('pairing')
    .values({
      ordinal: sql`null`,
      pairing_id: bind('pairingId'),
      account_id: bind('accountId'),
      device_id: bind('deviceId'),
      code_hash: bind('codeHash'),
      created_at_ms: bind('createdAtMs'),
      expires_at_ms: bind('expiresAtMs'),
      wrong_guesses: bind('wrongGuesses'),
      claimed_by: bind('claimedBy'),
    })
    .onConflict((conflict) => conflict.column('code_hash').doNothing()),
)
const endPairing = forParams<{ accountId: Blob; pairingId: Blob; claimedBy: Blob | null }>()(
  (db, bind) =>
    db
      .updateTable('pairing')
      .set({ code_hash: sql`null`, claimed_by: bind('claimedBy') })
      .where('account_id', '=', bind('accountId'))
      .where('pairing_id', '=', bind('pairingId')),
)
const deletePairings = forParams<{ accountId: Blob; beforeMs: number }>()((db, bind) =>
  db
    .deleteFrom('pairing')
    .where('account_id', '=', bind('accountId'))
    .where('expires_at_ms', '<', bind('beforeMs')),
)
const countWrongGuess = forParams<{ nowMs: number }>()((db, bind) =>
  db
    .updateTable('pairing')
    .set((row) => ({ wrong_guesses: row('wrong_guesses', '+', sql<number>`1`) }))
    .where('code_hash', 'is not', null)
    .where('expires_at_ms', '>', bind('nowMs')),
)

/** Reading of codes for new devices. */
export function pairingReads(on: Statements): PairingReads {
  return {
    async findPairing(pairingId) {
      const row = on.get(findPairing, { pairingId: toBlob(pairingId) })
      return row && toPairing(row)
    },
    async findPairingByCode(codeHash) {
      const row = on.get(findByCode, { codeHash: toBlob(codeHash) })
      return row && toPairing(row)
    },
    listPairings: async (accountId) =>
      on.all(listPairings, { accountId: toBlob(accountId) }).map(toPairing),
  }
}

/** Lock-free writes of codes. */
export function pairingWrites(on: Statements): Pick<WriteTransaction, 'countWrongGuess'> {
  return {
    async countWrongGuess(nowMs) {
      on.run(countWrongGuess, { nowMs })
    },
  }
}

export type OwnPairingWrites = Pick<
  AccountTransaction,
  'addPairing' | 'endPairing' | 'removePairings'
>

/** Codes of the account whose lock is held. */
export function ownPairingWrites(on: Statements, id: AccountId): OwnPairingWrites {
  const accountId = toBlob(id)
  return {
    async addPairing({ pairingId, deviceId, codeHash, claimedBy, ...row }) {
      const params = {
        ...row,
        accountId,
        pairingId: toBlob(pairingId),
        deviceId: toBlob(deviceId),
        codeHash: toBlobOrNull(codeHash),
        claimedBy: toBlobOrNull(claimedBy),
      }
      return on.run(insertPairing, params) === 1
    },
    async endPairing(pairingId, claimedBy) {
      const params = { accountId, pairingId: toBlob(pairingId) }
      on.run(endPairing, { ...params, claimedBy: toBlobOrNull(claimedBy) })
    },
    async removePairings(beforeMs) {
      on.run(deletePairings, { accountId, beforeMs })
    },
  }
}

function toPairing(row: Schema['pairing']): PairingRow {
  return {
    pairingId: toId(row.pairing_id),
    accountId: toId(row.account_id),
    deviceId: toId(row.device_id),
    codeHash: row.code_hash && toHex(row.code_hash),
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    wrongGuesses: row.wrong_guesses,
    claimedBy: toIdOrNull(row.claimed_by),
  }
}
