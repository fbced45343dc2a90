import type { KeptToken, Status, TokenPlacing } from '@tidemark/control'
import type { DeviceId } from '@tidemark/protocol'
import { expect, describe as group, test } from 'vitest'
import { statusOf } from '../_status.js'
import { type CustodySituation, decideCustody } from './decide-custody.js'
import { isSafeBackend } from './key-store.js'
import { TokenCustody, type TokenVault } from './token-custody.js'

// The form of an id, which nothing here looks into.
const KEPT: KeptToken = { deviceId: 'ab'.repeat(16) as DeviceId, token: 'tmd_secret' }

/** Daemon and vault in memory, whose n-th deed does not happen because the power went. */
class World implements TokenVault {
  isSafe = true
  inFile: string | undefined = KEPT.token
  inMemory: string | undefined = KEPT.token
  inVault: KeptToken | undefined
  isUnattended = false
  isSignedIn = true
  isWanted = true
  deedsLeft = Number.POSITIVE_INFINITY
  readonly failures: unknown[] = []

  get status(): Status {
    const place = this.inMemory === undefined ? 'missing' : this.inFile ? 'file' : 'memory'
    const { account, ...rest } = statusOf()
    if (!this.isSignedIn) return { ...rest, account: null }
    return { ...rest, account, token: { place, isUnattended: this.isUnattended } }
  }

  async isEmpty() {
    return this.inVault === undefined
  }

  async put(kept: KeptToken) {
    this.#do(() => {
      this.inVault = kept
    })
  }

  async get() {
    if (this.inVault === undefined) throw new Error('empty')
    return this.inVault
  }

  async empty() {
    this.#do(() => {
      this.inVault = undefined
    })
  }

  async readToken() {
    if (this.inMemory === undefined) throw new Error('missing')
    return { ...KEPT, token: this.inMemory }
  }

  async placeToken({ token, place }: TokenPlacing) {
    this.#do(() => {
      this.inMemory = token
      this.inFile = place === 'file' ? token : undefined
    })
  }

  /** The app as it is after a start. */
  newCustody(): TokenCustody {
    return new TokenCustody({
      vault: this,
      holder: this,
      isKeyStoreWanted: () => this.isWanted,
      onChange: () => undefined,
      onFailure: (error) => this.failures.push(error),
    })
  }

  /** Tells the daemon's picture until it leads to nothing more. */
  async settle(custody: TokenCustody): Promise<void> {
    for (let before = ''; before !== JSON.stringify(this.status); ) {
      before = JSON.stringify(this.status)
      await custody.update(this.status)
    }
    await custody.update(this.status)
  }

  /** Power comes back: what was in memory alone is gone. */
  restart(): void {
    this.inMemory = this.inFile
    this.deedsLeft = Number.POSITIVE_INFINITY
  }

  #do(deed: () => void): void {
    if (this.deedsLeft-- <= 0) throw new Error('no power')
    deed()
  }
}

group('where the key of a device is kept', () => {
  test('SEC-127 with a key store it is there alone, and a daemon that starts anew is given it', async () => {
    const world = new World()
    const custody = world.newCustody()
    await world.settle(custody)
    expect(world).toMatchObject({ inFile: undefined, inVault: KEPT, inMemory: KEPT.token })
    expect(custody.shown).toEqual({ place: 'system', reason: null })
    world.restart()
    expect(world.status.token?.place).toBe('missing')
    await world.settle(world.newCustody())
    expect(world).toMatchObject({ inFile: undefined, inMemory: KEPT.token })
  })

  test.each([
    ['no_key_store', { isSafe: false }],
    ['unattended', { isUnattended: true }],
    ['chosen', { isWanted: false }],
  ] as const)('it stays in the file and says why: %s', async (reason, change) => {
    const world = Object.assign(new World(), change)
    const custody = world.newCustody()
    await world.settle(custody)
    expect(world).toMatchObject({ inFile: KEPT.token, inVault: undefined })
    expect(custody.shown).toEqual({ place: 'file', reason })
  })

  test('it goes back into the file when a person says so, and is out of the store then', async () => {
    const world = new World()
    const custody = world.newCustody()
    await world.settle(custody)
    world.isWanted = false
    await custody.update()
    await world.settle(custody)
    expect(world).toMatchObject({ inFile: KEPT.token, inVault: undefined })
  })

  test('what a signed-out device had is discarded', async () => {
    const world = new World()
    const custody = world.newCustody()
    await world.settle(custody)
    Object.assign(world, { isSignedIn: false, inMemory: undefined })
    await world.settle(custody)
    expect(world.inVault).toBeUndefined()
  })

  test('a newer key in the file replaces the one that the store has', async () => {
    const world = new World()
    const custody = world.newCustody()
    await world.settle(custody)
    Object.assign(world, { inFile: 'tmd_newer', inMemory: 'tmd_newer' })
    await world.settle(custody)
    expect(world.inVault).toEqual({ ...KEPT, token: 'tmd_newer' })
  })

  test('a store that gives back something else leaves the file where it is', async () => {
    const world = new World()
    world.get = async () => ({ ...KEPT, token: 'tmd_garbled' })
    const custody = world.newCustody()
    await world.settle(custody)
    expect(world.inFile).toBe(KEPT.token)
    expect(custody.shown).toEqual({ place: 'file', reason: 'failed' })
    const { length } = world.failures
    await world.settle(custody)
    expect(world.failures).toHaveLength(length)
  })

  test.each([true, false])(
    'SEC-127 a power cut before any deed loses no sign-in (into the key store: %s)',
    async (isWanted) => {
      for (let deeds = 0; deeds < 6; deeds++) {
        const world = new World()
        if (!isWanted) await world.settle(world.newCustody())
        world.isWanted = isWanted
        world.deedsLeft = deeds
        await world.settle(world.newCustody())
        world.restart()
        expect(world.inFile ?? world.inVault?.token, `after ${deeds}`).toBe(KEPT.token)
        await world.settle(world.newCustody())
        expect(world.inFile, `after ${deeds}`).toBe(isWanted ? undefined : KEPT.token)
        expect(world.inVault?.token, `after ${deeds}`).toBe(isWanted ? KEPT.token : undefined)
        expect(world.inMemory).toBe(KEPT.token)
      }
    },
  )

  test('a daemon that knows nothing of this keeps its key by itself', () => {
    const daemon: CustodySituation['daemon'] = {
      account: statusOf().account,
      token: undefined,
    }
    const situation = { daemon, isKeyStoreSafe: true, isKeyStoreWanted: true, isVaultEmpty: false }
    expect(decideCustody(situation)).toBe('rest')
  })
})

test('SEC-127 a store whose key is in every copy of the program is none', () => {
  expect(isSafeBackend('linux', true, 'gnome_libsecret')).toBe(true)
  expect(isSafeBackend('linux', true, 'basic_text')).toBe(false)
  expect(isSafeBackend('linux', true, 'unknown')).toBe(false)
  expect(isSafeBackend('linux', false, 'kwallet6')).toBe(false)
  expect(isSafeBackend('darwin', true, '')).toBe(true)
  expect(isSafeBackend('win32', false, '')).toBe(false)
})
