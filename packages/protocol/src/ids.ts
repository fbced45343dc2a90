/**
 * Identifiers of the wire protocol as branded strings, so that a node id can never be passed where
 * a revision id is meant. All 128-bit ids are 32 lower-case hex digits of random bytes: they are
 * never counters, because a server restored from a backup must not mint one twice.
 */

declare const brand: unique symbol

/** A string that only the parsers of this file produce. */
export type Branded<Tag extends string> = string & { readonly [brand]: Tag }

export type AccountId = Branded<'AccountId'>
export type SpaceId = Branded<'SpaceId'>
export type DeviceId = Branded<'DeviceId'>
export type NodeId = Branded<'NodeId'>
export type RevisionId = Branded<'RevisionId'>
export type OpId = Branded<'OpId'>
export type ConflictId = Branded<'ConflictId'>
export type HoldId = Branded<'HoldId'>
export type PairingId = Branded<'PairingId'>
/** Identity of one journal's life. A restored or re-installed server starts a new epoch. */
export type Epoch = Branded<'Epoch'>
/** SHA-256 of a block's plaintext as 64 lower-case hex digits. */
export type BlockId = Branded<'BlockId'>
/** Opaque position in a space's journal; see cursor.ts. */
export type Cursor = Branded<'Cursor'>

/** JSON-schema pattern of every 128-bit id. */
export const ID_PATTERN = '^[0-9a-f]{32}$'
/** JSON-schema pattern of a block id. */
export const BLOCK_ID_PATTERN = '^[0-9a-f]{64}$'

const ID = /^[0-9a-f]{32}$/
const BLOCK_ID = /^[0-9a-f]{64}$/

/** The ids that are minted from 128 random bits. */
export type RandomId =
  | AccountId
  | SpaceId
  | DeviceId
  | NodeId
  | RevisionId
  | OpId
  | ConflictId
  | HoldId
  | PairingId
  | Epoch

/** Whether `text` has the form of a 128-bit id. */
export function isId(text: string): boolean {
  return ID.test(text)
}

/**
 * Takes `text` as an id of kind `T`.
 * @throws RangeError when it is not 32 lower-case hex digits.
 */
export function parseId<T extends RandomId>(text: string): T {
  if (!ID.test(text)) throw new RangeError(`not an id: ${JSON.stringify(text.slice(0, 80))}`)
  return text as T // the brand records the check above
}

/**
 * Forms an id from random bytes.
 * @param bytes exactly 16 bytes from a cryptographic source.
 * @throws RangeError for any other length.
 */
export function formatId<T extends RandomId>(bytes: Uint8Array): T {
  if (bytes.length !== 16) throw new RangeError(`an id has 16 bytes, got ${bytes.length}`)
  return formatHex(bytes) as T // 16 bytes give 32 hex digits
}

/**
 * Takes `text` as a block id.
 * @throws RangeError when it is not 64 lower-case hex digits.
 */
export function parseBlockId(text: string): BlockId {
  if (!BLOCK_ID.test(text)) {
    throw new RangeError(`not a block id: ${JSON.stringify(text.slice(0, 80))}`)
  }
  return text as BlockId // the brand records the check above
}

/**
 * Forms a block id from a SHA-256 digest.
 * @param digest exactly 32 bytes.
 * @throws RangeError for any other length.
 */
export function formatBlockId(digest: Uint8Array): BlockId {
  if (digest.length !== 32) throw new RangeError(`a block id has 32 bytes, got ${digest.length}`)
  return formatHex(digest) as BlockId // 32 bytes give 64 hex digits
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex of `bytes`. */
export function formatHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

/**
 * Bytes of a lower- or upper-case hex string.
 * @throws RangeError when the length is odd or a character is no hex digit.
 */
export function parseHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new RangeError('not a hex string')
  }
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16)
  }
  return bytes
}
