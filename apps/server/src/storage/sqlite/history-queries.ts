import type { SpaceId } from '@tidemark/protocol'
import type {
  ConflictRow,
  HistoryReads,
  HoldRow,
  SpaceTransaction,
  WriteTransaction,
} from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toId, toRevision } from './columns.js'
import type { JournalWrites } from './journal-queries.js'
import { addRevisions, putNodes, removeRevisions } from './node-writes.js'
import { forParams, type Statements } from './prepared-query.js'

type Blob = Uint8Array

const findRevision = forParams<{ spaceId: Blob; revisionId: Blob }>()((db, bind) =>
  db
    .selectFrom('revision')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('revision_id', '=', bind('revisionId')),
)
const listRevisions = forParams<{ spaceId: Blob; nodeId: Blob }>()((db, bind) =>
  db
    .selectFrom('revision')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('node_id', '=', bind('nodeId'))
    .orderBy('seq', 'desc'),
)
const listRevisedNodes = forParams<{ spaceId: Blob; after: Blob; limit: number }>()((db, bind) =>
  db
    .selectFrom('revision')
    .select('node_id')
    .distinct()
    .where('space_id', '=', bind('spaceId'))
    .where('node_id', '>', bind('after'))
    .orderBy('node_id')
    .limit(bind('limit')),
)
const listRevisionPage = forParams<{ spaceId: Blob; after: Blob; limit: number }>()((db, bind) =>
  db
    .selectFrom('revision')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('revision_id', '>', bind('after'))
    .orderBy('revision_id')
    .limit(bind('limit')),
)
const findConflict = forParams<{ spaceId: Blob; conflictId: Blob }>()((db, bind) =>
  db
    .selectFrom('conflict')
    .select('body')
    .where('space_id', '=', bind('spaceId'))
    .where('conflict_id', '=', bind('conflictId')),
)
const listOpenConflicts = forParams<{ spaceId: Blob }>()((db, bind) =>
  db
    .selectFrom('conflict')
    .select('body')
    .where('space_id', '=', bind('spaceId'))
    // Spelled as in the index, which SQLite uses only then.
    .where('is_open', '=', sql<number>`1`)
    .orderBy('ordinal'),
)
const listResolvedConflicts = forParams<{
  spaceId: Blob
  atMs: number
  conflictId: Blob
  limit: number
}>()((db, bind) =>
  db
    .selectFrom('conflict')
    .select('body')
    .where('space_id', '=', bind('spaceId'))
    .where('resolved_at_ms', 'is not', null)
    .where((row) =>
      row(
        row.refTuple('resolved_at_ms', 'conflict_id'),
        '<',
        row.tuple(bind('atMs'), bind('conflictId')),
      ),
    )
    .orderBy('resolved_at_ms', 'desc')
    .orderBy('conflict_id', 'desc')
    .limit(bind('limit')),
)
const upsertConflict = forParams<{
  spaceId: Blob
  conflictId: Blob
  isOpen: number
  resolvedAtMs: number | null
  body: string
}>()((db, bind) =>
  db
    .insertInto('conflict')
    .values({
      ordinal: sql`null`,
      space_id: bind('spaceId'),
      conflict_id: bind('conflictId'),
      is_open: bind('isOpen'),
      resolved_at_ms: bind('resolvedAtMs'),
      body: bind('body'),
    })
    .onConflict((conflict) =>
      conflict.columns(['space_id', 'conflict_id']).doUpdateSet({
        is_open: bind('isOpen'),
        resolved_at_ms: bind('resolvedAtMs'),
        body: bind('body'),
      }),
    ),
)
const findHold = forParams<{ spaceId: Blob; holdId: Blob }>()((db, bind) =>
  db
    .selectFrom('hold')
    .select('body')
    .where('space_id', '=', bind('spaceId'))
    .where('hold_id', '=', bind('holdId')),
)
const listOpenHolds = forParams<{ spaceId: Blob }>()((db, bind) =>
  db
    .selectFrom('hold')
    .select('body')
    .where('space_id', '=', bind('spaceId'))
    .where('is_open', '=', sql<number>`1`)
    .orderBy('ordinal'),
)
const upsertHold = forParams<{ spaceId: Blob; holdId: Blob; isOpen: number; body: string }>()(
  (db, bind) =>
    db
      .insertInto('hold')
      .values({
        ordinal: sql`null`,
        space_id: bind('spaceId'),
        hold_id: bind('holdId'),
        is_open: bind('isOpen'),
        body: bind('body'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['space_id', 'hold_id'])
          .doUpdateSet({ is_open: bind('isOpen'), body: bind('body') }),
      ),
)
const sumDeletions = forParams<{ spaceId: Blob; actorId: Blob; sinceMs: number }>()((db, bind) =>
  db
    .selectFrom('deletion')
    .select(sql<number>`coalesce(sum(file_count), 0)`.as('total'))
    .where('space_id', '=', bind('spaceId'))
    .where('actor_id', '=', bind('actorId'))
    .where('at_ms', '>=', bind('sinceMs')),
)
const insertDeletion = forParams<{
  spaceId: Blob
  actorId: Blob
  atMs: number
  fileCount: number
}>()((db, bind) =>
  db.insertInto('deletion').values({
    ordinal: sql`null`,
    space_id: bind('spaceId'),
    actor_id: bind('actorId'),
    at_ms: bind('atMs'),
    file_count: bind('fileCount'),
  }),
)
const deleteDeletions = forParams<{ spaceId: Blob; actorId: Blob; beforeMs: number }>()(
  (db, bind) =>
    db
      .deleteFrom('deletion')
      .where('space_id', '=', bind('spaceId'))
      .where('actor_id', '=', bind('actorId'))
      .where('at_ms', '<', bind('beforeMs')),
)
const adjustUsed = forParams<{ spaceId: Blob; delta: number }>()((db, bind) =>
  db
    .updateTable('account')
    .set((row) => ({ used_bytes: row('used_bytes', '+', bind('delta')) }))
    .where(
      'account_id',
      '=',
      db.selectFrom('space').select('account_id').where('space_id', '=', bind('spaceId')),
    )
    .returning(['used_bytes', 'quota_bytes']),
)

/** Reading of versions, conflicts and holds. */
export function historyReads(on: Statements): HistoryReads {
  // Bodies are written by putConflict and putHold below.
  const toConflict = (row: { body: string }) => JSON.parse(row.body) as ConflictRow
  const toHold = (row: { body: string }) => JSON.parse(row.body) as HoldRow // as above
  return {
    async findRevision(spaceId, revisionId) {
      const params = { spaceId: toBlob(spaceId), revisionId: toBlob(revisionId) }
      const row = on.get(findRevision, params)
      return row && toRevision(row)
    },
    listRevisions: async (spaceId, nodeId) =>
      on.all(listRevisions, { spaceId: toBlob(spaceId), nodeId: toBlob(nodeId) }).map(toRevision),
    async listRevisedNodes(spaceId, afterNodeId, limit) {
      const params = { spaceId: toBlob(spaceId), after: toBlob(afterNodeId), limit }
      return on.all(listRevisedNodes, params).map((row) => toId(row.node_id))
    },
    async listRevisionPage(spaceId, afterRevisionId, limit) {
      const params = { spaceId: toBlob(spaceId), after: toBlob(afterRevisionId), limit }
      return on.all(listRevisionPage, params).map(toRevision)
    },
    async findConflict(spaceId, conflictId) {
      const params = { spaceId: toBlob(spaceId), conflictId: toBlob(conflictId) }
      const row = on.get(findConflict, params)
      return row && toConflict(row)
    },
    listOpenConflicts: async (spaceId) =>
      on.all(listOpenConflicts, { spaceId: toBlob(spaceId) }).map(toConflict),
    async listResolvedConflicts(spaceId, before, limit) {
      // Without `before`: behind the last moment that there is.
      const { atMs, conflictId } = before ?? { atMs: Number.MAX_SAFE_INTEGER, conflictId: '' }
      const params = { spaceId: toBlob(spaceId), atMs, conflictId: toBlob(conflictId), limit }
      return on.all(listResolvedConflicts, params).map(toConflict)
    },
    async findHold(spaceId, holdId) {
      const row = on.get(findHold, { spaceId: toBlob(spaceId), holdId: toBlob(holdId) })
      return row && toHold(row)
    },
    listOpenHolds: async (spaceId) =>
      on.all(listOpenHolds, { spaceId: toBlob(spaceId) }).map(toHold),
    async sumDeletions(spaceId, actorId, sinceMs) {
      const params = { spaceId: toBlob(spaceId), actorId: toBlob(actorId), sinceMs }
      return on.get(sumDeletions, params)?.total ?? 0
    },
  }
}

/** Writes of the space whose lock is held. `pause` lets others run between long batches. */
export function spaceWrites(
  on: Statements,
  id: SpaceId,
  pause: () => Promise<void>,
): Omit<SpaceTransaction, keyof WriteTransaction | keyof JournalWrites> {
  const spaceId = toBlob(id)
  return {
    spaceId: id,
    async putNodes(rows) {
      await pause()
      putNodes(on, spaceId, rows)
    },
    async addRevisions(rows) {
      addRevisions(on, spaceId, rows)
    },
    async removeRevisions(revisionIds) {
      removeRevisions(on, spaceId, revisionIds)
    },
    async putConflict(row) {
      const isOpen = row.resolution === null ? 1 : 0
      const conflictId = toBlob(row.conflictId)
      const resolvedAtMs = row.resolution?.atMs ?? null
      const body = JSON.stringify(row)
      on.run(upsertConflict, { spaceId, conflictId, isOpen, resolvedAtMs, body })
    },
    async putHold(row) {
      const isOpen = row.decision === null ? 1 : 0
      const holdId = toBlob(row.holdId)
      on.run(upsertHold, { spaceId, holdId, isOpen, body: JSON.stringify(row) })
    },
    async addDeletions(actorId, atMs, fileCount) {
      on.run(insertDeletion, { spaceId, actorId: toBlob(actorId), atMs, fileCount })
    },
    async removeDeletions(actorId, beforeMs = Number.MAX_SAFE_INTEGER) {
      on.run(deleteDeletions, { spaceId, actorId: toBlob(actorId), beforeMs })
    },
    async adjustUsedBytes(delta) {
      const row = on.get(adjustUsed, { spaceId, delta })
      if (row === undefined) throw new Error('the locked space has no owner')
      return { usedBytes: row.used_bytes, quotaBytes: row.quota_bytes }
    },
  }
}
