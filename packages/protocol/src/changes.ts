/** The journal as a device reads it: pages of changes, and snapshots when there is no common past. */

import { type Static, Type } from 'typebox'
import { ConflictRecordSchema } from './conflict.js'
import type { AccountId, DeviceId, Epoch, NodeId, OpId, RevisionId } from './ids.js'
import { MAX_PAGE_ROWS } from './limits.js'
import { NodeStateSchema } from './node.js'
import { AtMsSchema, CursorSchema, idSchema, nullable, SeqSchema, strictObject } from './schema.js'

const row = {
  seq: SeqSchema,
  accountId: idSchema<AccountId>(),
  /** null when the server itself acted (an approved hold, retention). */
  deviceId: nullable(idSchema<DeviceId>()),
  opId: nullable(idSchema<OpId>()),
  atMs: AtMsSchema,
}

/** What a change has replaced of a node; members of which nothing changed are absent. */
export const ReplacedSchema = Type.Object({
  /** Present when the node was in the trash: the position that marks its deletion. */
  deletedSeq: Type.Optional(SeqSchema),
  parentId: Type.Optional(idSchema<NodeId>()),
  name: Type.Optional(Type.String()),
  contentRev: Type.Optional(idSchema<RevisionId>()),
})

/** A node was created, changed, moved or restored: its full state now. */
export const UpsertChangeSchema = Type.Object({
  ...row,
  type: Type.Literal('upsert'),
  node: NodeStateSchema,
  /** null when the node is new; absent in journals that an older server wrote. */
  before: Type.Optional(nullable(ReplacedSchema)),
})
export type UpsertChange = Static<typeof UpsertChangeSchema>

/** A node was deleted; with `subtree` everything below it at this seq went with it. */
export const DeleteChangeSchema = Type.Object({
  ...row,
  type: Type.Literal('delete'),
  nodeId: idSchema<NodeId>(),
  subtree: Type.Boolean(),
})

/** A conflict record was made or resolved. */
export const ConflictChangeSchema = Type.Object({
  ...row,
  type: Type.Literal('conflict'),
  conflict: ConflictRecordSchema,
})

export const ChangeSchema = Type.Union([
  UpsertChangeSchema,
  DeleteChangeSchema,
  ConflictChangeSchema,
])
export type Change = Static<typeof ChangeSchema>

/** `GET /v1/spaces/:id/changes`. Errors `cursor_reset` and `cursor_expired` come as the wire shape. */
export const ChangesQuerySchema = strictObject({
  cursor: CursorSchema,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE_ROWS })),
})
export const ChangesResponseSchema = Type.Object({
  changes: Type.Array(ChangeSchema),
  /** Position after the last change of this page. */
  cursor: CursorSchema,
  /** Head of the journal when the page was read. */
  headSeq: SeqSchema,
  more: Type.Boolean(),
})
export type ChangesResponse = Static<typeof ChangesResponseSchema>

/**
 * `GET /v1/spaces/:id/tree`: all live nodes, parents before children, as they were at `cursor`.
 * Changes that happen while the pages are read are not skipped: they come after `cursor`. A node
 * that they concern may be listed newer, and under the root until its change is read.
 */
export const TreeQuerySchema = strictObject({
  page: Type.Optional(Type.String({ maxLength: 256 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE_ROWS })),
})
export const TreeResponseSchema = Type.Object({
  epoch: idSchema<Epoch>(),
  rootNodeId: idSchema<NodeId>(),
  nodes: Type.Array(NodeStateSchema),
  /** Nodes with explicit tombstones: only these may be deleted after `cursor_expired`. */
  deletedNodeIds: Type.Array(idSchema<NodeId>()),
  /** On pages with tombstones: where the journal ended when all live nodes had been met. */
  walkedSeq: Type.Optional(SeqSchema),
  /**
   * Of `deletedNodeIds`, what went after `cursor` and by `walkedSeq`. Whoever replays the changes
   * passes over the deletions among them until he is at `walkedSeq`; these nodes and all below them are
   * gone there. The pages show folders later than such a deletion, so that it would take along what it
   * did not, and leave what it took.
   */
  goneNodeIds: Type.Optional(Type.Array(idSchema<NodeId>())),
  /** Same on every page: the position of the first page's reading. */
  cursor: CursorSchema,
  /**
   * The head when this page was read. Once the journal was read from `cursor`, the server has to know
   * this position still: else the page tells of what a restore took back (I14).
   */
  headCursor: Type.Optional(CursorSchema),
  /** Absent on the last page. */
  nextPage: Type.Optional(Type.String()),
})
export type TreeResponse = Static<typeof TreeResponseSchema>
