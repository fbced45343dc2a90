/** Pairing: a signed-in device shows a short code, a new device joins the account with it. */

import { type Static, Type } from 'typebox'
import { DeviceRequestSchema } from './account.js'
import type { AccountId, DeviceId, PairingId } from './ids.js'
import { AtMsSchema, idSchema, nullable, oneOf, strictObject } from './schema.js'

/** Letters and digits that nobody mistakes for one another: no 0 and O, no 1 and I. */
export const PAIRING_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** 30 random bits; docs/design/pairing.md says why that is enough. */
export const PAIRING_CODE_CHARS = 6

/**
 * A code as a person gives it: small letters, spaces and hyphens do not matter.
 * @returns the code as it was made, or undefined when it cannot be one
 */
export function parsePairingCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase()
  const isCode = code.length === PAIRING_CODE_CHARS && [...code].every(isOfAlphabet)
  return isCode ? code : undefined
}

/** A code as people read it to each other: `K7P-3QX`. */
export function formatPairingCode(code: string): string {
  const half = PAIRING_CODE_CHARS / 2
  return `${code.slice(0, half)}-${code.slice(half)}`
}

function isOfAlphabet(character: string): boolean {
  return PAIRING_ALPHABET.includes(character)
}

/** `POST /v1/pairings`: a code, shown once, good for one device and a few minutes. */
export const NewPairingSchema = Type.Object({
  pairingId: idSchema<PairingId>(),
  code: Type.String(),
  expiresAtMs: AtMsSchema,
})
export type NewPairing = Static<typeof NewPairingSchema>

/** `GET /v1/pairings/:pairing`: what has become of it. */
export const PairingSchema = Type.Object({
  /** `ended` = too old, withdrawn for a newer one, or guessed at too often. */
  state: oneOf('open', 'claimed', 'ended'),
  expiresAtMs: AtMsSchema,
  /** The device that came with the code. */
  device: nullable(
    Type.Object({
      deviceId: idSchema<DeviceId>(),
      name: Type.String(),
      platform: Type.String(),
    }),
  ),
})
export type Pairing = Static<typeof PairingSchema>

/** `POST /v1/pairings/claim`: a device token for a code. */
export const PairingClaimSchema = strictObject({
  code: Type.String({ minLength: 1, maxLength: 32 }),
  ...DeviceRequestSchema.properties,
})
export const PairingClaimedSchema = Type.Object({
  deviceId: idSchema<DeviceId>(),
  accountId: idSchema<AccountId>(),
  login: Type.String(),
  token: Type.String(),
})
export type PairingClaimed = Static<typeof PairingClaimedSchema>
