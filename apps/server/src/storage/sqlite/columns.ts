import {
  type BlockId,
  type FileContent,
  formatBlockId,
  formatId,
  type RandomId,
} from '@tidemark/protocol'
import type { BlockLocation, NodeRow, RevisionRow } from '@tidemark/server-core'

/** Conversion between columns and the values of the domain. */

/** A blob of a hex id or hash. */
export function toBlob(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}

export function toBlobOrNull(hex: string | null): Uint8Array | null {
  return hex === null ? null : toBlob(hex)
}

/** Hex text of a blob. */
export function toHex(blob: Uint8Array): string {
  // SQLite hands out Buffers; the check costs nothing and keeps other arrays right.
  return Buffer.isBuffer(blob) ? blob.toString('hex') : Buffer.from(blob).toString('hex')
}

export function toId<T extends RandomId>(blob: Uint8Array): T {
  if (blob.length !== 16) return formatId<T>(blob)
  return toHex(blob) as T // 16 bytes give 32 hex digits
}

export function toIdOrNull<T extends RandomId>(blob: Uint8Array | null): T | null {
  return blob === null ? null : toId<T>(blob)
}

export function toBlockId(blob: Uint8Array): BlockId {
  if (blob.length !== 32) return formatBlockId(blob)
  return toHex(blob) as BlockId // 32 bytes give 64 hex digits
}

/** Columns of a content; all null where a node has none. */
export type ContentColumns = {
  size_bytes: number
  root: Uint8Array | null
  depth: number
  profile_id: string
  hash_id: string
  mtime_ns: string
  birthtime_ns: string | null
  executable: number
}

function toContent(row: ContentColumns): FileContent {
  return {
    sizeBytes: row.size_bytes,
    root: row.root === null ? null : toBlockId(row.root),
    depth: row.depth,
    profileId: row.profile_id,
    hashId: row.hash_id,
    mtimeNs: row.mtime_ns,
    ...(row.birthtime_ns === null ? {} : { birthtimeNs: row.birthtime_ns }),
    executable: row.executable === 1,
  }
}

export function fromContent(content: FileContent): ContentColumns {
  return {
    size_bytes: content.sizeBytes,
    root: toBlobOrNull(content.root),
    depth: content.depth,
    profile_id: content.profileId,
    hash_id: content.hashId,
    mtime_ns: content.mtimeNs,
    birthtime_ns: content.birthtimeNs ?? null,
    executable: content.executable ? 1 : 0,
  }
}

/** A node joined with the revision that holds its content. */
export type NodeColumns = {
  node_id: Uint8Array
  parent_id: Uint8Array | null
  name: string
  kind: NodeRow['kind']
  content_rev: Uint8Array
  place_rev: Uint8Array
  changed_seq: number
  list_order: number
  deleted_seq: number | null
  deleted_at_ms: number | null
  deleted_by: string | null
  deleted_top: Uint8Array | null
} & { [K in keyof ContentColumns]: ContentColumns[K] | null }

export function toNode(row: NodeColumns): NodeRow {
  return {
    nodeId: toId(row.node_id),
    parentId: toIdOrNull(row.parent_id),
    name: row.name,
    kind: row.kind,
    contentRev: toId(row.content_rev),
    placeRev: toId(row.place_rev),
    // The join found a revision when the size is there; its other columns are then as well.
    content: row.size_bytes === null ? null : toContent(row as ContentColumns),
    changedSeq: row.changed_seq,
    listOrder: row.list_order,
    deletion: toDeletion(row),
  }
}

function toDeletion(row: NodeColumns): NodeRow['deletion'] {
  const { deleted_seq: seq, deleted_at_ms: atMs, deleted_by: deviceName, deleted_top: top } = row
  if (seq === null || atMs === null || deviceName === null || top === null) return null
  return { seq, atMs, deviceName, topId: toId(top) }
}

export function toRevision(
  row: ContentColumns & {
    revision_id: Uint8Array
    node_id: Uint8Array
    seq: number
    at_ms: number
    device_id: Uint8Array | null
    device_name: string
  },
): RevisionRow {
  return {
    revisionId: toId(row.revision_id),
    nodeId: toId(row.node_id),
    content: toContent(row),
    seq: row.seq,
    atMs: row.at_ms,
    deviceId: toIdOrNull(row.device_id),
    deviceName: row.device_name,
  }
}

export function toLocation(row: {
  segment_id: Uint8Array
  offset: number
  length: number
  kind: 'data' | 'list'
  raw_length: number
}): BlockLocation {
  const { offset, length, kind, raw_length: rawLength } = row
  return { segmentId: toHex(row.segment_id), offset, length, kind, rawLength }
}
