/** Results of the calls that show what the server keeps: conflicts, versions, trash, held deletes. */

import {
  type ConflictId,
  type HoldId,
  idSchema,
  type NodeId,
  nullable,
  oneOf,
  type RevisionId,
  type SpaceId,
} from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { ControlErrorSchema } from './messages.js'

const Count = Type.Integer({ minimum: 0 })
/** Which synced folder a row is about. */
export const inFolder = {
  folderId: Type.String(),
  /** Absolute path of the synced folder. */
  folderPath: Type.String(),
}

export const SpaceListingSchema = Type.Object({
  spaces: Type.Array(
    Type.Object({ spaceId: idSchema<SpaceId>(), name: Type.String(), role: Type.String() }),
  ),
})

/** One of the two items of a conflict as it is now. */
export const ConflictSideSchema = Type.Object({
  nodeId: idSchema<NodeId>(),
  /** Its content now; `fetchVersion` gets it. */
  revisionId: idSchema<RevisionId>(),
  kind: Type.String(),
  sizeBytes: Type.Number({ minimum: 0 }),
  /** When the file was last written to, by the clock of whoever did. */
  modifiedAtMs: Type.Number(),
  /** Who sent this content; null where only `conflictDetails` knows. */
  deviceName: nullable(Type.String()),
})
export type ConflictSide = Static<typeof ConflictSideSchema>

/** An open conflict. Paths are relative to the folder, null when that side is deleted. */
export const OpenConflictSchema = Type.Object({
  ...inFolder,
  conflictId: idSchema<ConflictId>(),
  path: nullable(Type.String()),
  copyPath: nullable(Type.String()),
  /** The later writer, whose version became the copy. */
  deviceName: Type.String(),
  atMs: Type.Number(),
  /** The item that kept the name; absent when it is deleted, or this device has not met it yet. */
  original: Type.Optional(ConflictSideSchema),
  copy: Type.Optional(ConflictSideSchema),
})
export const OpenConflictsSchema = Type.Object({ conflicts: Type.Array(OpenConflictSchema) })
export type OpenConflict = Static<typeof OpenConflictSchema>

/** A conflict with all that helps to decide it. */
export const ConflictDetailsSchema = Type.Object({
  conflict: OpenConflictSchema,
  /** The version that both had in common, where there was one and it is still kept. */
  base: nullable(
    Type.Object({
      nodeId: idSchema<NodeId>(),
      revisionId: idSchema<RevisionId>(),
      atMs: Type.Number(),
      deviceName: Type.String(),
      sizeBytes: Type.Number({ minimum: 0 }),
    }),
  ),
})
export type ConflictDetails = Static<typeof ConflictDetailsSchema>

/** A version of a file in this user's private cache, where it stays for a day. */
export const FetchedVersionSchema = Type.Object({
  path: Type.String(),
  sizeBytes: Type.Number({ minimum: 0 }),
})
export type FetchedVersion = Static<typeof FetchedVersionSchema>

/** Versions of a file, newest first. */
export const HistorySchema = Type.Object({
  ...inFolder,
  path: Type.String(),
  nodeId: idSchema<NodeId>(),
  versions: Type.Array(
    Type.Object({
      revisionId: idSchema<RevisionId>(),
      atMs: Type.Number(),
      deviceName: Type.String(),
      sizeBytes: Type.Number(),
      current: Type.Boolean(),
    }),
  ),
})
export type History = Static<typeof HistorySchema>

/** Deleted items, newest first. */
export const TrashSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      ...inFolder,
      nodeId: idSchema<NodeId>(),
      kind: Type.String(),
      path: Type.String(),
      deletedAtMs: Type.Number(),
      deviceName: Type.String(),
      fileCount: Count,
      sizeBytes: Type.Number(),
    }),
  ),
  /** There is more than was listed. */
  more: Type.Boolean(),
})
export type Trash = Static<typeof TrashSchema>

export const RestoredSchema = Type.Object({ ...inFolder, path: Type.String() })
export type Restored = Static<typeof RestoredSchema>

/** Deletions that the server holds back. */
export const HeldDeletesSchema = Type.Object({
  holds: Type.Array(
    Type.Object({
      ...inFolder,
      /** null for the deletions held on this device. */
      holdId: nullable(idSchema<HoldId>()),
      deviceName: Type.String(),
      atMs: Type.Number(),
      fileCount: Count,
      spaceFileCount: Count,
      examplePaths: Type.Array(Type.String()),
    }),
  ),
})
export type HeldDeletes = Static<typeof HeldDeletesSchema>

/** Answer to "why is this not synced": facts first, then the sentence for people. */
export const ExplanationSchema = Type.Object({
  ...inFolder,
  path: Type.String(),
  /** One line each, in the order in which they decide. */
  facts: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
  verdict: Type.String(),
})
export type Explanation = Static<typeof ExplanationSchema>

/** One rule by which items are left alone. */
export const IgnoreRuleSchema = Type.Object({
  pattern: Type.String(),
  /** Line in the folder's file of rules; null = built in. */
  line: nullable(Type.Integer({ minimum: 1 })),
  /** What a built-in rule is for. */
  reason: Type.String(),
})

/** What is left alone in one folder; of the rules that match an item the last one decides. */
export const IgnoreRuleListingSchema = Type.Object({
  ...inFolder,
  /** As of the last scan. */
  rules: Type.Array(IgnoreRuleSchema),
  /** The folder's own file of rules as it is now, for `writeIgnoreRules`; '' when there is none. */
  text: Type.String(),
})
export type IgnoreRuleListing = Static<typeof IgnoreRuleListingSchema>
export const IgnoreRuleListingsSchema = Type.Object({
  folders: Type.Array(IgnoreRuleListingSchema),
})

/** One check of `doctor`. */
export const CheckSchema = Type.Object({
  name: Type.String(),
  outcome: oneOf('ok', 'warning', 'problem'),
  detail: Type.String(),
  /** What to do, unless all is well. */
  advice: nullable(Type.String()),
})
export type Check = Static<typeof CheckSchema>
export const DoctorReportSchema = Type.Object({ checks: Type.Array(CheckSchema) })
export type DoctorReport = Static<typeof DoctorReportSchema>

/** How a `sync` ended: settled, or why not. */
export const SyncResultSchema = Type.Object({
  settled: Type.Boolean(),
  error: nullable(ControlErrorSchema),
})
export type SyncResult = Static<typeof SyncResultSchema>
