import { fstatSync, futimesSync } from 'node:fs'

/**
 * Sets the modification time of an open file and keeps its access time. Node passes seconds as a
 * double, which rounds times of this century to about 240 ns; before 1970 it takes whole
 * milliseconds only. Callers record the facts that they read back, so rounding never looks like an
 * edit.
 */
export function setTimes(descriptor: number, mtimeNs: bigint): void {
  const { atime } = fstatSync(descriptor)
  futimesSync(descriptor, atime, toTime(mtimeNs))
}

function toTime(timeNs: bigint): number | Date {
  // Node takes a negative number for "now" but a date as it is.
  if (timeNs < 0n) return new Date(Number(timeNs / 1_000_000n))
  return Number(timeNs / 1_000_000_000n) + Number(timeNs % 1_000_000_000n) / 1e9
}
