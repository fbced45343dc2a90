import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type AccountId, AppError } from '@tidemark/protocol'
import type { AccountKeys } from '@tidemark/server-core'
import type { MasterKey } from './master-key-file.js'

/**
 * Keys of one account as its key file holds them, each wrapped by the master key with AES-256-GCM:
 * base64 of nonce 12 | text 32 | tag 16, bound to the account and to its purpose. JSON:
 *
 *     { "format": "tidemark-account-keys", "version": 1, "accountId": "…", "masterKeyId": "…",
 *       "currentKeyId": 1, "dataKeys": { "1": "<wrapped>" }, "storedIdKey": "<wrapped>" }
 */
const FORMAT = 'tidemark-account-keys'
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** New random keys for an account. */
export function mintAccountKeys(): AccountKeys {
  return {
    currentKeyId: 1,
    dataKeys: new Map([[1, randomBytes(KEY_BYTES)]]),
    storedIdKey: randomBytes(KEY_BYTES),
  }
}

/** Text of the key file. */
export function formatAccountKeys(
  accountId: AccountId,
  keys: AccountKeys,
  master: MasterKey,
): string {
  const dataKeys: Record<string, string> = {}
  for (const [keyId, key] of keys.dataKeys) {
    dataKeys[keyId] = wrap(key, `${accountId} data ${keyId}`, master)
  }
  const json = {
    format: FORMAT,
    version: 1,
    accountId,
    masterKeyId: master.keyId,
    currentKeyId: keys.currentKeyId,
    dataKeys,
    storedIdKey: wrap(keys.storedIdKey, `${accountId} stored-id`, master),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

/**
 * Reads a key file.
 * @throws AppError `config_invalid` when it is damaged, another account's, or wrapped by another
 *   master key
 */
export function parseAccountKeys(
  text: string,
  accountId: AccountId,
  master: MasterKey,
): AccountKeys {
  try {
    // The shape is known by the format line; anything else fails to unwrap below.
    const json = JSON.parse(text) as {
      format: unknown
      version: unknown
      masterKeyId: unknown
      currentKeyId: number
      dataKeys: Record<string, string>
      storedIdKey: string
    }
    if (json.format !== FORMAT || json.version !== 1) throw new Error('unknown format')
    if (json.masterKeyId !== master.keyId) throw new Error('wrapped by another master key')
    const dataKeys = new Map<number, Uint8Array>()
    for (const [keyId, wrapped] of Object.entries(json.dataKeys)) {
      dataKeys.set(Number(keyId), unwrap(wrapped, `${accountId} data ${keyId}`, master))
    }
    if (!dataKeys.has(json.currentKeyId)) throw new Error('the current key is missing')
    const storedIdKey = unwrap(json.storedIdKey, `${accountId} stored-id`, master)
    return { currentKeyId: json.currentKeyId, dataKeys, storedIdKey }
  } catch (error) {
    const problem = `the keys of account ${accountId} cannot be opened with this master key`
    throw new AppError('config_invalid', { problem }, { cause: error })
  }
}

function wrap(key: Uint8Array, purpose: string, master: MasterKey): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, master.key, nonce)
  cipher.setAAD(Buffer.from(purpose))
  const text = cipher.update(key)
  return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function unwrap(wrapped: string, purpose: string, master: MasterKey): Uint8Array {
  const bytes = Buffer.from(wrapped, 'base64')
  if (bytes.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new Error('wrong length')
  const decipher = createDecipheriv(CIPHER, master.key, bytes.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  const key = decipher.update(bytes.subarray(NONCE_BYTES, NONCE_BYTES + KEY_BYTES))
  decipher.final()
  return key
}
