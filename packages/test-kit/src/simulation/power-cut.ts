import { isSameContent } from '@tidemark/protocol'
import { isSameStat, type StateReader, type StateStore } from '@tidemark/sync-engine'
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
  readonly store: StateStore
}

/** What a power cut took. */
export interface PowerLoss {
  /** Contents of files that this device had not agreed on. */
  readonly owed: ReadonlySet<string>
  /** Paths of folders that both sides had agreed on: they look deleted now, for which is no excuse. */
  readonly agreedFolders: readonly string[]
}

/**
 * Cuts the power and tells the ledger what the machine did to people's work: a save that nobody
 * flushed may be gone or torn. What was agreed on has no excuse for being gone.
 */
export function losePower(
  device: PoweredDevice,
  chance: Chance,
  ledger: Ledger,
  others: readonly { readonly disk: MemoryDisk }[],
): PowerLoss {
  const visible = visibleItems(device.disk)
  const folders = [...visible.folders].filter((folder) => isAgreedFolder(device.store, folder))
  const before = [...visible.files].map(([inode]) => {
    return { inode, text: textOf(inode), isAgreed: isAgreedOn(device.store, inode) }
  })
  device.disks.cutPower(chance)
  const { files: now, folders: foldersNow } = visibleItems(device.disk)
  const textBefore = new Map(before.map(({ inode, text }) => [inode, text]))
  for (const [inode, path] of now) {
    const text = textOf(inode)
    if (textBefore.get(inode) !== text) ledger.tore(device.name, path, text)
  }
  const owed = new Set<string>()
  for (const { inode, text, isAgreed } of before) {
    const isThere = now.has(inode) && textOf(inode) === text
    if (!isThere && !isAgreed) owed.add(text)
  }
  const left = new Set([device, ...others].flatMap(({ disk }) => textsOn(disk)))
  for (const text of owed) if (!left.has(text)) ledger.lost(text)
  const agreedFolders = folders.filter(([inode]) => !foldersNow.has(inode)).map(([, path]) => path)
  return { owed, agreedFolders }
}

/** Whether this folder, and not one that was there before, is the one that both sides agreed on. */
function isAgreedFolder(store: StateStore, [inode, path]: readonly [Inode, string]): boolean {
  return store.local.byInode(inode.device, inode.number).some(({ nodeId, stat }) => {
    const isIt = stat.birthtimeNs === inode.birthtimeNs && store.localPath(nodeId) === path
    return isIt && store.synced.find(nodeId)?.kind === 'folder'
  })
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
  return [...visibleItems(disk).files.keys()].map(textOf)
}

interface VisibleItems {
  readonly files: ReadonlyMap<Inode, string>
  readonly folders: ReadonlyMap<Inode, string>
}

/** Files and folders that people see, with their paths. */
function visibleItems(disk: MemoryDisk): VisibleItems {
  const files = new Map<Inode, string>()
  const folders = new Map<Inode, string>()
  const visit = (folder: Inode, prefix: string): void => {
    for (const { displayName, inode } of folder.entries.values()) {
      if (isOwnName(displayName)) continue
      const path = prefix + displayName
      if (inode.kind === 'file') files.set(inode, path)
      if (inode.kind !== 'folder') continue
      folders.set(inode, path)
      visit(inode, `${path}/`)
    }
  }
  if (disk.root !== undefined) visit(disk.root, '')
  return { files, folders }
}

function textOf({ data }: Inode): string {
  return new TextDecoder().decode(data)
}
