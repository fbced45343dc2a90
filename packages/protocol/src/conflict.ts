/** Conflict records: what happened, who, and how it was settled. Seen by every device. */

import { type Static, Type } from 'typebox'
import type { AccountId, ConflictId, DeviceId, NodeId, RevisionId } from './ids.js'
import { AtMsSchema, idSchema, nullable, oneOf, strictObject } from './schema.js'

/** `original`: the winner stays, the copy goes to the trash. `copy`: the copy's content becomes a
 * new version of the original, the copy goes to the trash. `both`: both files stay. */
export const ResolutionSchema = oneOf('original', 'copy', 'both')
export type Resolution = Static<typeof ResolutionSchema>

export const ConflictRecordSchema = Type.Object({
  conflictId: idSchema<ConflictId>(),
  /** The node that kept the name, and the one holding the later writer's version. */
  nodeId: idSchema<NodeId>(),
  copyNodeId: idSchema<NodeId>(),
  /** Revision that the later writer had seen; null when both created the name. */
  baseRev: nullable(idSchema<RevisionId>()),
  winnerRev: idSchema<RevisionId>(),
  copyRev: idSchema<RevisionId>(),
  /** The later writer. */
  accountId: idSchema<AccountId>(),
  deviceId: nullable(idSchema<DeviceId>()),
  deviceName: Type.String(),
  atMs: AtMsSchema,
  /** null while open. */
  resolution: nullable(
    Type.Object({ choice: ResolutionSchema, atMs: AtMsSchema, deviceName: Type.String() }),
  ),
})
export type ConflictRecord = Static<typeof ConflictRecordSchema>

/** `GET /v1/spaces/:id/conflicts`: open ones, oldest first. */
export const ConflictListSchema = Type.Object({
  conflicts: Type.Array(
    Type.Object({
      record: ConflictRecordSchema,
      /** Paths now, for display; absent when the node is deleted. */
      path: Type.Optional(Type.String()),
      copyPath: Type.Optional(Type.String()),
    }),
  ),
})
export type ConflictList = Static<typeof ConflictListSchema>

/** `POST /v1/spaces/:id/conflicts/:conflict/resolution`. */
export const ResolveRequestSchema = strictObject({ choice: ResolutionSchema })
export const ResolveResponseSchema = Type.Object({ record: ConflictRecordSchema })
