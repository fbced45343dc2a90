import type { AccountId } from '@tidemark/protocol'
import type { AccountTransaction, PairingReads, WriteTransaction } from '@tidemark/server-core'
import type { MemoryTables } from './memory-tables.js'

/** Reading of codes for new devices. */
export function memoryPairingReads({ pairings }: MemoryTables): PairingReads {
  return {
    findPairing: async (pairingId) => pairings.get(pairingId),
    findPairingByCode: async (codeHash) => pairings.rows().find((row) => row.codeHash === codeHash),
    listPairings: async (accountId) => pairings.rows().filter((row) => row.accountId === accountId),
  }
}

/** Lock-free writes of codes. */
export function memoryPairingWrites({
  pairings,
}: MemoryTables): Pick<WriteTransaction, 'countWrongGuess'> {
  return {
    async countWrongGuess(nowMs) {
      for (const row of pairings.rows()) {
        if (row.codeHash === null || row.expiresAtMs <= nowMs) continue
        pairings.set(row.pairingId, { ...row, wrongGuesses: row.wrongGuesses + 1 })
      }
    },
  }
}

type OwnPairingWrites = Pick<AccountTransaction, 'addPairing' | 'endPairing' | 'removePairings'>

/** Codes of the account whose lock is held. */
export function memoryOwnPairingWrites(
  { pairings }: MemoryTables,
  accountId: AccountId,
): OwnPairingWrites {
  return {
    async addPairing(row) {
      const isTaken = pairings.rows().some(({ codeHash }) => codeHash === row.codeHash)
      if (!isTaken) pairings.set(row.pairingId, row)
      return !isTaken
    },
    async endPairing(pairingId, claimedBy) {
      const row = pairings.get(pairingId)
      if (row?.accountId !== accountId) return
      pairings.set(pairingId, { ...row, codeHash: null, claimedBy })
    },
    async removePairings(beforeMs) {
      for (const row of pairings.rows()) {
        const isOver = row.accountId === accountId && row.expiresAtMs < beforeMs
        if (isOver) pairings.set(row.pairingId, undefined)
      }
    },
  }
}
