import type { NodeId } from '@tidemark/protocol'
import type { JournalReads, NodeReads, NodeRow } from '@tidemark/server-core'
import { type MemoryTables, pageBy, type SpaceTables } from './memory-tables.js'

/** Reading of nodes. */
export function memoryNodeReads(tables: MemoryTables): NodeReads {
  const live = (space: SpaceTables) => resolved(space).filter((row) => row.deletion === null)
  return {
    findNodes: async (spaceId, nodeIds) => {
      const space = tables.of(spaceId)
      const found = new Map<NodeId, NodeRow>()
      for (const id of nodeIds) {
        const row = space.nodes.get(id)
        if (row !== undefined) found.set(id, resolve(space, row))
      }
      return found
    },
    findAtPlaces: async (spaceId, places) => {
      const space = tables.of(spaceId)
      const keys = new Set(places.map(({ parentId, nameKey }) => `${parentId}/${nameKey}`))
      return pick(
        space,
        [...keys].flatMap((key) => space.places.get(key)),
      )
    },
    listLiveChildren: async (spaceId, parentIds, kinds) => {
      const space = tables.of(spaceId)
      const ids = [...new Set(parentIds)].flatMap((id) => space.children.get(id))
      return pick(space, ids).filter((row) => kinds === 'all' || row.kind === 'folder')
    },
    listDeletedChildren: async (spaceId, parentIds, deletionSeq) => {
      const parents = new Set<NodeId | null>(parentIds)
      return resolved(tables.of(spaceId)).filter(
        (row) => parents.has(row.parentId) && row.deletion?.seq === deletionSeq,
      )
    },
    listDeletedAt: async (spaceId, deletionSeqs) => listDeletedAt(tables.of(spaceId), deletionSeqs),
    listFolders: async (spaceId, afterOrder, limit) => {
      const folders = live(tables.of(spaceId)).filter((row) => row.kind === 'folder')
      return pageBy(folders, (row) => row.listOrder, afterOrder, limit)
    },
    listLeaves: async (spaceId, afterNodeId, limit) => {
      const leaves = live(tables.of(spaceId)).filter((row) => row.kind !== 'folder')
      return pageBy<NodeRow, string>(leaves, (row) => row.nodeId, afterNodeId, limit)
    },
    listTombstones: async (spaceId, afterNodeId, limit) => {
      const rows = resolved(tables.of(spaceId)).filter((row) => row.deletion !== null)
      const page = pageBy<NodeRow, string>(rows, (row) => row.nodeId, afterNodeId, limit)
      return page.map(({ nodeId, deletion }) => ({ nodeId, deletedSeq: deletion?.seq ?? 0 }))
    },
    listTrash: async (spaceId, before, limit) => listTrash(tables.of(spaceId), before, limit),
  }
}

function listDeletedAt(space: SpaceTables, deletionSeqs: readonly number[]): NodeRow[] {
  const seqs = new Set(deletionSeqs)
  return resolved(space).filter(({ deletion }) => deletion !== null && seqs.has(deletion.seq))
}

/** Reading of the journal and of answers. */
export function memoryJournalReads(tables: MemoryTables): JournalReads {
  return {
    findChange: async (spaceId, seq) => tables.of(spaceId).changes.get(String(seq)),
    listChanges: async (spaceId, afterSeq, limit) => {
      const { changes } = tables.of(spaceId)
      return pageBy(changes.rows(), (row) => row.seq, afterSeq, limit)
    },
    findOpResults: async (spaceId, actorId, opIds) => {
      const { opResults } = tables.of(spaceId)
      const found = new Map()
      for (const opId of opIds) {
        const row = opResults.get(`${actorId}/${opId}`)
        if (row !== undefined) found.set(opId, row)
      }
      return found
    },
  }
}

/** A row with the content of its revision, which may be gone. */
function resolve(space: SpaceTables, row: NodeRow): NodeRow {
  if (row.kind !== 'file') return row
  return { ...row, content: space.revisions.get(row.contentRev)?.content ?? null }
}

function resolved(space: SpaceTables): NodeRow[] {
  return space.nodes.rows().map((row) => resolve(space, row))
}

function pick(space: SpaceTables, ids: readonly NodeId[]): NodeRow[] {
  return ids.flatMap((id) => {
    const row = space.nodes.get(id)
    return row === undefined ? [] : [resolve(space, row)]
  })
}

function listTrash(
  space: SpaceTables,
  before: { deletionSeq: number; nodeId: NodeId } | undefined,
  limit: number,
) {
  const rows = resolved(space)
  const seqOf = (row: NodeRow) => row.deletion?.seq ?? 0
  const isAfter = (row: NodeRow) =>
    before === undefined ||
    seqOf(row) < before.deletionSeq ||
    (seqOf(row) === before.deletionSeq && row.nodeId > before.nodeId)
  return rows
    .filter((row) => row.deletion?.topId === row.nodeId && isAfter(row))
    .filter((row) => row.kind !== 'file' || row.content !== null)
    .sort((a, b) => seqOf(b) - seqOf(a) || (a.nodeId < b.nodeId ? -1 : 1))
    .slice(0, limit)
    .map((node) => {
      const contents = rows.flatMap(({ deletion, content }) =>
        deletion?.topId === node.nodeId && content !== null ? [content] : [],
      )
      const sizeBytes = contents.reduce((sum, content) => sum + content.sizeBytes, 0)
      return { node, fileCount: contents.length, sizeBytes }
    })
}
