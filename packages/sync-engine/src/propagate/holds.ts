import { AppError, type ErrorCode, isErrorCode, type NodeId } from '@tidemark/protocol'
import type { StateStore, StateTransaction } from '../state-store.js'
import { itemRetryDelayMs } from './failure.js'

/** Why an item could not be synced. */
export interface ItemFailure {
  readonly code: ErrorCode
  readonly detail: string
}

/** A failure from an error, or from a code that a newer server may have invented. */
export function itemFailure(cause: AppError | string, message = ''): ItemFailure {
  if (cause instanceof AppError) return { code: cause.code, detail: cause.message }
  return isErrorCode(cause)
    ? { code: cause, detail: message }
    : { code: 'internal', detail: `${cause}: ${message}` }
}

/** Path under which people know the node: on disk, else on the server, else its id. */
export function displayPath(store: StateStore, nodeId: NodeId): string {
  return store.localPath(nodeId) ?? store.remotePath(nodeId) ?? nodeId
}

/** When something failed, and how long it waits at most for the next try. */
export interface RetryTimes {
  readonly nowMs: number
  readonly longestRetryMs: number
}

/** Codes that are not retryable for one request but change by themselves with time. */
const CHANGES_WITH_TIME: ReadonlySet<ErrorCode> = new Set([
  'quota_exceeded',
  'name_held',
  'mount_held',
])

/**
 * Lists the item with its reason and puts it aside until the next try (PS218). What no time will
 * cure rests until one of its entries changes.
 */
export function holdItem(
  store: StateStore,
  tx: StateTransaction,
  nodeId: NodeId,
  failure: ItemFailure,
  { nowMs, longestRetryMs }: RetryTimes,
): void {
  const path = displayPath(store, nodeId)
  const before = tx.findHeld(path)
  // What a scan found on disk stands under the same path and is the scan's to remove.
  const isOurs = before === undefined || before.nodeId !== undefined
  const attempts = (isOurs ? (before?.attempts ?? 0) : 0) + 1
  const error = new AppError(failure.code)
  const isTemporary = error.retryable || CHANGES_WITH_TIME.has(failure.code)
  const retryAtMs = isTemporary ? nowMs + itemRetryDelayMs(attempts, longestRetryMs) : undefined
  if (isOurs) {
    const sinceMs = before?.code === failure.code ? before.sinceMs : nowMs
    tx.putHeld({ path, nodeId, ...failure, sinceMs, retryAtMs, attempts })
  }
  if (retryAtMs === undefined) tx.clearDirty(nodeId)
  else tx.deferDirty(nodeId, retryAtMs)
}

/** The item is fine again. */
export function releaseItem(store: StateStore, tx: StateTransaction, nodeId: NodeId): void {
  if (tx.heldCount() === 0) return
  const path = displayPath(store, nodeId)
  if (tx.findHeld(path)?.nodeId === nodeId) tx.removeHeld(path)
}
