/** What of a synced folder is on this computer, and what is kept on the server alone. */

import { idSchema, MAX_NAME_BYTES, type NodeId, oneOf, strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { inFolder } from './results.js'

const Count = Type.Integer({ minimum: 0 })
/** Absolute path, or the id of a linked folder. */
const FolderSchema = Type.String({ minLength: 1, maxLength: 32_767 })

/** Items of one page of `listTree`, at most. */
export const MAX_TREE_PAGE = 1_000
/** Nodes that one `select` names, at most. */
const MAX_SELECTED = 1_000

/**
 * An item of the server's tree as this device knows it. `state` is what was chosen: `here` with all
 * below it, `online_only` with all below it, or `partly`.
 */
export const TreeItemSchema = Type.Object({
  nodeId: idSchema<NodeId>(),
  /** '' for the synced folder itself. */
  name: Type.String(),
  /** `file`, `folder`, or `other` for a kind of a newer version. */
  kind: Type.String(),
  /** All files below it, of a file its own. */
  sizeBytes: Type.Number({ minimum: 0 }),
  /** Items below it, at any depth. */
  itemCount: Count,
  state: oneOf('here', 'online_only', 'partly'),
  /** It is online only and still on this disk: it waits for its turn, or to go up first. */
  isLeaving: Type.Boolean(),
})
export type TreeItem = Static<typeof TreeItemSchema>

/** Which folder to list. Without `parentId` what is at the path of `folder`. */
export const ListTreeSchema = strictObject({
  folder: FolderSchema,
  parentId: Type.Optional(idSchema<NodeId>()),
  /** From a page before. */
  cursor: Type.Optional(Type.String({ maxLength: MAX_NAME_BYTES })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TREE_PAGE })),
})

/** Items of one folder by name. Sizes may be those of a moment ago while much is changing. */
export const TreePageSchema = Type.Object({
  ...inFolder,
  /** What was asked for; a file has no items. */
  node: TreeItemSchema,
  /** Path of `node` relative to the synced folder. */
  path: Type.String(),
  items: Type.Array(TreeItemSchema),
  /** Items of the folder on all pages. */
  totalCount: Count,
  /** For the next page; absent on the last one. */
  cursor: Type.Optional(Type.String()),
})
export type TreePage = Static<typeof TreePageSchema>

/** What is to be on this computer from now on, or to be kept online only. */
export const SelectSchema = strictObject({
  folder: FolderSchema,
  nodeIds: Type.Array(idSchema<NodeId>(), { minItems: 1, maxItems: MAX_SELECTED }),
  isSelected: Type.Boolean(),
  /** Only tells what would happen. */
  isPreview: Type.Optional(Type.Boolean()),
})

const Totals = Type.Object({ items: Count, bytes: Type.Number({ minimum: 0 }) })

/** What a selection does to this computer; nothing on the server changes. */
export const SelectionEffectSchema = Type.Object({
  /** Leaves this computer and stays on the server. */
  leaving: Totals,
  /** Of it, what goes up to the server before it leaves. */
  toUpload: Totals,
  coming: Totals,
})
export type SelectionEffect = Static<typeof SelectionEffectSchema>
