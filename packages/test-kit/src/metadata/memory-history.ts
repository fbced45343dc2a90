import type { SpaceId } from '@tidemark/protocol'
import type {
  ConflictRow,
  HistoryReads,
  RevisionRow,
  SpaceTransaction,
  WriteTransaction,
} from '@tidemark/server-core'
import { type MemoryTables, pageBy, placeKey, type SpaceTables } from './memory-tables.js'

/** Reading of versions, conflicts and holds. */
export function memoryHistoryReads(tables: MemoryTables): HistoryReads {
  return {
    findRevision: async (spaceId, revisionId) => tables.of(spaceId).revisions.get(revisionId),
    listRevisions: async (spaceId, nodeId) =>
      tables
        .of(spaceId)
        .revisions.rows()
        .filter((row) => row.nodeId === nodeId)
        .sort((a, b) => b.seq - a.seq),
    listRevisedNodes: async (spaceId, afterNodeId, limit) => {
      const ids = new Set(
        tables
          .of(spaceId)
          .revisions.rows()
          .map((row) => row.nodeId),
      )
      return pageBy([...ids], (id): string => id, afterNodeId, limit)
    },
    listRevisionPage: async (spaceId, afterRevisionId, limit) => {
      const rows = tables.of(spaceId).revisions.rows()
      return pageBy<RevisionRow, string>(rows, (row) => row.revisionId, afterRevisionId, limit)
    },
    findConflict: async (spaceId, conflictId) => tables.of(spaceId).conflicts.get(conflictId),
    listOpenConflicts: async (spaceId) =>
      tables
        .of(spaceId)
        .conflicts.rows()
        .filter((row) => row.resolution === null),
    listResolvedConflicts: async (spaceId, before, limit) =>
      listResolved(tables.of(spaceId), before, limit),
    findHold: async (spaceId, holdId) => tables.of(spaceId).holds.get(holdId),
    listOpenHolds: async (spaceId) =>
      tables
        .of(spaceId)
        .holds.rows()
        .filter((row) => row.decision === null),
    sumDeletions: async (spaceId, actorId, sinceMs) =>
      tables
        .of(spaceId)
        .deletions.rows()
        .filter((row) => row.actorId === actorId && row.atMs >= sinceMs)
        .reduce((sum, row) => sum + row.fileCount, 0),
  }
}

function listResolved(
  { conflicts }: SpaceTables,
  before: Parameters<HistoryReads['listResolvedConflicts']>[1],
  limit: number,
): ConflictRow[] {
  const key = (atMs: number, id: string) => `${String(atMs).padStart(16, '0')}.${id}`
  const keyOf = (row: ConflictRow) => key(row.resolution?.atMs ?? 0, row.conflictId)
  const end = before && key(before.atMs, before.conflictId)
  return conflicts
    .rows()
    .filter((row) => row.resolution !== null && (end === undefined || keyOf(row) < end))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
    .slice(0, limit)
}

type JournalWrites = Pick<
  SpaceTransaction,
  'appendChanges' | 'trimChanges' | 'setHead' | 'addOpResults' | 'removeOpResults'
>
type SpaceWrites = Omit<SpaceTransaction, keyof WriteTransaction | keyof JournalWrites>

/** Writes of the journal and of answers. */
export function memoryJournalWrites(tables: MemoryTables, spaceId: SpaceId): JournalWrites {
  const own = tables.of(spaceId)
  const patch = (change: object) => {
    const row = tables.spaces.get(spaceId)
    if (row !== undefined) tables.spaces.set(spaceId, { ...row, ...change })
  }
  return {
    async appendChanges(rows) {
      for (const row of rows) {
        if (own.changes.has(String(row.seq))) throw new Error('a journal position written twice')
        own.changes.set(String(row.seq), row)
      }
    },
    async trimChanges(throughSeq, hash) {
      for (const { seq } of own.changes.rows()) {
        if (seq <= throughSeq) own.changes.set(String(seq), undefined)
      }
      patch({ trimmedSeq: throughSeq, trimmedHash: hash })
    },
    setHead: async (head) => patch(head),
    async addOpResults(actorId, rows) {
      for (const row of rows) own.opResults.set(`${actorId}/${row.opId}`, row)
    },
    async removeOpResults(beforeMs, limit) {
      const old = own.opResults
        .keys()
        .filter((key) => (own.opResults.get(key)?.atMs ?? beforeMs) < beforeMs)
        .slice(0, limit)
      for (const key of old) own.opResults.set(key, undefined)
      return old.length
    },
  }
}

/** Writes of the space whose lock is held. */
export function memorySpaceWrites(tables: MemoryTables, spaceId: SpaceId): SpaceWrites {
  const own = tables.of(spaceId)
  return {
    spaceId,
    async putNodes(rows) {
      for (const row of rows) own.nodes.set(row.nodeId, row)
      for (const row of rows) {
        const isLive = row.deletion === null
        if (isLive && own.places.get(placeKey(row)).length > 1) {
          throw new Error('two live nodes at one place')
        }
      }
    },
    async addRevisions(rows) {
      for (const row of rows) own.revisions.set(row.revisionId, row)
    },
    async removeRevisions(revisionIds) {
      for (const id of revisionIds) own.revisions.set(id, undefined)
    },
    putConflict: async (row) => own.conflicts.set(row.conflictId, row),
    putHold: async (row) => own.holds.set(row.holdId, row),
    async addDeletions(actorId, atMs, fileCount) {
      const last = own.deletions.keys().at(-1) ?? '0'
      own.deletions.set(String(Number(last) + 1), { actorId, atMs, fileCount })
    },
    async removeDeletions(actorId, beforeMs) {
      for (const key of own.deletions.keys()) {
        const row = own.deletions.get(key)
        if (row?.actorId !== actorId) continue
        if (beforeMs === undefined || row.atMs < beforeMs) own.deletions.set(key, undefined)
      }
    },
    async adjustUsedBytes(deltaBytes) {
      const account = tables.accounts.get(tables.spaces.get(spaceId)?.accountId ?? '')
      if (account === undefined) throw new Error('a space without owner')
      const usedBytes = account.usedBytes + deltaBytes
      if (deltaBytes !== 0) tables.accounts.set(account.accountId, { ...account, usedBytes })
      return { usedBytes, quotaBytes: account.quotaBytes }
    },
  }
}
