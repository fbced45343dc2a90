/** What happened to items: as it happens, and looked up later. */

import { type Static, Type } from 'typebox'

const activity = {
  folderId: Type.String(),
  atMs: Type.Number(),
  /** `uploaded`, `downloaded`, `moved`, `deleted`, `conflict`, `held`, …: unknown ones may come. */
  kind: Type.String(),
  path: Type.String(),
  detail: Type.Optional(Type.String()),
}

/** Something that happened to an item, for activity lists. */
export const ActivitySchema = Type.Object(activity)
export type Activity = Static<typeof ActivitySchema>

/** An entry of the record that is kept. Ids grow with time and are never used again. */
export const ActivityEntrySchema = Type.Object({ id: Type.Integer({ minimum: 1 }), ...activity })
export type ActivityEntry = Static<typeof ActivityEntrySchema>

/** Part of the record, the newest first. */
export const ActivityPageSchema = Type.Object({
  entries: Type.Array(ActivityEntrySchema),
  /** There are older ones that match: ask with `before` = the last id. */
  more: Type.Boolean(),
})
export type ActivityPage = Static<typeof ActivityPageSchema>

/** Most entries of one page. */
export const MAX_ACTIVITY_PAGE = 500
