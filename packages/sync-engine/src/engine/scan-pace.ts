/** Scans that only look whether the watcher missed something take at most one part in so many of the time. */
const REST_PER_SCAN = 20
/** A computer that slept during a scan has not scanned for that long. */
const LONGEST_REST_MS = 3_600_000

/**
 * How long no full scan is due after one that took `tookMs`: a folder whose scan takes longer than
 * `intervalMs` would otherwise be scanned without end and nothing else done.
 */
export function restAfterFullScanMs(intervalMs: number, tookMs: number): number {
  return Math.max(intervalMs, Math.min(LONGEST_REST_MS, REST_PER_SCAN * tookMs))
}
