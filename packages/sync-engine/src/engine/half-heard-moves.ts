import type { Plan } from '../reconcile/plan.js'
import type { StateReader } from '../state-store.js'

/**
 * Whether an item that vanished here and is to come back, because it was changed on the server, may
 * only have moved to where nothing was heard of. It has no place in which to look for it, so all is
 * scanned once before: otherwise it would be there twice, and what changed not where it is now.
 * @param scannedMs when everything was last scanned (Clock.nowMs); undefined = not yet.
 */
export function isPerhapsMoved(
  { local }: Pick<StateReader, 'local'>,
  plan: Pick<Plan, 'bookkeeping'>,
  scannedMs: number | undefined,
  nowMs: number,
): boolean {
  return plan.bookkeeping.some((step) => {
    if (step.kind !== 'revive') return false
    const sinceMs = local.find(step.nodeId)?.missingSinceMs ?? undefined
    // Of a time that is yet to come the clock was set back, and no scan would ever be after it (E27).
    if (sinceMs === undefined || sinceMs > nowMs) return false
    return scannedMs === undefined || scannedMs < sinceMs
  })
}
