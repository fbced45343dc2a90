import type { KeptToken, Status, TokenPlacing } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { TokenStore } from '../../ipc-contract/index.js'
import { type CustodySituation, decideCustody, reasonForFile } from './decide-custody.js'

/** Where the app keeps the token of one profile. What `put` was given survives a power cut. */
export interface TokenVault {
  readonly isSafe: boolean
  isEmpty(): Promise<boolean>
  put(kept: KeptToken): Promise<void>
  /** @throws Error when there is none, or the key store does not open it. */
  get(): Promise<KeptToken>
  empty(): Promise<void>
}

/** The daemon's calls about its token. */
interface TokenHolder {
  readToken(): Promise<KeptToken>
  placeToken(placing: TokenPlacing): Promise<void>
}

/** What custody is told about, and asks. */
interface Parts {
  readonly vault: TokenVault
  readonly holder: TokenHolder
  isKeyStoreWanted(): boolean
  onChange(): void
  onFailure(error: unknown): void
}

/**
 * Moves the token of one profile between the daemon's file and the desktop's key store, and gives it
 * to a daemon that waits for it. One step at a time; the daemon's next picture leads to the next.
 */
export class TokenCustody {
  readonly #parts: Parts
  #daemon: CustodySituation['daemon'] | undefined
  #isRunning = false
  /** Something has changed since the last step began. */
  #isDue = false
  /** The situation in which a step failed: not tried again until something is different. */
  #failedIn: string | undefined
  #shown: TokenStore = { place: 'file', reason: null }

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Where the token is, for the window. */
  get shown(): TokenStore {
    return this.#shown
  }

  /** A newer picture of the daemon; undefined when only a setting has changed. */
  async update(status?: Status): Promise<void> {
    if (status !== undefined) this.#daemon = { account: status.account, token: status.token }
    this.#isDue = true
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (this.#isDue) {
        this.#isDue = false
        if (this.#daemon !== undefined) await this.#step(this.#daemon)
      }
    } finally {
      this.#isRunning = false
    }
  }

  async #step(daemon: CustodySituation['daemon']): Promise<void> {
    const { vault } = this.#parts
    const situation: CustodySituation = {
      daemon,
      isKeyStoreSafe: vault.isSafe,
      isKeyStoreWanted: this.#parts.isKeyStoreWanted(),
      isVaultEmpty: await vault.isEmpty(),
    }
    const known = JSON.stringify(situation)
    if (known !== this.#failedIn) {
      try {
        await this.#carryOut(situation)
        this.#failedIn = undefined
      } catch (error) {
        this.#failedIn = known
        this.#parts.onFailure(error)
      }
    }
    this.#show(situation)
  }

  async #carryOut(situation: CustodySituation): Promise<void> {
    const { vault, holder } = this.#parts
    switch (decideCustody(situation)) {
      case 'store':
        return await this.#store()
      case 'give': {
        const place = reasonForFile(situation) === undefined ? 'memory' : 'file'
        return await holder.placeToken({ ...(await vault.get()), place })
      }
      case 'takeBack':
        await holder.placeToken({ ...(await holder.readToken()), place: 'file' })
        return await vault.empty()
      case 'discard':
        return await vault.empty()
      case 'rest':
    }
  }

  /** The daemon's file goes only after the vault has shown that it gives back what it was given. */
  async #store(): Promise<void> {
    const { vault, holder } = this.#parts
    const kept = await holder.readToken()
    await vault.put(kept)
    const { deviceId, token } = await vault.get()
    if (deviceId !== kept.deviceId || token !== kept.token) {
      throw new AppError('internal', { problem: 'the key store gave back something else' })
    }
    await holder.placeToken({ ...kept, place: 'memory' })
  }

  #show(situation: CustodySituation): void {
    const shown = describe(situation, this.#failedIn !== undefined)
    if (JSON.stringify(shown) === JSON.stringify(this.#shown)) return
    this.#shown = shown
    this.#parts.onChange()
  }
}

function describe(situation: CustodySituation, hasFailed: boolean): TokenStore {
  const isInFile = situation.daemon.token?.place === 'file'
  const reason = reasonForFile(situation) ?? null
  if (hasFailed) return { place: isInFile ? 'file' : 'system', reason: 'failed' }
  return { place: isInFile || reason !== null ? 'file' : 'system', reason }
}
