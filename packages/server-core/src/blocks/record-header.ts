import { type AccountId, formatId, parseHex } from '@tidemark/protocol'
import { crc32c } from './crc32c.js'

/**
 * A record is one sealed block. The header is in the clear and is the additional data of the seal,
 * so a record opens only as what it was written as. Little-endian:
 *
 *      0  magic "TMSR" u32
 *      4  version u8 = 1
 *      5  kind u8          0 data, 1 list
 *      6  encoding u8      0 raw, 1 zstd: what the opened payload is
 *      7  zero u8
 *      8  keyId u32        data key of the account that sealed it
 *     12  rawLength u32    bytes of the block's plaintext
 *     16  sealedLength u32 bytes after the header: AES-256-GCM text, then its 16-byte tag
 *     20  accountId 16
 *     36  storedId 32      HMAC-SHA-256(account's id key, blockId): hashes of files are not on disk
 *     68  nonce 12         random, never used twice with one key
 *     80  crc u32          CRC-32C of bytes 0..79: finds records without a key
 *     84  sealed payload
 */

/** Bytes before the sealed payload. */
export const RECORD_HEADER_BYTES = 84
/** Bytes that sealing adds to a payload. */
export const SEAL_TAG_BYTES = 16
/** Longest sealed payload: the largest block that did not compress, and its tag. */
export const MAX_SEALED_BYTES = 4 * 1024 * 1024 + SEAL_TAG_BYTES

/** "TMSR" read as u32. */
export const RECORD_MAGIC = 0x52534d54
const VERSION = 1
const KINDS = ['data', 'list'] as const
const ENCODINGS = ['raw', 'zstd'] as const

export type RecordKind = (typeof KINDS)[number]
export type RecordEncoding = (typeof ENCODINGS)[number]

/** What the header of a record says. */
export interface RecordHeader {
  readonly kind: RecordKind
  readonly encoding: RecordEncoding
  readonly keyId: number
  readonly rawLength: number
  readonly sealedLength: number
  readonly accountId: AccountId
  /** 32 bytes. */
  readonly storedId: Uint8Array
  /** 12 bytes. */
  readonly nonce: Uint8Array
}

/** The RECORD_HEADER_BYTES bytes of `header`. */
export function encodeRecordHeader(header: RecordHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, RECORD_MAGIC, true)
  view.setUint8(4, VERSION)
  view.setUint8(5, KINDS.indexOf(header.kind))
  view.setUint8(6, ENCODINGS.indexOf(header.encoding))
  view.setUint32(8, header.keyId, true)
  view.setUint32(12, header.rawLength, true)
  view.setUint32(16, header.sealedLength, true)
  bytes.set(parseHex(header.accountId), 20)
  bytes.set(header.storedId, 36)
  bytes.set(header.nonce, 68)
  view.setUint32(80, crc32c(bytes.subarray(0, 80)), true)
  return bytes
}

/**
 * Reads a header from the start of `bytes`; undefined when they do not begin with an undamaged
 * header of a known version.
 */
export function decodeRecordHeader(bytes: Uint8Array): RecordHeader | undefined {
  if (bytes.length < RECORD_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, RECORD_HEADER_BYTES)
  if (view.getUint32(0, true) !== RECORD_MAGIC || view.getUint8(4) !== VERSION) return undefined
  if (view.getUint32(80, true) !== crc32c(bytes.subarray(0, 80))) return undefined
  const kind = KINDS[view.getUint8(5)]
  const encoding = ENCODINGS[view.getUint8(6)]
  const sealedLength = view.getUint32(16, true)
  if (kind === undefined || encoding === undefined || view.getUint8(7) !== 0) return undefined
  if (sealedLength <= SEAL_TAG_BYTES || sealedLength > MAX_SEALED_BYTES) return undefined
  return {
    kind,
    encoding,
    keyId: view.getUint32(8, true),
    rawLength: view.getUint32(12, true),
    sealedLength,
    accountId: formatId<AccountId>(bytes.subarray(20, 36)),
    storedId: bytes.slice(36, 68),
    nonce: bytes.slice(68, 80),
  }
}
