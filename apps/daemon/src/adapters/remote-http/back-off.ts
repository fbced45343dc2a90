/** When to try again: pure decisions (E109). */

const BASE_MS = 500
const CAP_MS = 20_000
const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * Wait before try `attempt` + 1 (0 = the first try failed): full jitter below an exponential cap,
 * so that clients that failed together do not come back together. What the server asked for is a
 * floor, with jitter on top.
 * @param random in [0, 1).
 */
export function backOffMs(
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
  capMs = CAP_MS,
): number {
  const jitterMs = Math.floor(random * Math.min(capMs, BASE_MS * 2 ** Math.min(attempt, 16)))
  return (retryAfterMs ?? 0) + jitterMs
}

/**
 * `Retry-After` in milliseconds from now: seconds or an HTTP date, at most an hour; undefined when
 * absent or unreadable.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  if (!Number.isFinite(waitMs)) return undefined
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, waitMs))
}
