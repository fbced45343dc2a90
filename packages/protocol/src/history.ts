/** Versions of a file and the trash of a space. */

import { type Static, Type } from 'typebox'
import type { DeviceId, NodeId, RevisionId } from './ids.js'
import { NodeKindSchema } from './node.js'
import { AtMsSchema, idSchema, nullable, SizeSchema, strictObject } from './schema.js'

/** `GET /v1/spaces/:id/nodes/:node/revisions`: newest first, retained ones only. */
export const RevisionListSchema = Type.Object({
  path: Type.String(),
  revisions: Type.Array(
    Type.Object({
      revisionId: idSchema<RevisionId>(),
      atMs: AtMsSchema,
      deviceId: nullable(idSchema<DeviceId>()),
      deviceName: Type.String(),
      sizeBytes: SizeSchema,
      /** Whether it is the content that devices have now. */
      current: Type.Boolean(),
    }),
  ),
})
export type RevisionList = Static<typeof RevisionListSchema>

/** `GET /v1/spaces/:id/trash`: topmost deleted nodes, newest first. */
export const TrashQuerySchema = strictObject({
  page: Type.Optional(Type.String({ maxLength: 256 })),
})
export const TrashListSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      nodeId: idSchema<NodeId>(),
      kind: NodeKindSchema,
      /** Where it was. */
      path: Type.String(),
      /** The folder it was in, and whether that one still exists. */
      parentId: idSchema<NodeId>(),
      parentLive: Type.Boolean(),
      name: Type.String(),
      deletedAtMs: AtMsSchema,
      deviceName: Type.String(),
      /** Files and bytes that a restore brings back. */
      fileCount: Type.Integer({ minimum: 0 }),
      sizeBytes: SizeSchema,
    }),
  ),
  nextPage: Type.Optional(Type.String()),
})
export type TrashList = Static<typeof TrashListSchema>

/** `GET /v1/spaces/:id/lookup?path=`: the live node at a path; for tools that think in paths. */
export const LookupQuerySchema = strictObject({ path: Type.String({ maxLength: 4096 }) })

/** `GET /v1/spaces/:id/files/:node/content`: current content, or a version of it. */
export const ContentQuerySchema = strictObject({ revision: Type.Optional(idSchema<RevisionId>()) })
