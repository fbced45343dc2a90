import { createHash, hash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { type AccountId, type BlockId, parseHex } from '@tidemark/protocol'
import {
  type BlockCodec,
  decodeRecordHeader,
  encodeRecordHeader,
  type OpenRequest,
  type OpenResult,
  RECORD_HEADER_BYTES,
  type Rng,
  SEAL_TAG_BYTES,
  type SealRequest,
  type SealResult,
} from '@tidemark/server-core'

const TAG = new Uint8Array(SEAL_TAG_BYTES)

/**
 * Verifies blocks like the real codec and writes records of the real format, stored raw and with
 * no seal: for tests and the simulation, where nothing has to be kept secret. The tag is the start
 * of the payload's SHA-256, so damage is found.
 */
export class MemoryBlockCodec implements BlockCodec {
  readonly #rng: Rng

  constructor(rng: Rng) {
    this.#rng = rng
  }

  async seal(accountId: AccountId, requests: readonly SealRequest[]): Promise<SealResult[]> {
    return requests.map((request) => {
      const plain = plaintextOf(request)
      if (plain === undefined) return { ok: false, error: 'block_undecodable' }
      if (sha256Hex(plain) !== request.blockId) return { ok: false, error: 'block_hash_mismatch' }
      if (request.verifyOnly) return { ok: true }
      return { ok: true, record: this.#record(accountId, request, plain) }
    })
  }

  async open(accountId: AccountId, requests: readonly OpenRequest[]): Promise<OpenResult[]> {
    return requests.map(({ record, blockId }) => {
      const result = openRecord(accountId, record)
      if (result.ok && result.block.blockId !== blockId) return { ok: false, reason: 'other_block' }
      return result
    })
  }

  async identify(accountId: AccountId, records: readonly Uint8Array[]): Promise<OpenResult[]> {
    return records.map((record) => openRecord(accountId, record))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return undefined
  }

  #record(accountId: AccountId, { kind, blockId }: SealRequest, plain: Uint8Array): Uint8Array {
    const header = encodeRecordHeader({
      kind,
      encoding: 'raw',
      keyId: 1,
      rawLength: plain.length,
      sealedLength: plain.length + SEAL_TAG_BYTES,
      accountId,
      storedId: parseHex(blockId),
      nonce: this.#rng.bytes(12),
    })
    return Buffer.concat([header, plain, tagOf(plain)])
  }
}

function openRecord(accountId: AccountId, record: Uint8Array): OpenResult {
  const header = decodeRecordHeader(record)
  if (header === undefined) return { ok: false, reason: 'seal' }
  const textEnd = RECORD_HEADER_BYTES + header.sealedLength - SEAL_TAG_BYTES
  if (record.length < textEnd + SEAL_TAG_BYTES) return { ok: false, reason: 'truncated' }
  if (header.accountId !== accountId) return { ok: false, reason: 'other_block' }
  const payload = record.subarray(RECORD_HEADER_BYTES, textEnd)
  if (Buffer.compare(tagOf(payload), record.subarray(textEnd, textEnd + SEAL_TAG_BYTES)) !== 0) {
    return { ok: false, reason: 'seal' }
  }
  const blockId = sha256Hex(payload) as BlockId // a SHA-256 digest in lower-case hex
  const { kind, encoding, rawLength } = header
  return { ok: true, block: { blockId, kind, encoding, rawLength, payload } }
}

function plaintextOf(request: SealRequest): Uint8Array | undefined {
  const { encoding, payload, rawLength, dictionary } = request
  if (encoding === 'raw') return payload.length === rawLength ? payload : undefined
  try {
    const options = { maxOutputLength: rawLength, ...(dictionary ? { dictionary } : {}) }
    const plain = zstdDecompressSync(payload, options)
    return plain.length === rawLength ? plain : undefined
  } catch {
    // Bytes that do not decode are an expected input here.
    return undefined
  }
}

function tagOf(payload: Uint8Array): Uint8Array {
  return createHash('sha256').update(payload).update(TAG).digest().subarray(0, SEAL_TAG_BYTES)
}

function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}
