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
    Type.Object({
      choice: ResolutionSchema,
      atMs: AtMsSchema,
      deviceName: Type.String(),
      /** Of the choice `copy`: contentRev of the original before and after; absent when it was gone. */
      replaced: Type.Optional(
        Type.Object({ before: idSchema<RevisionId>(), after: idSchema<RevisionId>() }),
      ),
    }),
  ),
})
export type ConflictRecord = Static<typeof ConflictRecordSchema>

/**
 * `GET /v1/spaces/:id/conflicts`: all open ones, oldest first; or a page of the resolved ones, those
 * resolved last first.
 */
export const ConflictsQuerySchema = strictObject({
  state: Type.Optional(oneOf('open', 'resolved')),
  /** `nextPage` of the page before. */
  page: Type.Optional(Type.String({ maxLength: 256 })),
})
export type ConflictsQuery = Static<typeof ConflictsQuerySchema>
export const ConflictListSchema = Type.Object({
  conflicts: Type.Array(
    Type.Object({
      record: ConflictRecordSchema,
      /** Paths now, for display; absent when the node is deleted. */
      path: Type.Optional(Type.String()),
      copyPath: Type.Optional(Type.String()),
      /** Contents now, to be named when the conflict is settled; absent when the node is deleted. */
      contentRev: Type.Optional(idSchema<RevisionId>()),
      copyContentRev: Type.Optional(idSchema<RevisionId>()),
    }),
  ),
  /** Of resolved ones; absent on the last page. */
  nextPage: Type.Optional(Type.String()),
})
export type ConflictList = Static<typeof ConflictListSchema>

/**
 * `POST /v1/spaces/:id/conflicts/:conflict/resolution`. What the choice puts away has to be what the
 * person saw: when it was edited meanwhile the answer is `content_changed` and nothing is done.
 */
export const ResolveRequestSchema = strictObject({
  choice: ResolutionSchema,
  /** contentRev seen of the original, which `copy` replaces; absent means the record's winnerRev. */
  base: Type.Optional(idSchema<RevisionId>()),
  /** contentRev seen of the copy, which both `copy` and `original` put away; absent means copyRev. */
  copyBase: Type.Optional(idSchema<RevisionId>()),
})
export type ResolveRequest = Static<typeof ResolveRequestSchema>
/** Also the answer of `POST /v1/spaces/:id/conflicts/:conflict/undo`: the record, open again. */
export const ResolveResponseSchema = Type.Object({ record: ConflictRecordSchema })
