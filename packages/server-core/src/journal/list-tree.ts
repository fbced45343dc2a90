import {
  AppError,
  type Cursor,
  decodeCursor,
  MAX_PAGE_ROWS,
  type NodeId,
  type NodeState,
  type SpaceId,
  type TreeResponse,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { SpaceRow, Tombstone } from '../metadata/rows.js'
import type { ReadTransaction } from '../metadata/transactions.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { nodeState } from './node-state.js'
import { checkPosition, cursorAt } from './positions.js'

/**
 * A snapshot in pages, without a snapshot held open. The first page fixes the cursor; three walks
 * follow, each in an order in which no change can make it skip a row:
 *
 * 1. `folders`, by list order. The order lies above the parent's and only grows, so parents come
 *    first and a folder that moves meanwhile is met again, not missed.
 * 2. `leaves`, everything else by id.
 * 3. `tombstones`, by id.
 *
 * A row that did not change after the cursor is met exactly once, as it was. One that did is stated
 * in full, or deleted, by a change after the cursor, which the reader replays; until then it is
 * listed under the root. Under its present parent it could be lost: the replay may pass the
 * deletion of that parent, restored since, and would take the row and all below it along, of which
 * nothing but the row itself is stated again. Nothing replayed deletes the root. Nor does that deletion
 * meet what it took of such a folder before: what was deleted during the first two walks is named by the
 * third, for the reader to take away once he has replayed all that was changed by then.
 *
 * Every page names the head as it was then, and the next one is only given to who has seen a head that
 * is still in the past of the journal: a row of a future that a restore took back is stated by no change.
 *
 * Page token: `<walk>.<position>.<walked>.<cursor>~<head seen>`.
 */
interface PageStart {
  readonly walk: Walk
  /** List order, or node id; '' at the start of a walk. */
  readonly position: string
  readonly cursor: Cursor
  /** Of the page before; the cursor itself on the first one. */
  readonly seen: Cursor
  /** Where the journal ended when the walks over live nodes were through; undefined before. */
  readonly walkedSeq?: number | undefined
}

type Walk = 'folders' | 'leaves' | 'tombstones'

interface PageRows {
  readonly nodes: NodeState[]
  readonly tombstones: readonly Tombstone[]
  /** Rows met, shown or not. */
  readonly count: number
  /** undefined at the end of the walk. */
  readonly next: string | undefined
}

interface FilledPage extends Pick<PageRows, 'nodes' | 'tombstones'> {
  readonly nextPage: string | undefined
  readonly walkedSeq: number | undefined
}

const FOLLOWING = { folders: 'leaves', leaves: 'tombstones', tombstones: undefined } as const

/**
 * One page of the live tree; see above on why paging converges.
 * @throws AppError not_found, invalid_request for a page token that is none, cursor_reset
 */
export async function listTree(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  query: { page?: string; limit?: number },
): Promise<TreeResponse> {
  const limit = Math.min(query.limit ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS)
  return store.read(async (tx) => {
    const { space } = await getSpace(tx, caller, spaceId, 'read')
    const start = query.page === undefined ? firstPage(space) : parsePage(query.page)
    // Another epoch, or a restored journal: what was read so far is of another life.
    for (const cursor of [start.cursor, start.seen]) {
      const check = await checkPosition(tx, space, cursor)
      if (check.state === 'reset') throw new AppError('cursor_reset')
    }
    const headCursor = headOf(space)
    const from = { ...start, seen: headCursor }
    const { nodes, tombstones, nextPage, walkedSeq } = await readPage(tx, space, from, limit)
    const cursorSeq = decodeCursor(start.cursor)?.seq ?? 0
    return {
      epoch: space.epoch,
      rootNodeId: space.rootNodeId,
      nodes,
      deletedNodeIds: tombstones.map(({ nodeId }) => nodeId),
      ...(walkedSeq === undefined
        ? {}
        : { walkedSeq, goneNodeIds: between(tombstones, cursorSeq, walkedSeq) }),
      cursor: start.cursor,
      headCursor,
      ...(nextPage === undefined ? {} : { nextPage }),
    }
  })
}

/** Fills one page, going on to the next walk while there is room. */
async function readPage(
  tx: ReadTransaction,
  space: SpaceRow,
  start: PageStart,
  limit: number,
): Promise<FilledPage> {
  const nodes: NodeState[] = []
  const tombstones: Tombstone[] = []
  let walkedSeq = start.walkedSeq
  let at: PageStart | undefined = start
  for (let room = limit; room > 0 && at !== undefined; ) {
    const rows: PageRows = await readRows(tx, space, at, room)
    nodes.push(...rows.nodes)
    tombstones.push(...rows.tombstones)
    room -= rows.count
    at = following(at, rows.next, space.headSeq)
    walkedSeq = at?.walkedSeq ?? walkedSeq
  }
  return { nodes, tombstones, nextPage: at && tokenOf(at), walkedSeq }
}

async function readRows(
  tx: ReadTransaction,
  { spaceId, rootNodeId }: SpaceRow,
  { walk, position, cursor }: PageStart,
  limit: number,
): Promise<PageRows> {
  if (walk === 'tombstones') {
    const tombstones = await tx.listTombstones(spaceId, position, limit)
    const next = tombstones.length < limit ? undefined : tombstones.at(-1)?.nodeId
    return { nodes: [], tombstones, count: tombstones.length, next }
  }
  const rows =
    walk === 'folders'
      ? await tx.listFolders(spaceId, Number(position), limit)
      : await tx.listLeaves(spaceId, position, limit)
  const last = rows.length < limit ? undefined : rows.at(-1)
  const seq = decodeCursor(cursor)?.seq ?? 0
  const nodes = rows.map((row) => {
    const isNewer = row.changedSeq > seq && row.parentId !== null
    return nodeState(isNewer ? { ...row, parentId: rootNodeId } : row)
  })
  const next = walk === 'folders' ? last?.listOrder.toString() : last?.nodeId
  return { nodes, tombstones: [], count: rows.length, next }
}

function firstPage(space: SpaceRow): PageStart {
  const cursor = headOf(space)
  return { walk: 'folders', position: '', cursor, seen: cursor }
}

function headOf(space: SpaceRow): Cursor {
  return cursorAt(space, space.headSeq, space.headHash)
}

/** Where to read on; undefined at the end of the last walk. */
function following(
  at: PageStart,
  next: string | undefined,
  headSeq: number,
): PageStart | undefined {
  if (next !== undefined) return { ...at, position: next }
  const walk = FOLLOWING[at.walk]
  if (walk === undefined) return undefined
  return { ...at, walk, position: '', walkedSeq: walk === 'tombstones' ? headSeq : undefined }
}

/** What was deleted after one position and by another. */
function between(tombstones: readonly Tombstone[], after: number, by: number): NodeId[] {
  const gone = tombstones.filter(({ deletedSeq }) => deletedSeq > after && deletedSeq <= by)
  return gone.map(({ nodeId }) => nodeId)
}

function tokenOf({ walk, position, walkedSeq, cursor, seen }: PageStart): string {
  return `${walk}.${position}.${walkedSeq ?? ''}.${cursor}~${seen}`
}

function parsePage(page: string): PageStart {
  const match =
    /^(?:(folders)\.(\d{1,16})|(leaves|tombstones)\.([0-9a-f]{32})?)\.(\d{0,16})\.(1\.[^~]+)~(.+)$/.exec(
      page,
    )
  const [, folders, order, other, nodeId, walked, cursor, seen] = match ?? []
  const walk = folders ?? other
  if (walk === undefined || !isCursor(cursor) || !isCursor(seen)) {
    throw new AppError('invalid_request', { field: 'page' })
  }
  const walkedSeq = walked ? Number(walked) : undefined
  // The pattern admits these three words only.
  return { walk: walk as Walk, position: order ?? nodeId ?? '', cursor, seen, walkedSeq }
}

function isCursor(text: string | undefined): text is Cursor {
  return text !== undefined && decodeCursor(text) !== undefined
}
