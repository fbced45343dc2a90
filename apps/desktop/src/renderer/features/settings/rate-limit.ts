/** Limits of bandwidth as people set them: megabytes per second, with one digit or more. */

/** The slowest that the daemon takes. */
const MIN_BYTES_PER_SECOND = 32 * 1024
const MEGABYTE = 1_000_000

/** What was typed as a limit; undefined when it is none. Empty means no limit. */
export function parseRate(text: string): number | null | undefined {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  const value = /^\d{1,7}(\.\d{1,6})?$/.test(trimmed) ? Number(trimmed) * MEGABYTE : Number.NaN
  return value >= MIN_BYTES_PER_SECOND ? Math.round(value) : undefined
}

/** A limit as it is typed. */
export function formatRateInput(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? '' : String(bytesPerSecond / MEGABYTE)
}
