import type { Change, OperationResult, OpId, SpaceId } from '@tidemark/protocol'
import type { ChangeRow, JournalReads, OpResultRow, SpaceTransaction } from '@tidemark/server-core'
import { sql } from 'kysely'
import { toBlob, toHex, toId } from './columns.js'
import { forParams, idsIn, NO_LIMIT, type Statements } from './prepared-query.js'

type Blob = Uint8Array

const findChange = forParams<{ spaceId: Blob; seq: number }>()((db, bind) =>
  db
    .selectFrom('change')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('seq', '=', bind('seq')),
)
const listChanges = forParams<{ spaceId: Blob; afterSeq: number; limit: number }>()((db, bind) =>
  db
    .selectFrom('change')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('seq', '>', bind('afterSeq'))
    .orderBy('seq')
    .limit(bind('limit')),
)
const findOpResults = forParams<{ spaceId: Blob; actorId: Blob; ids: string }>()((db, bind) =>
  db
    .selectFrom('op_result')
    .selectAll()
    .where('space_id', '=', bind('spaceId'))
    .where('actor_id', '=', bind('actorId'))
    .where('op_id', 'in', idsIn(bind('ids'))),
)
const insertChange = forParams<{
  spaceId: Blob
  seq: number
  hash: Blob
  digest: Blob
  body: string
}>()((db, bind) =>
  db.insertInto('change').values({
    space_id: bind('spaceId'),
    seq: bind('seq'),
    hash: bind('hash'),
    digest: bind('digest'),
    body: bind('body'),
  }),
)
const deleteChanges = forParams<{ spaceId: Blob; throughSeq: number }>()((db, bind) =>
  db
    .deleteFrom('change')
    .where('space_id', '=', bind('spaceId'))
    .where('seq', '<=', bind('throughSeq')),
)
const setTrimmed = forParams<{ spaceId: Blob; seq: number; hash: Blob }>()((db, bind) =>
  db
    .updateTable('space')
    .set({ trimmed_seq: bind('seq'), trimmed_hash: bind('hash') })
    .where('space_id', '=', bind('spaceId')),
)
const updateHead = forParams<{
  spaceId: Blob
  headSeq: number
  headHash: Blob
  fileCount: number
  lastOrder: number
}>()((db, bind) =>
  db
    .updateTable('space')
    .set({
      head_seq: bind('headSeq'),
      head_hash: bind('headHash'),
      file_count: bind('fileCount'),
      last_order: bind('lastOrder'),
    })
    .where('space_id', '=', bind('spaceId')),
)
const insertOpResult = forParams<{
  spaceId: Blob
  actorId: Blob
  opId: Blob
  digest: Blob
  result: string
  atMs: number
}>()((db, bind) =>
  db.insertInto('op_result').values({
    space_id: bind('spaceId'),
    actor_id: bind('actorId'),
    op_id: bind('opId'),
    digest: bind('digest'),
    result: bind('result'),
    at_ms: bind('atMs'),
  }),
)
const deleteOpResults = forParams<{ spaceId: Blob; beforeMs: number; limit: number }>()(
  (db, bind) =>
    db.deleteFrom('op_result').where(
      sql<boolean>`(space_id, actor_id, op_id) in (select space_id, actor_id, op_id
          from op_result where space_id = ${bind('spaceId')} and at_ms < ${bind('beforeMs')}
          limit ${bind('limit')})`,
    ),
)

/** Reading of the journal and of answers. */
export function journalReads(on: Statements): JournalReads {
  return {
    async findChange(spaceId, seq) {
      const row = on.get(findChange, { spaceId: toBlob(spaceId), seq })
      return row && toChange(row)
    },
    listChanges: async (spaceId, afterSeq, limit) =>
      on.all(listChanges, { spaceId: toBlob(spaceId), afterSeq, limit }).map(toChange),
    async findOpResults(spaceId, actorId, opIds) {
      const ids = JSON.stringify(opIds)
      const params = { spaceId: toBlob(spaceId), actorId: toBlob(actorId), ids }
      const found = new Map<OpId, OpResultRow>()
      for (const row of on.all(findOpResults, params)) {
        const opId = toId<OpId>(row.op_id)
        // Written by addOpResults below.
        const result = JSON.parse(row.result) as OperationResult
        found.set(opId, { opId, digest: toHex(row.digest), result, atMs: row.at_ms })
      }
      return found
    },
  }
}

function toChange(row: { seq: number; hash: Blob; digest: Blob; body: string }): ChangeRow {
  const { seq, hash, digest, body } = row
  // Written by insertJournalEntry below.
  return { seq, hash: toHex(hash), digest: toHex(digest), change: JSON.parse(body) as Change }
}

/** Appends one entry; a position that is taken is an error of the primary key. */
export function insertJournalEntry(on: Statements, spaceId: Blob, row: ChangeRow): void {
  const { seq, hash, digest, change } = row
  const body = JSON.stringify(change)
  on.run(insertChange, { spaceId, seq, hash: toBlob(hash), digest: toBlob(digest), body })
}

/** Writes of the journal and of answers. */
export type JournalWrites = Pick<
  SpaceTransaction,
  'appendChanges' | 'trimChanges' | 'setHead' | 'addOpResults' | 'removeOpResults'
>

/** Writes of the journal whose space is locked. `pause` lets others run before a long batch. */
export function journalWrites(
  on: Statements,
  id: SpaceId,
  pause: () => Promise<void>,
): JournalWrites {
  const spaceId = toBlob(id)
  return {
    async appendChanges(rows) {
      await pause()
      for (const row of rows) insertJournalEntry(on, spaceId, row)
    },
    async trimChanges(throughSeq, hash) {
      on.run(deleteChanges, { spaceId, throughSeq })
      on.run(setTrimmed, { spaceId, seq: throughSeq, hash: toBlob(hash) })
    },
    async setHead(head) {
      on.run(updateHead, { ...head, spaceId, headHash: toBlob(head.headHash) })
    },
    async addOpResults(actor, rows) {
      const actorId = toBlob(actor)
      for (const row of rows) {
        on.run(insertOpResult, {
          spaceId,
          actorId,
          opId: toBlob(row.opId),
          digest: toBlob(row.digest),
          result: JSON.stringify(row.result),
          atMs: row.atMs,
        })
      }
    },
    removeOpResults: async (beforeMs, limit = NO_LIMIT) =>
      on.run(deleteOpResults, { spaceId, beforeMs, limit }),
  }
}
