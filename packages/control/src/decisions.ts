/** What a person decides, and takes back: calls that settle conflicts and undo devices. */

import {
  AtMsSchema,
  type ConflictId,
  type DeviceId,
  idSchema,
  MAX_LABEL_CHARS,
  type OpId,
  ResolutionSchema,
  type RevisionId,
  SeqSchema,
  strictObject,
  UndoReportSchema,
} from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { ControlErrorSchema } from './messages.js'
import { inFolder, OpenConflictSchema } from './results.js'

/** Conflicts that one call settles. */
const MAX_CONFLICTS = 1000

/**
 * A conflict as the person saw it. Where a revision is named that is not the newest any more, what
 * replaced it was not seen and nothing is done (`content_changed`); absent = as it is now.
 */
export const seenConflict = {
  conflictId: idSchema<ConflictId>(),
  /** `revisionId` of the sides that `conflicts` has shown. */
  originalRev: Type.Optional(idSchema<RevisionId>()),
  copyRev: Type.Optional(idSchema<RevisionId>()),
}

/** Conflicts that are settled the same way, each by itself: one that fails stops no other. */
export const ResolveManySchema = strictObject({
  conflicts: Type.Array(strictObject(seenConflict), { minItems: 1, maxItems: MAX_CONFLICTS }),
  choice: ResolutionSchema,
})
export const ResolvedManySchema = Type.Object({
  resolved: Type.Array(idSchema<ConflictId>()),
  failed: Type.Array(
    Type.Object({ conflictId: idSchema<ConflictId>(), error: ControlErrorSchema }),
  ),
})
export type ResolvedMany = Static<typeof ResolvedManySchema>

/** A settled conflict; paths are those of now. */
export const ResolvedConflictSchema = Type.Object({
  ...OpenConflictSchema.properties,
  choice: ResolutionSchema,
  resolvedAtMs: Type.Number(),
  /** The device, or `web`, where it was settled. */
  resolvedBy: Type.String(),
})
export type ResolvedConflict = Static<typeof ResolvedConflictSchema>
/** The last ones of each folder, settled last first. */
export const ResolvedConflictsSchema = Type.Object({
  conflicts: Type.Array(ResolvedConflictSchema),
})

/** Whose deeds since when are to be undone; `device` is a name or an id. */
export const PreviewUndoSchema = strictObject({
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 32_767 })),
  device: Type.String({ minLength: 1, maxLength: MAX_LABEL_CHARS }),
  sinceMs: AtMsSchema,
})

/** What undoing does, or did, in each folder. */
const folderReports = Type.Array(Type.Object({ ...inFolder, ...UndoReportSchema.properties }))
export const UndoPreviewSchema = Type.Object({
  /** To be given to the real one; with the same id that one goes on where it was interrupted. */
  undoId: idSchema<OpId>(),
  deviceId: idSchema<DeviceId>(),
  deviceName: Type.String(),
  sinceMs: AtMsSchema,
  folders: folderReports,
})
export type UndoPreview = Static<typeof UndoPreviewSchema>

/** The real undo of what a preview has shown, with its ids and positions. */
export const UndoDeviceSchema = strictObject({
  undoId: idSchema<OpId>(),
  deviceId: idSchema<DeviceId>(),
  sinceMs: AtMsSchema,
  folders: Type.Array(strictObject({ folderId: Type.String(), throughSeq: SeqSchema }), {
    minItems: 1,
    maxItems: 1000,
  }),
})
export const UndoneDeviceSchema = Type.Object({ folders: folderReports })
export type FolderUndo = Static<typeof UndoneDeviceSchema>['folders'][number]
