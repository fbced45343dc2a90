import type { ActivityPage, ConflictSide, OpenConflict } from '@tidemark/control'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 10, 22, 12)

/** An id that no other index has. */
function idOf<T extends string>(index: number): T {
  // Branded ids are made by server and devices; these are of the same form.
  return index.toString(16).padStart(32, '0') as T
}

function side(index: number, deviceName: string | null): ConflictSide {
  return {
    nodeId: idOf(index),
    revisionId: idOf(index),
    kind: 'file',
    sizeBytes: 14_000 + (index % 7) * 912,
    modifiedAtMs: NOW_MS - index * 1_650_000,
    deviceName,
  }
}

/**
 * Conflicts between two devices, half of the copies written by each. As from the daemon: who wrote
 * the first version is not in the list, `withWriters` has what the details tell.
 */
export function conflictList(count: number, own: string, other: string): OpenConflict[] {
  return Array.from({ length: count }, (_, index) => {
    const deviceName = index % 2 === 0 ? own : other
    const path = `Projects/${Math.floor(index / 20)}/chapter ${index}.tex`
    return {
      folderId: 'a',
      folderPath: '/home/ada/a',
      conflictId: idOf(index),
      path,
      copyPath: path.replace('.tex', ` (conflicted copy ${deviceName}).tex`),
      deviceName,
      atMs: NOW_MS - index * 1_700_000,
      original: side(index * 2, null),
      copy: side(index * 2 + 1, deviceName),
    }
  })
}

/** The same conflict with the writer of its first version. */
export function withWriter(conflict: OpenConflict, own: string, other: string): OpenConflict {
  const deviceName = conflict.deviceName === own ? other : own
  const { original } = conflict
  return original === undefined ? conflict : { ...conflict, original: { ...original, deviceName } }
}

/** A page of a record of `total` entries, the newest first, a thousand to the day. */
export function activityPage(
  total: number,
  before: number | undefined,
  limit: number,
): ActivityPage {
  const newest = Math.min(total, (before ?? total + 1) - 1)
  const length = Math.max(0, Math.min(limit, newest))
  const entries = Array.from({ length }, (_, index) => {
    const id = newest - index
    const atMs = NOW_MS - (total - id) * (DAY_MS / 1000)
    return { id, folderId: 'a', atMs, kind: 'uploaded', path: `Photos/${id % 97}/IMG_${id}.CR3` }
  })
  return { entries, more: newest - length > 0 }
}
