/**
 * Schema building blocks. Requests are validated strictly (`additionalProperties: false`);
 * responses are read tolerantly, so a newer server may add fields.
 */

import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { BLOCK_ID_PATTERN, type BlockId, type Cursor, ID_PATTERN, type RandomId } from './ids.js'

/** An object that refuses unknown members: for requests. */
export function strictObject<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

/** One of a few strings. */
export function oneOf<const V extends string>(...values: V[]) {
  return Type.Unsafe<V>({ type: 'string', enum: values })
}

/** A 128-bit id of kind `T`. */
export function idSchema<T extends RandomId>() {
  return Type.Unsafe<T>({ type: 'string', pattern: ID_PATTERN })
}

/** `schema`, or JSON null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: 'null' }] })
}

export const BlockIdSchema = Type.Unsafe<BlockId>({ type: 'string', pattern: BLOCK_ID_PATTERN })

/** An opaque cursor; its inner form is checked by `decodeCursor`. */
export const CursorSchema = Type.Unsafe<Cursor>({ type: 'string', minLength: 1, maxLength: 256 })

/** Nanoseconds since 1970 as a decimal string, since JSON numbers lose the low digits (E26). */
export const NanosSchema = Type.String({ pattern: '^-?(0|[1-9][0-9]{0,18})$' })

/** A count of bytes that a JSON number holds exactly. */
export const SizeSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** Milliseconds since 1970 by the server's clock: for display only, never for a decision (P3). */
export const AtMsSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** A journal position. */
export const SeqSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
