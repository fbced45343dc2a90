import { isSameContent } from '@tidemark/protocol'
import { isSameStat, type StateReader } from '@tidemark/sync-engine'
import { isOwnName } from '../filesystem/disk-contents.js'
import type { Chance } from '../filesystem/disk-journal.js'
import { type Inode, statOf } from '../filesystem/inode.js'
import type { MemoryDisk } from '../filesystem/memory-disk.js'
import type { MemoryFileSystem } from '../filesystem/memory-file-system.js'
import type { Ledger } from './ledger.js'

/** A computer that loses its power. */
export interface PoweredDevice {
  readonly name: string
  readonly disk: MemoryDisk
  readonly disks: MemoryFileSystem
  readonly store: StateReader
}

/**
 * Cuts the power and tells the ledger what the machine did to people's work: a save that nobody
 * flushed may be gone or torn. Returns the contents of files that it took and that this device did not
 * agree on. What was agreed on has no excuse for being gone.
 */
export function losePower(
  device: PoweredDevice,
  chance: Chance,
  ledger: Ledger,
  others: readonly { readonly disk: MemoryDisk }[],
): ReadonlySet<string> {
  const before = [...visibleFiles(device.disk)].map(([inode]) => {
    return { inode, text: textOf(inode), isAgreed: isAgreedOn(device.store, inode) }
  })
  device.disks.cutPower(chance)
  const now = visibleFiles(device.disk)
  for (const [inode, path] of now) ledger.tore(device.name, path, textOf(inode))
  const owed = new Set<string>()
  for (const { inode, text, isAgreed } of before) {
    const isThere = now.has(inode) && textOf(inode) === text
    if (!isThere && !isAgreed) owed.add(text)
  }
  const left = new Set([device, ...others].flatMap(({ disk }) => textsOn(disk)))
  for (const text of owed) if (!left.has(text)) ledger.lost(text)
  return owed
}

/** Whether both sides have agreed on the file just as it is. */
function isAgreedOn({ local, synced }: StateReader, inode: Inode): boolean {
  return local.byInode(inode.device, inode.number).some(({ nodeId, stat, content }) => {
    const agreed = synced.find(nodeId)?.content
    if (content === undefined || agreed === undefined || !isSameContent(content, agreed)) {
      return false
    }
    return isSameStat(stat, statOf(inode))
  })
}

function textsOn(disk: MemoryDisk): string[] {
  return [...visibleFiles(disk).keys()].map(textOf)
}

function visibleFiles(disk: MemoryDisk): Map<Inode, string> {
  const found = new Map<Inode, string>()
  const visit = (folder: Inode, prefix: string): void => {
    for (const { displayName, inode } of folder.entries.values()) {
      if (isOwnName(displayName)) continue
      if (inode.kind === 'folder') visit(inode, `${prefix}${displayName}/`)
      else if (inode.kind === 'file') found.set(inode, prefix + displayName)
    }
  }
  if (disk.root !== undefined) visit(disk.root, '')
  return found
}

function textOf({ data }: Inode): string {
  return new TextDecoder().decode(data)
}
