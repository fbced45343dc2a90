import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AccountId, AppError } from '@tidemark/protocol'
import type { AccountKeys, KeyRing } from '@tidemark/server-core'
import { formatAccountKeys, mintAccountKeys, parseAccountKeys } from './account-key-file.js'
import {
  ensurePrivateFolder,
  hasSystemCode,
  syncFolder,
  writeNewFileDurably,
} from './durable-file.js'
import { type MasterKey, openMasterKey } from './master-key-file.js'

export interface FileKeyRingOptions {
  readonly masterKeyPath: string
  /** Folder of the wrapped keys, one file per account; made when missing. */
  readonly accountsFolder: string
  /** Whether a new master key may be made: never when data exists that another one sealed. */
  readonly mayCreate: boolean
}

/** Keys in files: the master key in one, each account's wrapped keys in another. */
export class FileKeyRing implements KeyRing {
  readonly #master: MasterKey
  readonly #folder: string
  readonly #keys = new Map<AccountId, Promise<AccountKeys>>()

  private constructor(master: MasterKey, folder: string) {
    this.#master = master
    this.#folder = folder
  }

  /** @throws AppError `config_invalid` saying what to do about the master key */
  static async open(options: FileKeyRingOptions): Promise<FileKeyRing> {
    await ensurePrivateFolder(options.accountsFolder)
    // A process that was killed may have linked a key file and not come to the flush of its name.
    // Nothing may be sealed with a key that a power cut could still take away.
    await syncFolder(options.accountsFolder)
    const master = await openMasterKey(options.masterKeyPath, options.mayCreate)
    return new FileKeyRing(master, options.accountsFolder)
  }

  accountKeys(accountId: AccountId): Promise<AccountKeys> {
    return this.#remember(accountId, async () => {
      const keys = await this.#read(accountId)
      if (keys !== undefined) return keys
      throw new AppError('config_invalid', {
        file: this.#pathOf(accountId),
        problem: 'the keys of this account are missing',
        todo: 'restore the key file from your backup',
      })
    })
  }

  ensureAccountKeys(accountId: AccountId): Promise<AccountKeys> {
    return this.#remember(accountId, async () => {
      const keys = await this.#read(accountId)
      return keys ?? this.#create(accountId)
    })
  }

  /** 32 bytes that only the master key gives, other ones for each purpose. */
  deriveKey(purpose: string): Uint8Array {
    return createHmac('sha256', this.#master.key).update(`tidemark key for ${purpose}`).digest()
  }

  #remember(accountId: AccountId, open: () => Promise<AccountKeys>): Promise<AccountKeys> {
    const known = this.#keys.get(accountId)
    if (known !== undefined) return known
    const opening = open()
    this.#keys.set(accountId, opening)
    // A failure is told to this caller and not remembered: the next call tries again.
    opening.catch(() => this.#keys.delete(accountId))
    return opening
  }

  async #read(accountId: AccountId): Promise<AccountKeys | undefined> {
    try {
      const text = await readFile(this.#pathOf(accountId), 'utf8')
      return parseAccountKeys(text, accountId, this.#master)
    } catch (error) {
      if (hasSystemCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  async #create(accountId: AccountId): Promise<AccountKeys> {
    const keys = mintAccountKeys()
    const text = formatAccountKeys(accountId, keys, this.#master)
    await writeNewFileDurably(this.#pathOf(accountId), text)
    return keys
  }

  #pathOf(accountId: AccountId): string {
    return join(this.#folder, `${accountId}.json`)
  }
}
