import { readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { MARKER_NAME, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { ListedEntry } from '@tidemark/sync-engine'
import { lstatOrAbsent, statFrom } from './file-stat.js'
import type { FolderHandle } from './folder-handle.js'

/** Entries between two breaths of the event loop; examining one takes some microseconds. */
const ENTRIES_PER_TURN = 2000
const REPLACEMENT = '\ufffd'

/**
 * Lists and examines a folder, our own files left out. The calls are synchronous because that is
 * several times faster than one promise per entry.
 */
export async function listFolder(
  folder: FolderHandle,
  rootDevice: bigint,
): Promise<readonly ListedEntry[]> {
  const entries: ListedEntry[] = []
  let count = 0
  for (const { name, displayName } of readNames(folder.path)) {
    if (++count % ENTRIES_PER_TURN === 0) await setImmediate()
    if (isOwnName(displayName)) continue
    if (name === undefined) {
      entries.push({ name, displayName, stat: undefined })
      continue
    }
    const entry = examine(folder, name, rootDevice)
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

/** The names in a folder; one whose bytes are no UTF-8 has only a form to show (E47). */
function readNames(path: string): Pick<ListedEntry, 'name' | 'displayName'>[] {
  const names = readdirSync(path)
  if (!names.some((name) => name.includes(REPLACEMENT))) {
    return names.map((name) => ({ name, displayName: name }))
  }
  // Either such a name or one that really has this character: the bytes tell.
  return readdirSync(path, { encoding: 'buffer' }).map((bytes) => {
    const displayName = bytes.toString('utf8')
    const isExact = Buffer.from(displayName).equals(bytes)
    return { name: isExact ? displayName : undefined, displayName }
  })
}

/** Names of the engine's own files. */
export function isOwnName(name: string): boolean {
  return name === MARKER_NAME || name.startsWith(TEMP_NAME_PREFIX)
}

function examine(folder: FolderHandle, name: string, rootDevice: bigint): ListedEntry | undefined {
  try {
    const stats = lstatOrAbsent(folder.child(name))
    // Gone since the listing was read.
    return stats && { name, displayName: name, stat: statFrom(stats, rootDevice) }
  } catch {
    // The port's way to say so; the entry is listed as held and nothing is concluded from it (E34).
    return { name, displayName: name, stat: undefined }
  }
}
