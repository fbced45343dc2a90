/** Calls about rules, devices and diagnostics. */

import { type DeviceId, idSchema, nullable } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { IgnoreRuleSchema } from './results.js'

/** Longest text of a folder's own rules, in UTF-16 units. Its UTF-8 form has the same limit in bytes. */
export const MAX_IGNORE_TEXT = 256 * 1024

/** What rules say of paths, in the order in which they were asked for. */
export const IgnoreTestSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      path: Type.String(),
      /** The rule by which the item, or a folder above it, is left alone; null = it is synced. */
      rule: nullable(IgnoreRuleSchema),
    }),
  ),
})
export type IgnoreTest = Static<typeof IgnoreTestSchema>

/** A device of the account, the revoked ones included. */
export const DeviceSchema = Type.Object({
  deviceId: idSchema<DeviceId>(),
  name: Type.String(),
  platform: Type.String(),
  createdAtMs: Type.Number(),
  lastSeenAtMs: nullable(Type.Number()),
  revokedAtMs: nullable(Type.Number()),
  /** Whether it is this one. */
  current: Type.Boolean(),
})
export type Device = Static<typeof DeviceSchema>
export const DevicesSchema = Type.Object({ devices: Type.Array(DeviceSchema) })

/** A written archive. */
export const DiagnosticsSchema = Type.Object({
  path: Type.String(),
  sizeBytes: Type.Number({ minimum: 0 }),
})
export type Diagnostics = Static<typeof DiagnosticsSchema>
