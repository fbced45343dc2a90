import type { ErrorCode, NodeId } from '@tidemark/protocol'
import type { HeldItem } from '@tidemark/sync-engine'
import type { SqlValue } from './query.js'

/** A node id as lower-case hex. */
export const NODE_ID = 'lower(hex(node_id))'
/** A block id as lower-case hex. */
export const BLOCK_ID = 'lower(hex(block_id))'

/** What `parseHeld` reads. */
export const HELD_COLUMNS = `SELECT path, ${NODE_ID}, code, detail, since_ms, retry_at_ms, attempts
  FROM held_item`

/** A row of `HELD_COLUMNS`. */
export function parseHeld(row: readonly SqlValue[]): HeldItem {
  // the select list above
  const [path, nodeId, code, detail, sinceMs, retryAtMs, attempts] = row as [
    string,
    NodeId | '',
    ErrorCode,
    string,
    number,
    number | null,
    number,
  ]
  return {
    path,
    nodeId: nodeId === '' ? undefined : nodeId,
    code,
    detail,
    sinceMs,
    retryAtMs: retryAtMs ?? undefined,
    attempts,
  }
}
