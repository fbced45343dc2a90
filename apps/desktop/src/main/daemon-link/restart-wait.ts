const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/** A daemon that lived this long was well; the next end of it is a first one. */
export const HEALTHY_AFTER_MS = 30_000

/** Wait before the next start: none after the first failure, then twice as long each time. */
export function restartWaitMs(failuresInARow: number): number {
  if (failuresInARow <= 1) return 0
  return Math.min(FIRST_WAIT_MS * 2 ** (failuresInARow - 2), LONGEST_WAIT_MS)
}
