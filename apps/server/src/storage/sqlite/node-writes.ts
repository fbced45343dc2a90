import { nameKey } from '@tidemark/protocol'
import type { NodeRow, RevisionRow } from '@tidemark/server-core'
import { sql } from 'kysely'
import { type ContentColumns, fromContent, toBlob, toBlobOrNull } from './columns.js'
import { forParams, idsIn, type Statements } from './prepared-query.js'

type Blob = Uint8Array

type NodeParams = {
  spaceId: Blob
  nodeId: Blob
  parentId: Blob | null
  name: string
  nameKey: string
  kind: NodeRow['kind']
  contentRev: Blob
  placeRev: Blob
  changedSeq: number
  listOrder: number
  deletedSeq: number | null
  deletedAtMs: number | null
  deletedBy: string | null
  deletedTop: Blob | null
}

export const insertNode = forParams<NodeParams>()((db, bind) =>
  db
    .insertInto('node')
    .values({
      space_id: bind('spaceId'),
      node_id: bind('nodeId'),
      parent_id: bind('parentId'),
      name: bind('name'),
      name_key: bind('nameKey'),
      kind: bind('kind'),
      content_rev: bind('contentRev'),
      place_rev: bind('placeRev'),
      changed_seq: bind('changedSeq'),
      list_order: bind('listOrder'),
      deleted_seq: bind('deletedSeq'),
      deleted_at_ms: bind('deletedAtMs'),
      deleted_by: bind('deletedBy'),
      deleted_top: bind('deletedTop'),
    })
    .onConflict((conflict) =>
      conflict.columns(['space_id', 'node_id']).doUpdateSet(({ ref }) => ({
        parent_id: ref('excluded.parent_id'),
        name: ref('excluded.name'),
        name_key: ref('excluded.name_key'),
        content_rev: ref('excluded.content_rev'),
        place_rev: ref('excluded.place_rev'),
        changed_seq: ref('excluded.changed_seq'),
        list_order: ref('excluded.list_order'),
        deleted_seq: ref('excluded.deleted_seq'),
        deleted_at_ms: ref('excluded.deleted_at_ms'),
        deleted_by: ref('excluded.deleted_by'),
        deleted_top: ref('excluded.deleted_top'),
      })),
    ),
)
/** A key that no name has, since names hold no slash. */
const parkNode = forParams<{
  spaceId: Blob
  nodeId: Blob
  parentId: Blob | null
  nameKey: string
}>()((db, bind) =>
  db
    .updateTable('node')
    .set({ name_key: sql`'/' || hex(node_id)` })
    .where('space_id', '=', bind('spaceId'))
    .where('node_id', '=', bind('nodeId'))
    .where('deleted_seq', 'is', null)
    .where((or) =>
      or.or([or('parent_id', 'is not', bind('parentId')), or('name_key', '!=', bind('nameKey'))]),
    ),
)

/**
 * Writes nodes as one set. Deletions come first and moving nodes leave their names before any node
 * takes one, so that swaps and cycles never meet the uniqueness of names half-way.
 */
export function putNodes(on: Statements, spaceId: Blob, rows: readonly NodeRow[]): void {
  const live: NodeParams[] = []
  for (const row of rows) {
    const params = nodeParams(spaceId, row)
    if (row.deletion === null) live.push(params)
    else on.run(insertNode, params)
  }
  if (live.length > 1) for (const params of live) on.run(parkNode, params)
  for (const params of live) on.run(insertNode, params)
}

export function nodeParams(spaceId: Blob, row: NodeRow): NodeParams {
  const { deletion } = row
  return {
    spaceId,
    nodeId: toBlob(row.nodeId),
    parentId: toBlobOrNull(row.parentId),
    name: row.name,
    nameKey: nameKey(row.name),
    kind: row.kind,
    contentRev: toBlob(row.contentRev),
    placeRev: toBlob(row.placeRev),
    changedSeq: row.changedSeq,
    listOrder: row.listOrder,
    deletedSeq: deletion?.seq ?? null,
    deletedAtMs: deletion?.atMs ?? null,
    deletedBy: deletion?.deviceName ?? null,
    deletedTop: toBlobOrNull(deletion?.topId ?? null),
  }
}

type RevisionParams = ContentColumns & {
  spaceId: Blob
  revisionId: Blob
  nodeId: Blob
  seq: number
  atMs: number
  deviceId: Blob | null
  deviceName: string
}

const insertRevision = forParams<RevisionParams>()((db, bind) =>
  db.insertInto('revision').values({
    space_id: bind('spaceId'),
    revision_id: bind('revisionId'),
    node_id: bind('nodeId'),
    size_bytes: bind('size_bytes'),
    root: bind('root'),
    depth: bind('depth'),
    profile_id: bind('profile_id'),
    hash_id: bind('hash_id'),
    mtime_ns: bind('mtime_ns'),
    birthtime_ns: bind('birthtime_ns'),
    executable: bind('executable'),
    seq: bind('seq'),
    at_ms: bind('atMs'),
    device_id: bind('deviceId'),
    device_name: bind('deviceName'),
  }),
)
const deleteRevisions = forParams<{ spaceId: Blob; ids: string }>()((db, bind) =>
  db
    .deleteFrom('revision')
    .where('space_id', '=', bind('spaceId'))
    .where('revision_id', 'in', idsIn(bind('ids'))),
)

/** Adds versions. */
export function addRevisions(on: Statements, spaceId: Blob, rows: readonly RevisionRow[]): void {
  for (const { revisionId, nodeId, content, seq, atMs, deviceId, deviceName } of rows) {
    on.run(insertRevision, {
      ...fromContent(content),
      spaceId,
      revisionId: toBlob(revisionId),
      nodeId: toBlob(nodeId),
      seq,
      atMs,
      deviceId: toBlobOrNull(deviceId),
      deviceName,
    })
  }
}

/** Removes versions. */
export function removeRevisions(on: Statements, spaceId: Blob, ids: readonly string[]): void {
  on.run(deleteRevisions, { spaceId, ids: JSON.stringify(ids) })
}
