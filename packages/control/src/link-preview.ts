/** What linking a folder would do, told before anything happens. */

import { nullable } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { ControlErrorSchema } from './messages.js'

const Count = Type.Integer({ minimum: 0 })
const Totals = Type.Object({ files: Count, bytes: Type.Number({ minimum: 0 }) })

/**
 * A file that differs on both sides is counted as an upload, as a download and as a conflict: both
 * versions stay. `bytes` are those of whole files, before compression.
 */
export const LinkPreviewSchema = Type.Object({
  /** Absolute path of the folder as it would be linked. */
  path: Type.String(),
  /** The space is still to be made. */
  isNewSpace: Type.Boolean(),
  toUpload: Totals,
  toDownload: Totals,
  /** Items of one name that differ; the first few by path within the folder. */
  conflicts: Type.Object({ files: Count, examplePaths: Type.Array(Type.String()) }),
  /** Files that are equal on both sides. */
  same: Type.Object({ files: Count }),
  /** What linking deletes: always 0. */
  deletes: Type.Literal(0),
  /** Items that rules leave alone, a folder with everything in it as one. */
  ignored: Type.Object({ items: Count }),
  /** Items that cannot be synced as they are, a folder with everything in it as one. */
  held: Type.Object({ items: Count, examplePaths: Type.Array(Type.String()) }),
  /** What speaks against linking it: the folder cannot be synced, or there is no room. */
  problem: nullable(ControlErrorSchema),
})
export type LinkPreview = Static<typeof LinkPreviewSchema>
