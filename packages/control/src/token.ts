/** The device's token between the daemon and a key store that only a program of the desktop can reach. */

import { type DeviceId, idSchema, oneOf, strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'

/** Longer than any token that a server gives out. */
const TokenSchema = Type.String({ minLength: 1, maxLength: 512 })

/**
 * Where the token of a signed-in device lies. `file`: with the daemon, readable by its user alone.
 * `memory`: somebody else keeps it, the daemon has it until it ends. `missing`: the daemon waits for
 * whoever keeps it, and nothing syncs until then.
 */
export const TokenStateSchema = Type.Object({
  place: oneOf('file', 'memory', 'missing'),
  /** The daemon is to work without anybody at the screen, so its token belongs in the file. */
  isUnattended: Type.Boolean(),
})
export type TokenState = Static<typeof TokenStateSchema>

/** A token and whose it is. Never logged, never shown, never in diagnostics (SEC-127). */
export const KeptTokenSchema = strictObject({ deviceId: idSchema<DeviceId>(), token: TokenSchema })
export type KeptToken = Static<typeof KeptTokenSchema>

/** Where the daemon is to have a token from now on. */
export const TokenPlacingSchema = strictObject({
  ...KeptTokenSchema.properties,
  place: oneOf('file', 'memory'),
})
export type TokenPlacing = Static<typeof TokenPlacingSchema>
