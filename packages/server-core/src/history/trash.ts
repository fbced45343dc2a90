import {
  AppError,
  isId,
  type NodeId,
  parseId,
  type SpaceId,
  type TrashList,
} from '@tidemark/protocol'
import type { Caller } from '../accounts/caller.js'
import type { TrashRow } from '../metadata/rows.js'
import type { MetadataStore } from '../ports.js'
import { getSpace } from '../spaces/access.js'
import { nodeFinder } from './path-reader.js'
import { type FindNode, pathOf } from './paths.js'

const PAGE_ITEMS = 200

/**
 * One page of the trash, newest deletion first.
 * @throws AppError not_found, invalid_request for a page token that is none
 */
export async function listTrash(
  store: MetadataStore,
  caller: Caller,
  spaceId: SpaceId,
  query: { page?: string },
): Promise<TrashList> {
  return store.read(async (tx) => {
    await getSpace(tx, caller, spaceId, 'read')
    const before = query.page === undefined ? undefined : parsePage(query.page)
    const rows = await tx.listTrash(spaceId, before, PAGE_ITEMS)
    const find = nodeFinder(tx, spaceId)
    const items: TrashList['items'] = []
    for (const row of rows) items.push(await describe(row, find))
    const last = rows.length < PAGE_ITEMS ? undefined : rows.at(-1)?.node
    if (last === undefined || last.deletion === null) return { items }
    return { items, nextPage: `${last.deletion.seq}.${last.nodeId}` }
  })
}

async function describe(
  { node, fileCount, sizeBytes }: TrashRow,
  find: FindNode,
): Promise<TrashList['items'][number]> {
  const { nodeId, kind, parentId, name, deletion } = node
  if (parentId === null || deletion === null) throw new Error(`${nodeId} is no trash item`)
  return {
    nodeId,
    kind,
    path: await pathOf(node, find),
    parentId,
    parentLive: (await find(parentId))?.deletion === null,
    name,
    deletedAtMs: deletion.atMs,
    deviceName: deletion.deviceName,
    fileCount,
    sizeBytes,
  }
}

/** Page token: `<deletion seq>.<node id>` of the last item shown. */
function parsePage(page: string): { deletionSeq: number; nodeId: NodeId } {
  const [, seq = '', nodeId = ''] = /^(\d{1,16})\.(.+)$/.exec(page) ?? []
  if (seq === '' || !isId(nodeId)) throw new AppError('invalid_request', { field: 'page' })
  return { deletionSeq: Number(seq), nodeId: parseId<NodeId>(nodeId) }
}
