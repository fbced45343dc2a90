import type { FileContent, NodeId, Operation, OpId, RandomId, RevisionId } from '@tidemark/protocol'
import { parseBlockId, parseId } from '@tidemark/protocol'
import type { NodeRow } from '../metadata/rows.js'

/** An id that ends in `number`. */
export function id<T extends RandomId>(number: number): T {
  return parseId<T>(number.toString(16).padStart(32, '0'))
}

export function content(number: number): FileContent {
  return {
    sizeBytes: 10,
    root: parseBlockId(number.toString(16).padStart(64, '0')),
    depth: 0,
    profileId: 'test',
    hashId: 'sha256',
    mtimeNs: '0',
    executable: false,
  }
}

export const ROOT = id<NodeId>(1)
export const CONTENT_REV = id<RevisionId>(100)
export const PLACE_REV = id<RevisionId>(200)

export function file(fields: Partial<NodeRow> = {}): NodeRow {
  return {
    nodeId: id(2),
    parentId: ROOT,
    name: 'a',
    kind: 'file',
    contentRev: CONTENT_REV,
    placeRev: PLACE_REV,
    content: content(1),
    changedSeq: 5,
    listOrder: 0,
    deletion: null,
    ...fields,
  }
}

export function folder(fields: Partial<NodeRow> = {}): NodeRow {
  return file({ kind: 'folder', content: null, listOrder: 9, ...fields })
}

export function deleted(row: NodeRow): NodeRow {
  return { ...row, deletion: { seq: 6, atMs: 0, deviceName: 'x', topId: row.nodeId } }
}

export const OP = id<OpId>(300)

export function put(
  fields: Partial<Extract<Operation, { op: 'put' }>>,
): Extract<Operation, { op: 'put' }> {
  return {
    op: 'put',
    opId: OP,
    nodeId: id(2),
    parentId: ROOT,
    name: 'a',
    base: null,
    content: content(2),
    onConflict: 'copy',
    copy: { nodeId: id(3), name: 'a copy' },
    ...fields,
  }
}
