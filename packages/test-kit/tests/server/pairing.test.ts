import { PAIRING_ALPHABET, type PairingId } from '@tidemark/protocol'
import {
  addPairing,
  type Caller,
  claimPairing,
  getPairing,
  listAccountChanges,
  listDevices,
  MAX_WRONG_GUESSES,
  PAIRING_TTL_MS,
  revokeDevice,
} from '@tidemark/server-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { ServerWorld } from './_server-world.js'

const wrong = { code: 'pairing_code_wrong' }
const phone = { name: 'Phone', platform: 'other' }

let world: ServerWorld
let laptop: Caller
let ports: Parameters<typeof addPairing>[0]

beforeEach(async () => {
  world = new ServerWorld()
  laptop = await world.device(await world.account('ann'), 'Laptop')
  const { store, clock, rng, hashing, wakeups } = world
  ports = { store, clock, rng, hashing, wakeups, pairingKey: new Uint8Array(32).fill(7) }
})

const make = (caller = laptop) => addPairing(ports, caller)
const claim = (code: string) => claimPairing(ports, { code, ...phone })
const stateOf = async (pairingId: PairingId) => getPairing(ports, laptop, pairingId)
/** A code of the right form that nobody was given. */
const otherThan = (code: string) => {
  const first = PAIRING_ALPHABET.indexOf(code.charAt(0))
  return `${PAIRING_ALPHABET.charAt((first + 1) % 32)}${code.slice(1)}`
}

describe('a pairing code', () => {
  it('lets a new device into the account, and tells its maker which one came', async () => {
    const { code, pairingId } = await make()
    expect(await stateOf(pairingId)).toMatchObject({ state: 'open', device: null })
    const { token, deviceId, login } = await claim(
      ` ${code.slice(0, 3)}-${code.slice(3).toLowerCase()}`,
    )
    expect(login).toBe('ann')
    const caller = await world.caller(token)
    expect(caller).toMatchObject({ kind: 'device', accountId: laptop.accountId, deviceId })
    const device = { deviceId, ...phone }
    expect(await stateOf(pairingId)).toMatchObject({ state: 'claimed', device })
    const { changes } = await listAccountChanges(world.store, laptop, 0)
    expect(changes.at(-1)).toMatchObject({ type: 'device_added', deviceId })
    expect(world.wakeups.published.at(-1)).toBe(`account:${laptop.accountId}`)
  })

  it('is good once (SEC-03)', async () => {
    const { code } = await make()
    await claim(code)
    await expect(claim(code)).rejects.toMatchObject(wrong)
    expect(await listDevices(world.store, laptop)).toHaveLength(2)
  })

  it('is good for one of two devices that come at the same moment', async () => {
    const { code } = await make()
    const outcomes = await Promise.allSettled([claim(code), claim(code), claim(code)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await listDevices(world.store, laptop)).toHaveLength(2)
  })

  it('ends by itself after ten minutes', async () => {
    const { code, pairingId, expiresAtMs } = await make()
    expect(expiresAtMs).toBe(world.clock.ms + 600_000)
    world.clock.ms += PAIRING_TTL_MS
    await expect(claim(code)).rejects.toMatchObject(wrong)
    expect(await stateOf(pairingId)).toMatchObject({ state: 'ended', device: null })
  })

  it('is void after so many wrong guesses that guessing stays hopeless, by whomever', async () => {
    const { code, pairingId } = await make()
    const guesses = Array.from({ length: MAX_WRONG_GUESSES }, () => claim(otherThan(code)))
    for (const guess of await Promise.allSettled(guesses)) {
      expect(guess).toMatchObject({ status: 'rejected', reason: wrong })
    }
    await expect(claim(code)).rejects.toMatchObject(wrong)
    expect(await stateOf(pairingId)).toMatchObject({ state: 'ended' })
    expect(MAX_WRONG_GUESSES / PAIRING_ALPHABET.length ** code.length).toBeLessThan(1 / 20_000_000)
  })

  it('outlives the slips of a person, and the wrong guesses before it was made', async () => {
    const early = await make()
    for (let count = 1; count < MAX_WRONG_GUESSES; count++) {
      await expect(claim(otherThan(early.code))).rejects.toMatchObject(wrong)
    }
    const { code } = await make()
    await expect(claim(otherThan(code))).rejects.toMatchObject(wrong)
    await expect(claim(early.code)).rejects.toMatchObject(wrong)
    await claim(code)
  })

  it('does not let what cannot be a code count as a guess', async () => {
    const { code } = await make()
    for (let count = 0; count < MAX_WRONG_GUESSES; count++) {
      await expect(claim('0OI1')).rejects.toMatchObject(wrong)
    }
    await claim(code)
  })

  it('is withdrawn for the fourth one that is open, the oldest first', async () => {
    const made = [await make(), await make(), await make(), await make()]
    const states = await Promise.all(
      made.map(async ({ pairingId }) => (await stateOf(pairingId)).state),
    )
    expect(states).toEqual(['ended', 'open', 'open', 'open'])
    await expect(claim(made[0]?.code ?? '')).rejects.toMatchObject(wrong)
    await claim(made[3]?.code ?? '')
  })

  it('is void once the device that shows it is revoked (SEC-07)', async () => {
    const { code } = await make()
    if (laptop.deviceId === null) throw new Error('no device')
    await revokeDevice(world, laptop, laptop.deviceId)
    await expect(claim(code)).rejects.toMatchObject(wrong)
  })

  it('cannot be told from what the database holds (SEC-03)', async () => {
    const { code, pairingId } = await make()
    const row = await world.store.read((tx) => tx.findPairing(pairingId))
    expect(JSON.stringify(row)).not.toContain(code)
    const bare = Buffer.from(world.hashing.sha256(Buffer.from(code))).toString('hex')
    expect(row?.codeHash).not.toBe(bare)
    const elsewhere = { ...ports, pairingKey: new Uint8Array(32).fill(8) }
    const stolen = claimPairing(elsewhere, { code, ...phone })
    await expect(stolen).rejects.toMatchObject(wrong)
    await claim(code)
    const used = await world.store.read((tx) => tx.findPairing(pairingId))
    expect(used?.codeHash).toBeNull()
  })

  it('is shown by devices, and asked after by devices of the same account (SEC-40)', async () => {
    const session = await world.account('bob')
    await expect(make(session)).rejects.toMatchObject({ code: 'unauthorized' })
    const { pairingId } = await make()
    const stranger = await world.device(session, 'Other')
    const asked = getPairing(ports, stranger, pairingId)
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  })

  it('can be asked after for a day', async () => {
    const { pairingId } = await make()
    world.clock.ms += PAIRING_TTL_MS + 86_400_000
    await make()
    expect(await stateOf(pairingId)).toMatchObject({ state: 'ended' })
    world.clock.ms += 1
    await make()
    await expect(stateOf(pairingId)).rejects.toMatchObject({ code: 'not_found' })
  })
})
