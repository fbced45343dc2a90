import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { type AccountId, type BlockId, decodeListBlock, ListBlockError } from '@tidemark/protocol'
import {
  type AccountKeys,
  decodeRecordHeader,
  encodeRecordHeader,
  type OpenRequest,
  type OpenResult,
  RECORD_HEADER_BYTES,
  type RecordEncoding,
  type RecordHeader,
  SEAL_TAG_BYTES,
  type SealRequest,
  type SealResult,
} from '@tidemark/server-core'
import type { ZstdBlocks } from './zstd-blocks.js'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12

/** Whose record it is and the keys for it. */
export interface SealingAccount {
  readonly accountId: AccountId
  readonly keys: AccountKeys
}

/** Verifies a block from a client against its id and makes a record of it. */
export function sealBlock(
  request: SealRequest,
  account: SealingAccount,
  zstd: ZstdBlocks,
): SealResult {
  const plain = plaintextOf(request, zstd)
  if (plain === undefined) return { ok: false, error: 'block_undecodable' }
  if (sha256Hex(plain) !== request.blockId) return { ok: false, error: 'block_hash_mismatch' }
  if (request.kind === 'list' && !isListBlock(plain)) {
    return { ok: false, error: 'block_undecodable' }
  }
  if (request.verifyOnly) return { ok: true }
  const { encoding, payload } = storedForm(request, plain, zstd)
  return { ok: true, record: seal(request, encoding, payload, account) }
}

/** Opens a record that the index says is `blockId`. */
export function openBlock(
  { record, blockId, as }: OpenRequest,
  account: SealingAccount,
  zstd: ZstdBlocks,
): OpenResult {
  const opened = unseal(record, account)
  if ('reason' in opened) return { ok: false, reason: opened.reason }
  const { header, payload } = opened
  if (!isStoredAs(header, blockId, account.keys)) return { ok: false, reason: 'other_block' }
  const block = { blockId, kind: header.kind, rawLength: header.rawLength }
  if (as === 'stored') {
    return { ok: true, block: { ...block, encoding: header.encoding, payload } }
  }
  const plain = decoded(header, payload, zstd)
  if (plain === undefined) return { ok: false, reason: 'undecodable' }
  if (sha256Hex(plain) !== blockId) return { ok: false, reason: 'hash' }
  return { ok: true, block: { ...block, encoding: 'raw', payload: plain } }
}

/** Opens a record and finds out which block it is; the answer has no payload. */
export function identifyBlock(
  record: Uint8Array,
  account: SealingAccount,
  zstd: ZstdBlocks,
): OpenResult {
  const opened = unseal(record, account)
  if ('reason' in opened) return { ok: false, reason: opened.reason }
  const { header, payload } = opened
  const plain = decoded(header, payload, zstd)
  if (plain === undefined) return { ok: false, reason: 'undecodable' }
  const blockId = sha256Hex(plain) as BlockId // a SHA-256 digest in lower-case hex
  if (!isStoredAs(header, blockId, account.keys)) return { ok: false, reason: 'hash' }
  const { kind, encoding, rawLength } = header
  return { ok: true, block: { blockId, kind, encoding, rawLength, payload: new Uint8Array(0) } }
}

function plaintextOf(request: SealRequest, zstd: ZstdBlocks): Uint8Array | undefined {
  const { encoding, payload, rawLength, dictionary } = request
  if (encoding === 'raw') return payload.length === rawLength ? payload : undefined
  if (encoding === 'zstd') return zstd.decompress(payload, rawLength)
  return dictionary && zstd.decompress(payload, rawLength, dictionary)
}

/** Keeps a frame that the client compressed; compresses what came raw or as a delta. */
function storedForm(
  { encoding, payload }: SealRequest,
  plain: Uint8Array,
  zstd: ZstdBlocks,
): { encoding: RecordEncoding; payload: Uint8Array } {
  const frame = encoding === 'zstd' ? payload : zstd.compress(plain)
  if (frame === undefined || frame.length >= plain.length) {
    return { encoding: 'raw', payload: plain }
  }
  return { encoding: 'zstd', payload: frame }
}

function seal(
  { kind, blockId, rawLength }: SealRequest,
  encoding: RecordEncoding,
  payload: Uint8Array,
  { accountId, keys }: SealingAccount,
): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const header = encodeRecordHeader({
    kind,
    encoding,
    keyId: keys.currentKeyId,
    rawLength,
    sealedLength: payload.length + SEAL_TAG_BYTES,
    accountId,
    storedId: storedIdOf(blockId, keys),
    nonce,
  })
  const cipher = createCipheriv(CIPHER, dataKey(keys, keys.currentKeyId), nonce)
  cipher.setAAD(header)
  const text = cipher.update(payload)
  return Buffer.concat([header, text, cipher.final(), cipher.getAuthTag()])
}

function unseal(
  record: Uint8Array,
  { accountId, keys }: SealingAccount,
):
  | { header: RecordHeader; payload: Uint8Array }
  | { reason: 'truncated' | 'other_block' | 'seal' } {
  const header = decodeRecordHeader(record)
  if (header === undefined) return { reason: record.length === 0 ? 'truncated' : 'seal' }
  if (record.length < RECORD_HEADER_BYTES + header.sealedLength) return { reason: 'truncated' }
  if (header.accountId !== accountId) return { reason: 'other_block' }
  const key = keys.dataKeys.get(header.keyId)
  if (key === undefined) return { reason: 'seal' }
  const textEnd = RECORD_HEADER_BYTES + header.sealedLength - SEAL_TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, header.nonce)
  decipher.setAAD(record.subarray(0, RECORD_HEADER_BYTES))
  decipher.setAuthTag(record.subarray(textEnd, textEnd + SEAL_TAG_BYTES))
  try {
    const text = decipher.update(record.subarray(RECORD_HEADER_BYTES, textEnd))
    decipher.final()
    return { header, payload: text }
  } catch {
    // The tag does not fit: damaged or exchanged bytes (SEC-49). The caller reports it.
    return { reason: 'seal' }
  }
}

function decoded(
  { encoding, rawLength }: RecordHeader,
  payload: Uint8Array,
  zstd: ZstdBlocks,
): Uint8Array | undefined {
  if (encoding === 'zstd') return zstd.decompress(payload, rawLength)
  return payload.length === rawLength ? payload : undefined
}

function isStoredAs(header: RecordHeader, blockId: BlockId, keys: AccountKeys): boolean {
  return Buffer.compare(storedIdOf(blockId, keys), header.storedId) === 0
}

function storedIdOf(blockId: BlockId, keys: AccountKeys): Buffer {
  return createHmac('sha256', keys.storedIdKey).update(blockId, 'hex').digest()
}

function dataKey(keys: AccountKeys, keyId: number): Uint8Array {
  const key = keys.dataKeys.get(keyId)
  if (key === undefined) throw new Error(`the account has no data key ${keyId}`)
  return key
}

function isListBlock(plain: Uint8Array): boolean {
  try {
    decodeListBlock(plain)
    return true
  } catch (error) {
    if (error instanceof ListBlockError) return false
    throw error
  }
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
