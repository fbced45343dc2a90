import assert from 'node:assert/strict'
import type { PairingId } from '@tidemark/protocol'
import type { PairingRow } from '@tidemark/server-core'
import type { ConformanceCase } from '../conformance-case.js'
import { ANN, BOB, LAPTOP, sampleHash, sampleId } from './metadata-samples.js'
import type { Check } from './metadata-store-conformance.js'

function pairing(text: string, fields: Partial<PairingRow> = {}): PairingRow {
  return {
    pairingId: sampleId<PairingId>(text),
    accountId: ANN,
    deviceId: LAPTOP,
    codeHash: sampleHash(text),
    createdAtMs: 10,
    expiresAtMs: 100,
    wrongGuesses: 0,
    claimedBy: null,
    ...fields,
  }
}

/** Codes for new devices. */
export function pairingCases(check: Check): ConformanceCase[] {
  return [...codeCases(check), ...endCases(check)]
}

function codeCases(check: Check): ConformanceCase[] {
  return [
    check('pairings are found by id and by code, and listed from the oldest on', async (store) => {
      const rows = [pairing('z'), pairing('a')]
      await store.withAccountLock(ANN, async (tx) => {
        for (const row of rows) assert.equal(await tx.addPairing(row), true)
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.listPairings(ANN), rows)
        assert.deepEqual(await tx.listPairings(BOB), [])
        assert.deepEqual(await tx.findPairing(sampleId<PairingId>('a')), rows[1])
        assert.deepEqual(await tx.findPairingByCode(sampleHash('z')), rows[0])
        assert.equal(await tx.findPairing(sampleId<PairingId>('none')), undefined)
        assert.equal(await tx.findPairingByCode(sampleHash('none')), undefined)
      })
    }),
    check('a code is given once, until its pairing has ended', async (store) => {
      const second = pairing('second', { codeHash: sampleHash('first') })
      await store.withAccountLock(ANN, async (tx) => {
        await tx.addPairing(pairing('first'))
        assert.equal(await tx.addPairing(second), false)
        await tx.endPairing(sampleId<PairingId>('first'), null)
        assert.equal(await tx.addPairing(second), true)
      })
      await store.read(async (tx) => {
        assert.deepEqual(await tx.findPairingByCode(sampleHash('first')), second)
        const ended = await tx.findPairing(sampleId<PairingId>('first'))
        assert.deepEqual(ended, pairing('first', { codeHash: null }))
      })
    }),
    check('a pairing that ends with a device names it and has no code', async (store) => {
      const claimedBy = LAPTOP
      const { pairingId } = pairing('a')
      await store.withAccountLock(ANN, async (tx) => {
        await tx.addPairing(pairing('a'))
        await tx.addPairing(pairing('b'))
        await tx.endPairing(pairingId, claimedBy)
      })
      await store.withAccountLock(BOB, (tx) => tx.endPairing(sampleId<PairingId>('b'), null))
      await store.read(async (tx) => {
        const ended = pairing('a', { codeHash: null, claimedBy })
        assert.deepEqual(await tx.listPairings(ANN), [ended, pairing('b')])
        assert.equal(await tx.findPairingByCode(sampleHash('a')), undefined)
      })
    }),
  ]
}

function endCases(check: Check): ConformanceCase[] {
  return [
    check('wrong guesses count against every code that is open', async (store) => {
      await store.withAccountLock(ANN, async (tx) => {
        await tx.addPairing(pairing('open'))
        await tx.addPairing(pairing('over', { expiresAtMs: 50 }))
        await tx.addPairing(pairing('used'))
        await tx.endPairing(sampleId<PairingId>('used'), null)
      })
      await store.withAccountLock(BOB, (tx) =>
        tx.addPairing(pairing('of bob', { accountId: BOB, expiresAtMs: 51 })),
      )
      await store.write((tx) => tx.countWrongGuess(50))
      await store.write((tx) => tx.countWrongGuess(50))
      await store.read(async (tx) => {
        const counts = (await tx.listPairings(ANN)).map((row) => row.wrongGuesses)
        assert.deepEqual(counts, [2, 0, 0])
        assert.deepEqual((await tx.listPairings(BOB))[0]?.wrongGuesses, 2)
      })
    }),
    check('pairings of the account that are long over are removed', async (store) => {
      await store.withAccountLock(ANN, async (tx) => {
        await tx.addPairing(pairing('old', { expiresAtMs: 99 }))
        await tx.addPairing(pairing('new'))
      })
      await store.withAccountLock(BOB, (tx) => tx.removePairings(100))
      await store.withAccountLock(ANN, (tx) => tx.removePairings(100))
      assert.deepEqual(await store.read((tx) => tx.listPairings(ANN)), [pairing('new')])
    }),
  ]
}
