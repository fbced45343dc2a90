import {
  AppError,
  type ConflictId,
  type ConflictList,
  type ConflictsQuery,
  isId,
  type NodeId,
  parseId,
  type SpaceId,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { ConflictRow, NodeRow } from '../metadata/rows.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { nodeFinder } from './path-reader.js'
import { type FindNode, pathOf } from './paths.js'

const PAGE_CONFLICTS = 200

type ListedConflict = ConflictList['conflicts'][number]

/**
 * Open conflicts, oldest first, or one page of those resolved, the last one first.
 * @throws AppError not_found, invalid_request for a page token that is none
 */
export async function listConflicts(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  query: ConflictsQuery = {},
): Promise<ConflictList> {
  return store.read(async (tx) => {
    await getSpace(tx, caller, spaceId, 'read')
    const find = nodeFinder(tx, spaceId)
    if (query.state !== 'resolved') {
      return { conflicts: await describeAll(await tx.listOpenConflicts(spaceId), find) }
    }
    const before = query.page === undefined ? undefined : parsePage(query.page)
    const rows = await tx.listResolvedConflicts(spaceId, before, PAGE_CONFLICTS)
    const conflicts = await describeAll(rows, find)
    const last = rows.length < PAGE_CONFLICTS ? undefined : rows.at(-1)
    if (last === undefined || last.resolution === null) return { conflicts }
    return { conflicts, nextPage: `${last.resolution.atMs}.${last.conflictId}` }
  })
}

async function describeAll(
  rows: readonly ConflictRow[],
  find: FindNode,
): Promise<ListedConflict[]> {
  const conflicts: ListedConflict[] = []
  for (const record of rows) {
    const original = await findLive(record.nodeId, find)
    const copy = await findLive(record.copyNodeId, find)
    conflicts.push({
      record,
      ...(original && { path: await pathOf(original, find), contentRev: original.contentRev }),
      ...(copy && { copyPath: await pathOf(copy, find), copyContentRev: copy.contentRev }),
    })
  }
  return conflicts
}

async function findLive(nodeId: NodeId, find: FindNode): Promise<NodeRow | undefined> {
  const row = await find(nodeId)
  return row?.deletion === null ? row : undefined
}

/** Page token: `<time of resolution>.<conflict id>` of the last one shown. */
function parsePage(page: string): { atMs: number; conflictId: ConflictId } {
  const [, atMs = '', conflictId = ''] = /^(\d{1,16})\.(.+)$/.exec(page) ?? []
  if (atMs === '' || !isId(conflictId)) throw new AppError('invalid_request', { field: 'page' })
  return { atMs: Number(atMs), conflictId: parseId<ConflictId>(conflictId) }
}
