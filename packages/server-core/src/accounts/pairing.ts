import {
  AppError,
  formatHex,
  formatId,
  type NewPairing,
  PAIRING_ALPHABET,
  PAIRING_CODE_CHARS,
  type Pairing,
  type PairingClaimed,
  type PairingId,
  parsePairingCode,
} from '@tidemark/protocol'
import { asciiBytes } from '../digest/ascii.js'
import type { PairingRow } from '../metadata/rows.js'
import type { AccountTransaction, ReadTransaction } from '../metadata/transactions.js'
import {
  accountTopic,
  type Clock,
  type Hashing,
  type MetadataStore,
  type Rng,
  type Wakeups,
} from '../ports.js'
import type { Caller } from './caller.js'
import { registerDevice } from './devices.js'

/** How long a code is good. */
export const PAIRING_TTL_MS = 600_000
/** Codes that an account may have open; a further one withdraws the oldest. */
const MAX_OPEN_PAIRINGS = 3
/**
 * Wrong guesses, by anybody, that a code outlives: whoever guesses has 50 tries at each code whatever
 * he does, 1 chance in 21 million.
 */
export const MAX_WRONG_GUESSES = 50
/** How long it can be asked what has become of a code. */
const KEPT_MS = 86_400_000
/** Two open codes are alike once in hundreds of millions of times. */
const MAX_MINTS = 10

/** What pairing needs. */
export interface PairingPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly rng: Rng
  readonly hashing: Hashing
  readonly wakeups: Wakeups
  /** 32 secret bytes that are not in the metadata store: without them its hashes tell no code. */
  readonly pairingKey: Uint8Array
}

/**
 * Makes a code with which one new device can join the calling device's account.
 * @throws AppError unauthorized when the caller is no device
 */
export async function addPairing(ports: PairingPorts, caller: Caller): Promise<NewPairing> {
  const { store, clock, rng } = ports
  const { accountId, deviceId } = caller
  if (deviceId === null) throw new AppError('unauthorized', { needs: 'device' })
  const nowMs = clock.nowMs()
  const pairingId = formatId<PairingId>(rng.bytes(16))
  const expiresAtMs = nowMs + PAIRING_TTL_MS
  return store.withAccountLock(accountId, async (tx) => {
    await makeRoom(tx, nowMs)
    for (let attempt = 0; attempt < MAX_MINTS; attempt++) {
      const code = mintCode(rng)
      const isAdded = await tx.addPairing({
        pairingId,
        accountId,
        deviceId,
        codeHash: hashCode(code, ports),
        createdAtMs: nowMs,
        expiresAtMs,
        wrongGuesses: 0,
        claimedBy: null,
      })
      if (isAdded) return { pairingId, code, expiresAtMs }
    }
    throw new AppError('unavailable')
  })
}

/** What has become of a code, for the devices of its account. @throws AppError not_found */
export async function getPairing(
  { store, clock }: { store: MetadataStore; clock: Clock },
  caller: Caller,
  pairingId: PairingId,
): Promise<Pairing> {
  const nowMs = clock.nowMs()
  return store.read(async (tx) => {
    const row = await tx.findPairing(pairingId)
    if (row === undefined || row.accountId !== caller.accountId) throw new AppError('not_found')
    const { expiresAtMs, claimedBy } = row
    if (claimedBy === null) {
      const state = (await isGood(tx, row, nowMs)) ? 'open' : 'ended'
      return { state, expiresAtMs, device: null }
    }
    const device = await tx.findDevice(claimedBy)
    if (device === undefined) throw new AppError('not_found')
    const { deviceId, name, platform } = device
    return { state: 'claimed', expiresAtMs, device: { deviceId, name, platform } }
  })
}

/**
 * Registers a new device for a code and answers its token, shown this once. A wrong code counts against
 * all that are open, before its outcome is known to anybody. Wrong, used, withdrawn and too old are one
 * answer, so it tells nothing about codes (SEC-12).
 * @throws AppError pairing_code_wrong
 */
export async function claimPairing(
  ports: PairingPorts,
  request: { code: string; name: string; platform: string },
): Promise<PairingClaimed> {
  const { store, clock, wakeups } = ports
  const atMs = clock.nowMs()
  const code = parsePairingCode(request.code)
  if (code === undefined) throw new AppError('pairing_code_wrong')
  const codeHash = hashCode(code, ports)
  const found = await store.write(async (tx) => {
    const row = await tx.findPairingByCode(codeHash)
    if (row !== undefined && (await isGood(tx, row, atMs))) return row
    await tx.countWrongGuess(atMs)
    return undefined
  })
  if (found === undefined) throw new AppError('pairing_code_wrong')
  const { accountId, pairingId } = found
  const device = await store.withAccountLock(accountId, async (tx) => {
    // Looked at again under the lock: of two devices with one code the first gets in.
    const row = await tx.findPairing(pairingId)
    const account = await tx.findAccount(accountId)
    if (row === undefined || account === undefined || !(await isGood(tx, row, atMs))) {
      throw new AppError('pairing_code_wrong')
    }
    const registered = await registerDevice(tx, ports, { ...request, atMs })
    await tx.endPairing(pairingId, registered.deviceId)
    return { ...registered, login: account.login }
  })
  wakeups.publish(accountTopic(accountId))
  return device
}

/** Whether a device may still come with this code; a revoked device invites nobody (SEC-07). */
async function isGood(tx: ReadTransaction, row: PairingRow, nowMs: number): Promise<boolean> {
  const { codeHash, expiresAtMs, wrongGuesses, deviceId } = row
  if (codeHash === null || expiresAtMs <= nowMs || wrongGuesses >= MAX_WRONG_GUESSES) return false
  const maker = await tx.findDevice(deviceId)
  return maker !== undefined && maker.revokedAtMs === null
}

/** Withdraws codes that are too old and the oldest of those that are too many. */
async function makeRoom(tx: AccountTransaction, nowMs: number): Promise<void> {
  await tx.removePairings(nowMs - KEPT_MS)
  const open: PairingId[] = []
  for (const row of await tx.listPairings(tx.accountId)) {
    if (row.codeHash === null) continue
    if (await isGood(tx, row, nowMs)) open.push(row.pairingId)
    else await tx.endPairing(row.pairingId, null)
  }
  const excess = Math.max(0, open.length + 1 - MAX_OPEN_PAIRINGS)
  for (const pairingId of open.slice(0, excess)) await tx.endPairing(pairingId, null)
}

function mintCode(rng: Rng): string {
  // 32 characters: each byte gives one of them with equal chance.
  const letters = [...rng.bytes(PAIRING_CODE_CHARS)].map((byte) => PAIRING_ALPHABET[byte % 32])
  return letters.join('')
}

function hashCode(code: string, { hashing, pairingKey }: PairingPorts): string {
  return formatHex(hashing.hmacSha256(pairingKey, asciiBytes(code)))
}
