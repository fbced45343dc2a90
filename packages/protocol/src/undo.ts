/** Undoing everything that one device has done in a space since a moment. */

import { type Static, Type } from 'typebox'
import type { DeviceId, OpId } from './ids.js'
import { AtMsSchema, idSchema, oneOf, SeqSchema, strictObject } from './schema.js'

/**
 * `POST /v1/spaces/:id/undo`. First a preview, which changes nothing and answers `throughSeq`; then the
 * real one with that position and an `undoId` of the caller's making. Asked again under the same
 * `undoId` it goes on where it was interrupted.
 */
export const UndoRequestSchema = strictObject({
  deviceId: idSchema<DeviceId>(),
  /** By the server's clock; it chooses what is undone and decides nothing else. */
  sinceMs: AtMsSchema,
  isPreview: Type.Boolean(),
  /** What the device does after this position stays. Required unless `isPreview`. */
  throughSeq: Type.Optional(SeqSchema),
  /** Marks the changes that the undo makes. Required unless `isPreview`. */
  undoId: Type.Optional(idSchema<OpId>()),
})
export type UndoRequest = Static<typeof UndoRequestSchema>

/**
 * What undoing does to an item: a deleted one comes `back`, a moved one goes to its former `place`, an
 * edited one gets its former `content`, a new one goes to the `trash`.
 */
export const UndoActionSchema = oneOf('back', 'place', 'content', 'trash')
export type UndoAction = Static<typeof UndoActionSchema>

/**
 * Why an item stays as it is: somebody else has changed it since; the former version is no longer
 * kept; the journal tells too little of so old a change; its former folder is gone; another item
 * has its former name; something of others lies in it; the account has no room left.
 */
export const UndoObstacleSchema = oneOf(
  'others_changed',
  'version_gone',
  'not_recorded',
  'folder_gone',
  'name_taken',
  'in_use',
  'no_room',
)
export type UndoObstacle = Static<typeof UndoObstacleSchema>

const Count = Type.Integer({ minimum: 0 })

/** What an undo will do, or has done. One item may count in several rows. */
export const UndoReportSchema = Type.Object({
  /** Head of the journal that the preview was made of. */
  throughSeq: SeqSchema,
  /** False when the journal is not kept as far back as `sinceMs`: what was before is not undone. */
  isWhole: Type.Boolean(),
  /** Items, files and folders alike. */
  counts: Type.Object({ back: Count, place: Count, content: Count, trash: Count }),
  /** A few of them, by their paths now. */
  examples: Type.Array(Type.Object({ action: UndoActionSchema, path: Type.String() })),
  kept: Type.Object({
    count: Count,
    examples: Type.Array(Type.Object({ obstacle: UndoObstacleSchema, path: Type.String() })),
  }),
})
export type UndoReport = Static<typeof UndoReportSchema>
