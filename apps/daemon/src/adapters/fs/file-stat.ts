import { type BigIntStats, lstatSync } from 'node:fs'
import type { DiskKind, FileStat } from '@tidemark/sync-engine'

/**
 * Name of the device that the synced folder lies on. Device numbers change with every reboot, so the
 * root's own is never remembered; the others only tell that a disk is mounted (E16).
 */
const ROOT_DEVICE = 'root'

const MAX_NS = 2n ** 63n - 1n

/** The facts of an entry as the engine compares them. */
export function statFrom(stats: BigIntStats, rootDevice: bigint): FileStat {
  const kind = kindOf(stats)
  return {
    kind,
    device: stats.dev === rootDevice ? ROOT_DEVICE : String(stats.dev),
    inode: String(stats.ino),
    sizeBytes: Number(stats.size),
    mtimeNs: clamp(stats.mtimeNs),
    ctimeNs: clamp(stats.ctimeNs),
    birthtimeNs: stats.birthtimeNs > 0n ? clamp(stats.birthtimeNs) : undefined,
    executable: kind === 'file' && (stats.mode & 0o100n) !== 0n,
  }
}

/** lstat with nanoseconds; undefined when nothing is there. */
export function lstatOrAbsent(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

function kindOf(stats: BigIntStats): DiskKind {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  return stats.isSymbolicLink() ? 'link' : 'special'
}

/** Times are kept as 64-bit numbers of nanoseconds, which end in 2262 (E26). */
function clamp(timeNs: bigint): bigint {
  if (timeNs > MAX_NS) return MAX_NS
  return timeNs < -MAX_NS ? -MAX_NS : timeNs
}
