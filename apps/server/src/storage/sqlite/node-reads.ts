import type { NodeReads } from '@tidemark/server-core'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type NodeColumns, toBlob, toId, toNode } from './columns.js'
import { forParams, idsIn, type Statements } from './prepared-query.js'
import type { Schema } from './schema.js'

type Blob = Uint8Array

const COLUMNS = [
  'node.node_id',
  'node.parent_id',
  'node.name',
  'node.kind',
  'node.content_rev',
  'node.place_rev',
  'node.changed_seq',
  'node.list_order',
  'node.deleted_seq',
  'node.deleted_at_ms',
  'node.deleted_by',
  'node.deleted_top',
  'revision.size_bytes',
  'revision.root',
  'revision.depth',
  'revision.profile_id',
  'revision.hash_id',
  'revision.mtime_ns',
  'revision.birthtime_ns',
  'revision.executable',
] as const

/** Nodes with the content that their revision holds. */
function nodes(db: Kysely<Schema>) {
  return db
    .selectFrom('node')
    .leftJoin('revision', (join) =>
      join
        .onRef('revision.space_id', '=', 'node.space_id')
        .onRef('revision.revision_id', '=', 'node.content_rev'),
    )
    .select(COLUMNS)
}

/**
 * The same, looked up for each item of a JSON list, `wanted.value`. The cross join makes SQLite go
 * through the list and not, as it would otherwise choose, through all nodes of the space.
 */
function nodesFor(db: Kysely<Schema>, json: RawBuilder<string>) {
  return db
    .selectFrom(sql<{ value: string }>`json_each(${json})`.as('wanted'))
    .crossJoin('node')
    .leftJoin('revision', (join) =>
      join
        .onRef('revision.space_id', '=', 'node.space_id')
        .onRef('revision.revision_id', '=', 'node.content_rev'),
    )
    .select(COLUMNS)
}

const wantedId = sql<Blob>`unhex(wanted.value)`

const findNodes = forParams<{ spaceId: Blob; ids: string }>()((db, bind) =>
  nodes(db)
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.node_id', 'in', idsIn(bind('ids'))),
)
const findAtPlaces = forParams<{ spaceId: Blob; places: string }>()((db, bind) =>
  nodesFor(db, bind('places'))
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.deleted_seq', 'is', null)
    .where('node.parent_id', '=', sql<Blob>`unhex(wanted.value ->> 0)`)
    .where('node.name_key', '=', sql<string>`wanted.value ->> 1`),
)
const listLiveChildren = forParams<{ spaceId: Blob; parentIds: string }>()((db, bind) =>
  nodesFor(db, bind('parentIds'))
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.deleted_seq', 'is', null)
    .where('node.parent_id', '=', wantedId),
)
const listLiveSubfolders = forParams<{ spaceId: Blob; parentIds: string }>()((db, bind) =>
  nodesFor(db, bind('parentIds'))
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.deleted_seq', 'is', null)
    .where('node.parent_id', '=', wantedId)
    .where('node.kind', '=', sql<'folder'>`'folder'`),
)
const listDeletedChildren = forParams<{
  spaceId: Blob
  parentIds: string
  deletionSeq: number
}>()((db, bind) =>
  nodesFor(db, bind('parentIds'))
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.parent_id', '=', wantedId)
    .where('node.deleted_seq', '=', bind('deletionSeq')),
)
const listDeletedAt = forParams<{ spaceId: Blob; seqs: string }>()((db, bind) =>
  nodesFor(db, bind('seqs'))
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.deleted_seq', '=', sql<number>`wanted.value`),
)
const listFolders = forParams<{ spaceId: Blob; afterOrder: number; limit: number }>()((db, bind) =>
  nodes(db)
    .where('node.space_id', '=', bind('spaceId'))
    // Spelled as in the index, which SQLite uses only then.
    .where('node.kind', '=', sql<'folder'>`'folder'`)
    .where('node.deleted_seq', 'is', null)
    .where('node.list_order', '>', bind('afterOrder'))
    .orderBy('node.list_order')
    .limit(bind('limit')),
)
const listLeaves = forParams<{ spaceId: Blob; after: Blob; limit: number }>()((db, bind) =>
  nodes(db)
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.node_id', '>', bind('after'))
    .where('node.deleted_seq', 'is', null)
    .where('node.kind', '!=', sql<'folder'>`'folder'`)
    .orderBy('node.node_id')
    .limit(bind('limit')),
)
const listTombstones = forParams<{ spaceId: Blob; after: Blob; limit: number }>()((db, bind) =>
  db
    .selectFrom('node')
    .select(['node_id', 'deleted_seq'])
    .where('space_id', '=', bind('spaceId'))
    .where('node_id', '>', bind('after'))
    .where('deleted_seq', 'is not', null)
    .orderBy('node_id')
    .limit(bind('limit')),
)
const listTrash = forParams<{ spaceId: Blob; seq: number; nodeId: Blob; limit: number }>()(
  (db, bind) =>
    nodes(db)
      .where('node.space_id', '=', bind('spaceId'))
      .whereRef('node.deleted_top', '=', 'node.node_id')
      .where('node.deleted_seq', '<=', bind('seq'))
      .where((or) =>
        or.or([or('node.deleted_seq', '<', bind('seq')), or('node.node_id', '>', bind('nodeId'))]),
      )
      .where((or) =>
        or.or([
          or('node.kind', '!=', sql<'file'>`'file'`),
          or('revision.revision_id', 'is not', null),
        ]),
      )
      .orderBy('node.deleted_seq', 'desc')
      .orderBy('node.node_id')
      .limit(bind('limit')),
)
const measureTrash = forParams<{ spaceId: Blob; topId: Blob }>()((db, bind) =>
  db
    .selectFrom('node')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.space_id', '=', 'node.space_id')
        .onRef('revision.revision_id', '=', 'node.content_rev'),
    )
    .select(({ fn }) => [
      fn.countAll<number>().as('file_count'),
      sql<number>`coalesce(sum(size_bytes), 0)`.as('size_bytes'),
    ])
    .where('node.space_id', '=', bind('spaceId'))
    .where('node.deleted_top', '=', bind('topId')),
)

/** Reading of nodes. */
export function nodeReads(on: Statements): NodeReads {
  const toNodes = (rows: readonly NodeColumns[]) => rows.map(toNode)
  return {
    async findNodes(spaceId, nodeIds) {
      const rows = on.all(findNodes, { spaceId: toBlob(spaceId), ids: JSON.stringify(nodeIds) })
      return new Map(toNodes(rows).map((row) => [row.nodeId, row]))
    },
    async findAtPlaces(spaceId, places) {
      const pairs = new Map(
        places.map(({ parentId, nameKey }) => [`${parentId}/${nameKey}`, [parentId, nameKey]]),
      )
      const params = { spaceId: toBlob(spaceId), places: JSON.stringify([...pairs.values()]) }
      return toNodes(on.all(findAtPlaces, params))
    },
    async listLiveChildren(spaceId, parentIds, kinds) {
      const query = kinds === 'folders' ? listLiveSubfolders : listLiveChildren
      const params = { spaceId: toBlob(spaceId), parentIds: distinct(parentIds) }
      return toNodes(on.all(query, params))
    },
    async listDeletedChildren(spaceId, parentIds, deletionSeq) {
      const ids = distinct(parentIds)
      const params = { spaceId: toBlob(spaceId), parentIds: ids, deletionSeq }
      return toNodes(on.all(listDeletedChildren, params))
    },
    async listDeletedAt(spaceId, deletionSeqs) {
      const seqs = JSON.stringify([...new Set(deletionSeqs)])
      return toNodes(on.all(listDeletedAt, { spaceId: toBlob(spaceId), seqs }))
    },
    listFolders: async (spaceId, afterOrder, limit) =>
      toNodes(on.all(listFolders, { spaceId: toBlob(spaceId), afterOrder, limit })),
    listLeaves: async (spaceId, afterNodeId, limit) =>
      toNodes(on.all(listLeaves, { spaceId: toBlob(spaceId), after: toBlob(afterNodeId), limit })),
    async listTombstones(spaceId, afterNodeId, limit) {
      const params = { spaceId: toBlob(spaceId), after: toBlob(afterNodeId), limit }
      return on.all(listTombstones, params).map(({ node_id, deleted_seq }) => {
        return { nodeId: toId(node_id), deletedSeq: Number(deleted_seq) }
      })
    },
    async listTrash(spaceId, before, limit) {
      const id = toBlob(spaceId)
      const seq = before?.deletionSeq ?? Number.MAX_SAFE_INTEGER
      const nodeId = toBlob(before?.nodeId ?? '')
      return toNodes(on.all(listTrash, { spaceId: id, seq, nodeId, limit })).map((node) => {
        const sum = on.get(measureTrash, { spaceId: id, topId: toBlob(node.nodeId) })
        return { node, fileCount: sum?.file_count ?? 0, sizeBytes: sum?.size_bytes ?? 0 }
      })
    },
  }
}

/** A list with each id once: a join gives one row for each mention. */
function distinct(ids: readonly string[]): string {
  return JSON.stringify([...new Set(ids)])
}
