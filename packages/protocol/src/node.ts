/** Nodes and file content as both sides exchange them. */

import { type Static, Type } from 'typebox'
import type { NodeId, RevisionId } from './ids.js'
import { MAX_TREE_DEPTH } from './limits.js'
import {
  BlockIdSchema,
  idSchema,
  NanosSchema,
  nullable,
  oneOf,
  SizeSchema,
  strictObject,
} from './schema.js'

/** What a node can be. Version 1 clients create files and folders, and hold the rest (E15). */
export const NodeKindSchema = oneOf('file', 'folder', 'link', 'mount')
export type NodeKind = Static<typeof NodeKindSchema>

/** Longest name in UTF-16 units that a schema lets through; names.ts decides the rest. */
export const NameSchema = Type.String({ minLength: 1, maxLength: 255 })

const fileContent = {
  sizeBytes: SizeSchema,
  root: nullable(BlockIdSchema),
  depth: Type.Integer({ minimum: 0, maximum: MAX_TREE_DEPTH }),
  /** How the content was cut; kept for the life of the file so that unchanged parts keep their ids. */
  profileId: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+)?$', maxLength: 32 }),
  hashId: Type.String({ pattern: '^[a-z0-9]+$', maxLength: 16 }),
  mtimeNs: NanosSchema,
  birthtimeNs: Type.Optional(NanosSchema),
  executable: Type.Boolean(),
}

/**
 * Content of a file: the root of its tree of blocks and what belongs to the bytes.
 *
 * | file | depth | root |
 * |---|---|---|
 * | empty | 0 | null |
 * | one block | 0 | the data block |
 * | more | 1.. | a list block of that level, see list-block.ts |
 *
 * Two contents are equal when size and root are equal; times and the executable bit are no content.
 */
export const FileContentSchema = strictObject(fileContent)
export type FileContent = Static<typeof FileContentSchema>

/** A live node as the journal and the snapshot state it. */
export const NodeStateSchema = Type.Object({
  nodeId: idSchema<NodeId>(),
  /** null only for the root folder of the space. */
  parentId: nullable(idSchema<NodeId>()),
  name: Type.String(),
  kind: Type.Unsafe<NodeKind | 'unknown'>({ type: 'string' }),
  /** Changes with the content; for a folder it is set once. */
  contentRev: idSchema<RevisionId>(),
  /** Changes with parent or name. */
  placeRev: idSchema<RevisionId>(),
  /** Present for files; a newer server may state more than this version knows. */
  content: Type.Optional(Type.Object(fileContent)),
})
export type NodeState = Static<typeof NodeStateSchema>

/** Whether two contents hold the same bytes. Cut under different profiles they count as different. */
export function isSameContent(a: FileContent, b: FileContent): boolean {
  return a.sizeBytes === b.sizeBytes && a.root === b.root && a.depth === b.depth
}

/** Whether two contents also agree in what travels beside the bytes. */
export function isSameContentAndMetadata(a: FileContent, b: FileContent): boolean {
  return isSameContent(a, b) && a.executable === b.executable && a.mtimeNs === b.mtimeNs
}
