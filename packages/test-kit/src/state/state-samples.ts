import { type FileContent, formatId, type NodeId, parseBlockId } from '@tidemark/protocol'
import type { FileStat, LocalNode, RemoteNode, SyncedNode } from '@tidemark/sync-engine'

/** A node id that is the same for the same number. */
export function sampleNodeId(number: number): NodeId {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(12, number)
  return formatId<NodeId>(bytes)
}

/** A block id that is the same for the same number. */
export function sampleBlockId(number: number) {
  return parseBlockId(number.toString(16).padStart(64, '0'))
}

/** Content of a one-block file. */
export function sampleContent(blockNumber: number, sizeBytes = 10): FileContent {
  return {
    sizeBytes,
    root: sampleBlockId(blockNumber),
    depth: 0,
    profileId: 'whole-v1',
    hashId: 'sha256',
    mtimeNs: '-1500000000000000001',
    executable: false,
  }
}

/** Facts of a file; times need all their digits to survive. */
export function sampleStat(inode: string, changes: Partial<FileStat> = {}): FileStat {
  return {
    kind: 'file',
    device: 'disk-1',
    inode,
    sizeBytes: 10,
    mtimeNs: 1_780_000_000_123_456_789n,
    ctimeNs: 1_780_000_000_987_654_321n,
    birthtimeNs: 1_770_000_000_000_000_001n,
    executable: false,
    ...changes,
  }
}

/** A local file. */
export function sampleLocal(
  node: Pick<LocalNode, 'nodeId' | 'parentId' | 'name'> & Partial<LocalNode>,
): LocalNode {
  return {
    kind: 'file',
    stat: sampleStat(`inode-${node.nodeId}`),
    content: undefined,
    missingSinceMs: null,
    ...node,
  }
}

/** A folder or file of the remote tree. */
export function sampleRemote(
  node: Pick<RemoteNode, 'nodeId' | 'parentId' | 'name'> & Partial<RemoteNode>,
): RemoteNode {
  return { kind: 'folder', ...revisions(), content: undefined, ...node }
}

/** A folder or file of the merge base. */
export function sampleSynced(
  node: Pick<SyncedNode, 'nodeId' | 'parentId' | 'name'> & Partial<SyncedNode>,
): SyncedNode {
  return { kind: 'folder', ...revisions(), content: undefined, ...node }
}

function revisions() {
  return {
    contentRev: formatId<RemoteNode['contentRev']>(new Uint8Array(16).fill(1)),
    placeRev: formatId<RemoteNode['placeRev']>(new Uint8Array(16).fill(2)),
  }
}
