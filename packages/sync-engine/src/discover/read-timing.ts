import type { FileContent } from '@tidemark/protocol'
import type { FileStat } from '../trees.js'

const SECOND_NS = 1_000_000_000n
const NS_PER_MS = 1_000_000n
/** A tick of the kernel's coarse clock, by which ext4 and others stamp files. At most 10 ms. */
const TICK_NS = 10_000_000n

/**
 * The step of the clock that stamped the file, read off its change time, which no program can set:
 * two seconds on FAT, one on HFS+, a tick elsewhere.
 */
export function clockStepNs({ ctimeNs }: FileStat): bigint {
  if (ctimeNs % (2n * SECOND_NS) === 0n) return 2n * SECOND_NS
  return ctimeNs % SECOND_NS === 0n ? SECOND_NS : TICK_NS
}

/**
 * Whether a write that happens now could leave the file with the very facts that it has (E25): both
 * its times lie within the running step of the disk's clock. What is read at such a moment proves
 * nothing about a moment later.
 */
export function isRacy(stat: FileStat, nowMs: number): boolean {
  const stepNs = clockStepNs(stat)
  const nowNs = BigInt(nowMs) * NS_PER_MS
  const isRunning = (timeNs: bigint): boolean => nowNs < timeNs + stepNs && timeNs < nowNs + stepNs
  return isRunning(stat.mtimeNs) && isRunning(stat.ctimeNs)
}

/**
 * How long to leave a file alone before it is read; 0 = now. Only as long as its facts could not
 * tell a write from none (E25), or as long as a file that has just been emptied may be on its way to
 * a new content (E23).
 * @param previous what both sides agreed on last.
 */
export function restBeforeReadMs(
  stat: FileStat,
  previous: FileContent | undefined,
  nowMs: number,
  settleMs: number,
): number {
  const racyMs = isRacy(stat, nowMs) ? Number(clockStepNs(stat) / NS_PER_MS) : 0
  const isEmptied = stat.sizeBytes === 0 && (previous?.sizeBytes ?? 0) > 0
  const sinceMs = nowMs - Number(stat.mtimeNs / NS_PER_MS)
  const emptiedMs = isEmptied && sinceMs >= 0 && sinceMs < settleMs ? settleMs - sinceMs : 0
  return Math.max(racyMs, emptiedMs)
}
