import { InvalidArgumentError } from 'commander'

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a moment from the arguments: `30m`, `2h` or `3d` before now, or a date with or without a time
 * (`2026-11-22`, `2026-11-22 14:05`) in local time.
 * @throws InvalidArgumentError, which commander words
 */
export function parseMoment(text: string, nowMs: number): number {
  const [, count = '', unit = ''] = /^(\d{1,6})\s*([mhd])$/.exec(text.trim()) ?? []
  const unitMs = UNIT_MS[unit]
  if (unitMs !== undefined) return Math.max(0, nowMs - Number(count) * unitMs)
  // A date alone would be read as of Greenwich.
  const date = /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? `${text.trim()} 00:00` : text.trim()
  const atMs = /^\d{4}-\d\d-\d\d[ T]/.test(date) ? Date.parse(date.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(atMs) || atMs < 0) {
    throw new InvalidArgumentError('Give 30m, 2h or 3d, or a time as 2026-11-22 14:05.')
  }
  return atMs
}
