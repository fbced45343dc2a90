/**
 * Commits: a list of operations applied in order, each compared with what the caller had seen.
 * Nothing is overwritten that the caller did not know: see the table of results below.
 */

import { type Static, Type } from 'typebox'
import type { ConflictId, Epoch, HoldId, NodeId, OpId, RevisionId } from './ids.js'
import { MAX_COMMIT_OPERATIONS } from './limits.js'
import { FileContentSchema, NameSchema } from './node.js'
import { BlockIdSchema, idSchema, nullable, oneOf, SeqSchema, strictObject } from './schema.js'

const common = {
  /** Makes the operation idempotent: the same id gives the same answer again (E100). */
  opId: idSchema<OpId>(),
  /** Operations of one group apply together or not at all; names are checked at the group's end. */
  group: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_COMMIT_OPERATIONS })),
}
const nodeId = idSchema<NodeId>()

/**
 * Where the losing content goes when a put or a place loses: proposed by the client. The server
 * takes another name when this one is taken, and for the content of a put another id as well.
 */
export const ConflictCopySchema = strictObject({ nodeId, name: NameSchema })

/**
 * Stores content.
 *
 * | base | node | result |
 * |---|---|---|
 * | null | id unused, name free | applied: created at parentId/name |
 * | null | name taken by a file of equal content | applied, `nodeId` = the existing one: adopt it |
 * | null | name taken otherwise | conflict: created as the conflicted copy (`copy`) |
 * | = contentRev | live | applied |
 * | other | live, equal content | applied, nothing changes |
 * | other | live | conflict: `copy` is created beside it |
 * | any | deleted | applied: restored by edit at parentId/name (E09) |
 *
 * With `onConflict: fail` a conflict changes nothing and is only reported.
 */
export const PutSchema = strictObject({
  op: Type.Literal('put'),
  ...common,
  nodeId,
  parentId: nodeId,
  name: NameSchema,
  base: nullable(idSchema<RevisionId>()),
  content: FileContentSchema,
  onConflict: oneOf('copy', 'fail'),
  copy: ConflictCopySchema,
})

/**
 * Makes a folder. A folder of that name: applied with the existing `nodeId` (adopt it). A file of
 * that name: conflict, the folder is made as `copy`.
 */
export const MkdirSchema = strictObject({
  op: Type.Literal('mkdir'),
  ...common,
  nodeId,
  parentId: nodeId,
  name: NameSchema,
  copy: ConflictCopySchema,
})

/**
 * Renames or moves. `base` = placeRev seen. Place changed meanwhile: conflict `place`, nothing
 * happens, first write wins (E11). Name taken: applied under `copyName` as conflict `name` (E12).
 * Node deleted: conflict `deleted`; the client restores it.
 */
export const MoveSchema = strictObject({
  op: Type.Literal('move'),
  ...common,
  nodeId,
  base: idSchema<RevisionId>(),
  parentId: nodeId,
  name: NameSchema,
  copyName: NameSchema,
})

/**
 * Deletes into the trash. A file goes only when both revisions are as seen; otherwise conflict
 * `content` or `place` (edit and rename win, E09, E10). A folder takes everything below it that
 * did not change after `plannedSeq`; what changed later survives with its folders (E08).
 * Deleting what is deleted is applied.
 */
export const DeleteSchema = strictObject({
  op: Type.Literal('delete'),
  ...common,
  nodeId,
  base: strictObject({
    contentRev: idSchema<RevisionId>(),
    placeRev: idSchema<RevisionId>(),
  }),
  plannedSeq: SeqSchema,
})

/**
 * Brings a node back from the trash or to an earlier version, at parentId/name. A live file gets
 * the old content as a new revision and keeps its place; where its content is not `base` any more:
 * conflict `content`, nothing happens, since what replaced it nobody has seen. A folder comes back with what was deleted
 * together with it when `subtree` is set, else alone. Name taken: uses `copyName`.
 */
export const RestoreSchema = strictObject({
  op: Type.Literal('restore'),
  ...common,
  nodeId,
  parentId: nodeId,
  name: NameSchema,
  copyName: NameSchema,
  /** A version of the file; absent means the last one. */
  revisionId: Type.Optional(idSchema<RevisionId>()),
  /**
   * contentRev that the version shall replace in a live file; absent replaces any. From the trash it
   * is that of the last version, for an edit may bring the file back at the same moment.
   */
  base: Type.Optional(idSchema<RevisionId>()),
  subtree: Type.Optional(Type.Boolean()),
})

export const OperationSchema = Type.Union([
  PutSchema,
  MkdirSchema,
  MoveSchema,
  DeleteSchema,
  RestoreSchema,
])
export type PutOperation = Static<typeof PutSchema>
export type MkdirOperation = Static<typeof MkdirSchema>
export type MoveOperation = Static<typeof MoveSchema>
export type DeleteOperation = Static<typeof DeleteSchema>
export type RestoreOperation = Static<typeof RestoreSchema>
export type Operation = Static<typeof OperationSchema>

export const CommitRequestSchema = strictObject({
  /** The journal that the caller knows; another one refuses the commit with `epoch_mismatch`. */
  epoch: idSchema<Epoch>(),
  operations: Type.Array(OperationSchema, { minItems: 1, maxItems: MAX_COMMIT_OPERATIONS }),
})
export type CommitRequest = Static<typeof CommitRequestSchema>

/** What a node looks like after an operation. */
const after = {
  nodeId,
  name: Type.String(),
  contentRev: idSchema<RevisionId>(),
  placeRev: idSchema<RevisionId>(),
}

export const AppliedSchema = Type.Object({
  opId: idSchema<OpId>(),
  result: Type.Literal('applied'),
  ...after,
  /** Journal position that shows it; for a repeated operation the first one. */
  seq: SeqSchema,
})

export const ConflictResultSchema = Type.Object({
  opId: idSchema<OpId>(),
  result: Type.Literal('conflict'),
  /** What lost: the content, the place, the name, or the node is deleted. */
  reason: oneOf('content', 'place', 'name', 'deleted'),
  seq: SeqSchema,
  /** The record, when a conflicted copy was made. */
  conflictId: Type.Optional(idSchema<ConflictId>()),
  /** Where the caller's version is now: the conflicted copy, or the moved node under its new name. */
  placed: Type.Optional(Type.Object(after)),
})

/** Kept back by the server's deletion brake until a person approves or reverts it. */
export const HeldSchema = Type.Object({
  opId: idSchema<OpId>(),
  result: Type.Literal('held'),
  holdId: idSchema<HoldId>(),
})

export const RejectedSchema = Type.Object({
  opId: idSchema<OpId>(),
  result: Type.Literal('rejected'),
  error: Type.String(),
  message: Type.String(),
})

/** Blocks that must be uploaded first; the operation can then be sent again under the same opId. */
export const BlocksMissingSchema = Type.Object({
  opId: idSchema<OpId>(),
  result: Type.Literal('blocks_missing'),
  blockIds: Type.Array(BlockIdSchema),
})

export const OperationResultSchema = Type.Union([
  AppliedSchema,
  ConflictResultSchema,
  HeldSchema,
  RejectedSchema,
  BlocksMissingSchema,
])
export type OperationResult = Static<typeof OperationResultSchema>
export type AppliedResult = Static<typeof AppliedSchema>
export type ConflictResult = Static<typeof ConflictResultSchema>

export const CommitResponseSchema = Type.Object({
  /** The journal's head after the commit. */
  headSeq: SeqSchema,
  /** One per operation, in the order of the request. */
  results: Type.Array(OperationResultSchema),
})
export type CommitResponse = Static<typeof CommitResponseSchema>
