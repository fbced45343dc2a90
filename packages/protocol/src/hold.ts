/** Deletions that the server holds back until a person approves or reverts them (P9). */

import { type Static, Type } from 'typebox'
import type { DeviceId, HoldId } from './ids.js'
import { AtMsSchema, idSchema, nullable, oneOf, strictObject } from './schema.js'

export const HoldSchema = Type.Object({
  holdId: idSchema<HoldId>(),
  deviceId: nullable(idSchema<DeviceId>()),
  deviceName: Type.String(),
  atMs: AtMsSchema,
  /** Files that would be deleted, and how many the space has. */
  fileCount: Type.Integer({ minimum: 0 }),
  spaceFileCount: Type.Integer({ minimum: 0 }),
  /** A few of the paths, for display. */
  examplePaths: Type.Array(Type.String()),
})
export type Hold = Static<typeof HoldSchema>

/** `GET /v1/spaces/:id/holds`: undecided ones, oldest first. */
export const HoldListSchema = Type.Object({ holds: Type.Array(HoldSchema) })

/**
 * `POST /v1/spaces/:id/holds/:hold/decision`. `approve` deletes what is still as it was when held;
 * `revert` keeps everything: each item is journalled anew so that the device restores it.
 */
export const HoldDecisionSchema = strictObject({ decision: oneOf('approve', 'revert') })
export const HoldDecisionResponseSchema = Type.Object({
  /** Files deleted, or kept. */
  fileCount: Type.Integer({ minimum: 0 }),
})
