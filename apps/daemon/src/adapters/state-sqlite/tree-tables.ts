import { type NodeId, nameKey } from '@tidemark/protocol'
import type {
  FileStat,
  LocalFacts,
  LocalNode,
  Place,
  RemoteNode,
  SyncedNode,
} from '@tidemark/sync-engine'
import { formatContent, parseContent } from './content-codec.js'
import type { SqlValue } from './query.js'
import type { TreeTable } from './sqlite-tree.js'

const AGREED_COLUMNS = [
  { name: 'kind' },
  { name: 'content' },
  { name: 'content_rev', isBytes: true },
  { name: 'place_rev', isBytes: true },
]

/** The remote tree. */
export const REMOTE_TABLE: TreeTable<RemoteNode> = {
  table: 'remote_node',
  pathName: 'name',
  columns: AGREED_COLUMNS,
  parse: parseAgreed<RemoteNode>,
  format: formatAgreed,
}

/** The merge base. */
export const SYNCED_TABLE: TreeTable<SyncedNode> = {
  table: 'synced_node',
  pathName: 'name',
  columns: AGREED_COLUMNS,
  parse: parseAgreed<SyncedNode>,
  format: formatAgreed,
}

/** The local tree. */
export const LOCAL_TABLE: TreeTable<LocalNode> = {
  table: 'local_node',
  pathName: 'coalesce(disk_name, name)',
  columns: [
    { name: 'kind' },
    { name: 'content' },
    { name: 'device' },
    { name: 'inode' },
    { name: 'size_bytes' },
    { name: 'mtime_ns' },
    { name: 'ctime_ns' },
    { name: 'birthtime_ns' },
    { name: 'executable' },
    { name: 'missing_since_ms' },
    { name: 'disk_name' },
    { name: 'is_alias' },
  ],
  parse: parseLocal,
  format: formatLocal,
}

function parseAgreed<N extends RemoteNode | SyncedNode>(
  nodeId: NodeId,
  place: Place,
  values: readonly SqlValue[],
): N {
  // written by formatAgreed only
  const [kind, content, contentRev, placeRev] = values as [N['kind'], string | null, string, string]
  // the columns are the members of N
  return { nodeId, ...place, kind, contentRev, placeRev, content: parseContent(content) } as N
}

function formatAgreed(node: RemoteNode | SyncedNode): SqlValue[] {
  return [node.kind, formatContent(node.content), node.contentRev, node.placeRev]
}

/** The columns that `parseFacts` reads. */
export const SELECT_FACTS = `SELECT lower(hex(node_id)), lower(hex(parent_id)), name, disk_name, missing_since_ms,
  kind, device, inode, size_bytes, mtime_ns, ctime_ns, birthtime_ns, executable FROM local_node`

/** A row of `SELECT_FACTS`. */
export function parseFacts(row: readonly SqlValue[]): LocalFacts {
  // the select list above; written by formatLocal only
  const [nodeId, parentId, name, diskName, missingSinceMs, ...facts] = row as FactsRow
  return {
    nodeId,
    parentId: parentId === '' ? null : parentId,
    name,
    kind: facts[0],
    stat: parseStat(facts),
    missingSinceMs: missingSinceMs === null ? null : Number(missingSinceMs),
    ...(diskName === null ? {} : { diskName }),
  }
}

function parseLocal(nodeId: NodeId, place: Place, values: readonly SqlValue[]): LocalNode {
  const [kind, content, device, inode, size, mtimeNs, ctimeNs, birthtimeNs, ...flags] =
    values as LocalRow // written by formatLocal only
  const [executable, missingSinceMs, diskName] = flags
  return {
    nodeId,
    ...place,
    kind,
    stat: parseStat([kind, device, inode, size, mtimeNs, ctimeNs, birthtimeNs, executable]),
    content: parseContent(content),
    missingSinceMs: missingSinceMs === null ? null : Number(missingSinceMs),
    ...(diskName === null ? {} : { diskName }),
  }
}

function parseStat(row: StatRow): FileStat {
  const [kind, device, inode, size, mtimeNs, ctimeNs, birthtimeNs, executable] = row
  return {
    kind,
    device,
    inode,
    sizeBytes: Number(size),
    mtimeNs,
    ctimeNs,
    birthtimeNs: birthtimeNs ?? undefined,
    executable: executable !== 0n,
  }
}

function formatLocal(node: LocalNode): SqlValue[] {
  const { kind, content, stat, missingSinceMs, diskName } = node
  const isAlias = diskName !== undefined && nameKey(diskName) !== nameKey(node.name)
  return [
    kind,
    formatContent(content),
    stat.device,
    stat.inode,
    stat.sizeBytes,
    stat.mtimeNs,
    stat.ctimeNs,
    stat.birthtimeNs ?? null,
    Number(stat.executable),
    missingSinceMs,
    diskName ?? null,
    Number(isAlias),
  ]
}

type StatRow = [
  kind: LocalNode['kind'],
  device: string,
  inode: string,
  sizeBytes: bigint,
  mtimeNs: bigint,
  ctimeNs: bigint,
  birthtimeNs: bigint | null,
  executable: bigint,
]

type FactsRow = [NodeId, NodeId | '', string, string | null, bigint | null, ...StatRow]

type LocalRow = [
  LocalNode['kind'],
  string | null,
  string,
  string,
  bigint,
  bigint,
  bigint,
  bigint | null,
  bigint,
  bigint | null,
  string | null,
  bigint,
]
