import { createHash, randomBytes } from 'node:crypto'
import {
  type AccountId,
  type BlockFrame,
  type BlockId,
  formatBlockId,
  parseId,
} from '@tidemark/protocol'
import type { AccountKeys, KeyRing, SealRequest } from '@tidemark/server-core'

export const ACCOUNT = parseId<AccountId>('a1'.repeat(16))
export const OTHER_ACCOUNT = parseId<AccountId>('b2'.repeat(16))

/** Id of a block with this content. */
export function idOf(bytes: Uint8Array): BlockId {
  return formatBlockId(createHash('sha256').update(bytes).digest())
}

/** A block as a client sends it uncompressed. */
export function rawFrame(bytes: Uint8Array): BlockFrame {
  return {
    kind: 'data',
    encoding: 'raw',
    blockId: idOf(bytes),
    rawLength: bytes.length,
    bases: [],
    payload: bytes,
  }
}

/** The same as a request to the codec. */
export function sealRequest(frame: BlockFrame): SealRequest {
  const { bases: _, ...request } = frame
  return { ...request, verifyOnly: false }
}

/** Keys in memory, made on first use. */
export class MemoryKeyRing implements KeyRing {
  readonly #keys = new Map<AccountId, AccountKeys>()

  async accountKeys(accountId: AccountId): Promise<AccountKeys> {
    return this.ensureAccountKeys(accountId)
  }

  async ensureAccountKeys(accountId: AccountId): Promise<AccountKeys> {
    const keys = this.#keys.get(accountId) ?? {
      currentKeyId: 1,
      dataKeys: new Map([[1, randomBytes(32)]]),
      storedIdKey: randomBytes(32),
    }
    this.#keys.set(accountId, keys)
    return keys
  }
}
