import { MARKER_NAME, TEMP_NAME_PREFIX } from '@tidemark/protocol'
import type { Inode } from './inode.js'
import type { MemoryDisk } from './memory-disk.js'

/**
 * Everything in the folder but our own files, for comparing whole trees: `{'a/': '', 'a/b': 'text',
 * 'l': '-> target'}`, in order of path.
 */
export function diskContents(disk: MemoryDisk): Record<string, string> {
  return disk.root === undefined ? {} : contentsOf(disk.root, isOwnName)
}

/** The files in the engine's trash by the path they had, with ` (2)` and so on when there are more. */
export function trashContents(disk: MemoryDisk): Record<string, string> {
  const trash = disk.find(TRASH_PATH)?.inode
  const found: Record<string, string> = {}
  if (trash === undefined) return found
  for (const [path, text] of Object.entries(contentsOf(trash, () => false))) {
    // trash/<sequence>/<path it had>
    if (path.endsWith('/')) continue
    const former = path.slice(path.indexOf('/') + 1)
    let key = former
    for (let count = 2; key in found; count++) key = `${former} (${count})`
    found[key] = text
  }
  return found
}

/** Where `MemoryFileSystem` keeps what it removes. */
export const TRASH_PATH = `${MARKER_NAME}/trash`

/** Whether the engine keeps its own things under this name. */
export function isOwnName(name: string): boolean {
  return name === MARKER_NAME || name.startsWith(TEMP_NAME_PREFIX)
}

function contentsOf(folder: Inode, isHidden: (name: string) => boolean): Record<string, string> {
  const found: [string, string][] = []
  const visit = (inode: Inode, prefix: string): void => {
    for (const { displayName, inode: child } of inode.entries.values()) {
      if (isHidden(displayName)) continue
      const path = prefix + displayName
      if (child.kind === 'folder') {
        found.push([`${path}/`, ''])
        visit(child, `${path}/`)
      } else if (child.kind === 'link') found.push([path, `-> ${child.target}`])
      else found.push([path, new TextDecoder().decode(child.data)])
    }
  }
  visit(folder, '')
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
