import { rm } from 'node:fs/promises'
import { type KeptToken, KeptTokenSchema } from '@tidemark/control'
import { Check } from 'typebox/value'
import { findText } from '../files/find-text.js'
import { writePrivateFile } from '../files/write-private-file.js'
import type { KeyStore } from './key-store.js'
import type { TokenVault } from './token-custody.js'

/**
 * The token of one profile, sealed by the key store, in a file of the app that only this user can
 * read: base64 of what the store made of `{"deviceId":…,"token":…}`.
 */
export class SealedTokenFile implements TokenVault {
  readonly #path: string
  readonly #store: KeyStore

  constructor(path: string, store: KeyStore) {
    this.#path = path
    this.#store = store
  }

  get isSafe(): boolean {
    return this.#store.isSafe
  }

  async isEmpty(): Promise<boolean> {
    return (await findText(this.#path)) === undefined
  }

  async put(kept: KeptToken): Promise<void> {
    const sealed = this.#store.seal(JSON.stringify(kept))
    await writePrivateFile(this.#path, `${Buffer.from(sealed).toString('base64')}\n`)
  }

  async get(): Promise<KeptToken> {
    const text = await findText(this.#path)
    if (text === undefined) throw new Error('no token is kept here')
    const kept = parseJson(this.#store.unseal(Buffer.from(text, 'base64')))
    if (!Check(KeptTokenSchema, kept)) throw new Error('this is no token')
    return kept
  }

  async empty(): Promise<void> {
    await rm(this.#path, { force: true })
  }
}

/** The parser's own words would quote what was unsealed. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // what is no JSON is no token
  }
}
