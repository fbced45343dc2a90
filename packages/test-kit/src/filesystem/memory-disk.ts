import type { NameProblem, RelPath } from '@tidemark/protocol'
import type { DiskKind } from '@tidemark/sync-engine'
import { DiskError } from './disk-error.js'
import { DiskJournal } from './disk-journal.js'
import { type DiskNameOptions, type DiskNames, diskNames } from './disk-names.js'
import { type Entry, type Inode, statOf } from './inode.js'
import { InodeTable, type InodeTableOptions } from './inode-table.js'

/** How a MemoryDisk behaves; without any option as ext4 on Linux. */
export interface MemoryDiskOptions extends DiskNameOptions, InodeTableOptions {
  /** Whether a file that a program has open cannot be replaced, moved or removed, as on Windows. */
  readonly locksOpenFiles?: boolean
}

const ROOT_DEVICE = 'disk-1'

/**
 * A disk in memory with the folder that is synced as its root, as the person at the computer and
 * other programs use it: paths with `/`, '' = the root, links not followed. Calls on what is not
 * there throw. `MemoryFileSystem` is the engine's access to the same disk.
 */
export class MemoryDisk {
  /** What a power cut would take. */
  readonly journal: DiskJournal
  readonly #inodes: InodeTable
  readonly #names: DiskNames
  readonly #locksOpenFiles: boolean
  /** Folders in which names that differ in letter case are two, whatever the disk does (E94). */
  readonly #caseSensitive = new Set<Inode>()
  /** How many programs have a file open. */
  readonly #openings = new Map<Inode, number>()
  #root: Inode | undefined
  #detached: Inode | undefined

  constructor(options: MemoryDiskOptions = {}) {
    this.#inodes = new InodeTable(options)
    this.journal = new DiskJournal(() => this.#inodes.latestNs)
    this.#names = diskNames(options)
    this.#locksOpenFiles = options.locksOpenFiles ?? false
    this.#root = this.#inodes.make('folder', ROOT_DEVICE)
  }

  /** The synced folder itself; undefined while it is detached. */
  get root(): Inode | undefined {
    return this.#root
  }

  /** The time, which goes on evenly. */
  nowNs(): bigint {
    return this.#inodes.nowNs()
  }

  /** What the computer's clock shows, and a file written now is stamped with. */
  clockNs(): bigint {
    return this.#inodes.clockNs()
  }

  /** Finds what is at `path`; undefined also when a parent is no folder. */
  find(path: string): Entry | undefined {
    if (this.#root === undefined) return undefined
    let entry: Entry = { name: '', displayName: '', inode: this.#root, isExaminable: true }
    for (const name of path === '' ? [] : path.split('/')) {
      const next = entry.inode.entries.get(this.#fold(entry.inode, name))
      if (entry.inode.kind !== 'folder' || next === undefined) return undefined
      entry = next
    }
    return entry
  }

  /** As `find`; throws when nothing is there. */
  get(path: string): Inode {
    const entry = this.find(path)
    if (entry === undefined) throw new Error(`nothing at ${JSON.stringify(path)}`)
    return entry.inode
  }

  /** The folder that holds `path`; undefined when there is none. */
  findParent(path: string): Inode | undefined {
    const parent = this.find(parentPath(path))?.inode
    return parent?.kind === 'folder' ? parent : undefined
  }

  /** Writes a file, in place when it exists: the inode stays. Makes missing folders. */
  write(path: string, content: string | Uint8Array): Inode {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice()
    const inode = this.find(path)?.inode ?? this.make(path, 'file')
    if (inode.kind !== 'file') throw new Error(`${path} is no file`)
    this.journal.noteWrite(inode, this.nowNs())
    inode.data = bytes
    this.#inodes.stampContent(inode)
    return inode
  }

  append(path: string, text: string): void {
    this.write(path, this.read(path) + text)
  }

  /** Content of a file as text. */
  read(path: string): string {
    return new TextDecoder().decode(this.get(path).data)
  }

  /** Makes a folder and the missing ones above it; fine when it exists. */
  mkdir(path: string): Inode {
    const inode = this.find(path)?.inode ?? this.make(path, 'folder')
    if (inode.kind !== 'folder') throw new Error(`${path} is no folder`)
    return inode
  }

  symlink(path: string, target: string): void {
    this.make(path, 'link', { target })
  }

  /** Makes a named pipe. */
  pipe(path: string): void {
    this.make(path, 'special')
  }

  /** A second name for a file. */
  link(existing: string, path: string): void {
    const inode = this.get(existing)
    if (this.find(path) !== undefined) throw new Error(`${path} exists`)
    this.#enter(path, inode)
    this.#inodes.stampMeta(inode)
  }

  /** As rename(2): replaces a file at `to`. */
  rename(from: string, to: string): void {
    const entry = this.find(from)
    if (entry === undefined) throw new Error(`nothing at ${from}`)
    this.#names.refuse(to)
    this.#refuseOpen(from, entry.inode)
    const target = this.find(to)
    const isSameEntry = target === entry
    if (target !== undefined && !isSameEntry && target.inode === entry.inode) return
    this.journal.together(() => {
      if (target !== undefined && !isSameEntry) this.remove(to)
      this.#leave(from)
      this.#enter(to, entry.inode)
    })
    this.#inodes.stampMeta(entry.inode)
  }

  /** Removes a name and everything below it. */
  remove(path: string): void {
    const inode = this.get(path)
    this.#refuseOpen(path, inode)
    for (const name of inode.linkCount === 1 ? [...inode.entries.keys()] : []) {
      this.remove(`${path}/${name}`)
    }
    this.journal.together(() => {
      this.#leave(path)
      if (inode.linkCount > 0) return
      this.#inodes.free(inode)
      this.journal.noteNames([inode], () => this.#inodes.reclaim(inode))
    })
  }

  setMtime(path: string, mtimeNs: bigint): void {
    this.#inodes.stampContent(this.get(path), mtimeNs)
  }

  setExecutable(path: string, executable: boolean): void {
    const inode = this.get(path)
    inode.executable = executable
    this.#inodes.stampMeta(inode)
  }

  /** Sets whether the file can be opened or the folder listed. */
  setReadable(path: string, isReadable: boolean): void {
    const inode = this.get(path)
    inode.isReadable = isReadable
    this.#inodes.stampMeta(inode)
  }

  /** Makes letter case count in an empty folder, as Windows can for each folder (E94). */
  setCaseSensitive(path: string): void {
    const folder = this.get(path)
    if (folder.entries.size > 0) throw new Error(`${path} is not empty`)
    this.#caseSensitive.add(folder)
  }

  /** Sets whether the entry can be examined; as a broken network disk or a cloud placeholder. */
  setExaminable(path: string, isExaminable: boolean): void {
    const entry = this.find(path)
    const parent = this.findParent(path)
    if (entry?.name === undefined || parent === undefined) throw new Error(`nothing at ${path}`)
    parent.entries.set(this.#fold(parent, entry.name), { ...entry, isExaminable })
  }

  /** A file whose name is no UTF-8, shown as `displayName` (E47). */
  addUndecodable(folder: string, displayName: string): void {
    const inode = this.#inodes.make('file', this.get(folder).device)
    const entry = { name: undefined, displayName, inode, isExaminable: true }
    this.get(folder).entries.set(this.#names.fold(`\0${displayName}`), entry)
  }

  /** Mounts another, empty disk over a folder; what it held is hidden until `unmount`. */
  mount(path: string, device: string): () => void {
    const parent = this.findParent(path)
    if (parent === undefined) throw new Error(`nothing at ${path}`)
    const name = this.#fold(parent, lastName(path))
    const covered = parent.entries.get(name)
    if (covered === undefined) throw new Error(`nothing at ${path}`)
    parent.entries.set(name, { ...covered, inode: this.#inodes.make('folder', device) })
    return () => parent.entries.set(name, covered)
  }

  /** Takes the whole folder away: drive unplugged. */
  detach(): void {
    this.#detached ??= this.#root
    this.#root = undefined
  }

  /** Brings the folder back after `detach` or `replaceRoot`. */
  attach(): void {
    this.#root = this.#detached ?? this.#root
    this.#detached = undefined
  }

  /** Puts an empty folder where the root was: an empty mount point. `attach` brings it back. */
  replaceRoot(): void {
    this.#detached ??= this.#root
    this.#root = this.#inodes.make('folder', 'disk-0')
  }

  /** Makes an entry and missing folders above it. */
  make(path: string, kind: DiskKind, { target = '' }: { target?: string } = {}): Inode {
    if (this.find(path) !== undefined) throw new Error(`${path} exists`)
    this.#names.refuse(path)
    const parent = parentPath(path)
    const device = this.mkdir(parent).device
    return this.journal.together(() => {
      const inode = this.#inodes.make(kind, device, target)
      this.journal.noteNames([inode], () => this.#inodes.free(inode))
      this.#enter(path, inode)
      return inode
    })
  }

  /**
   * A program opens a file until the returned function is called. Where open files are locked, it
   * can be neither replaced, moved nor removed meanwhile, and the folders above it stay as well.
   */
  open(path: string): () => void {
    const inode = this.get(path)
    this.#openings.set(inode, (this.#openings.get(inode) ?? 0) + 1)
    return () => {
      const left = (this.#openings.get(inode) ?? 1) - 1
      if (left === 0) this.#openings.delete(inode)
      else this.#openings.set(inode, left)
    }
  }

  /** Why this kind of disk can never hold an item at `path`. */
  problemAt(path: RelPath): NameProblem | undefined {
    return this.#names.problemAt(path)
  }

  /** Whether the disk takes both for one name in one folder. */
  isSameName(a: string, b: string): boolean {
    return this.#names.fold(a) === this.#names.fold(b)
  }

  /** The facts of what is at `path`. */
  stat(path: string) {
    return statOf(this.get(path))
  }

  #refuseOpen(path: string, inode: Inode): void {
    if (!this.#locksOpenFiles || this.#openings.size === 0) return
    if (this.#openings.has(inode)) throw new DiskError('EBUSY', path)
    for (const child of inode.entries.values()) this.#refuseOpen(path, child.inode)
  }

  #fold(folder: Inode, name: string): string {
    return this.#caseSensitive.has(folder) ? name : this.#names.fold(name)
  }

  #enter(path: string, inode: Inode): void {
    const parent = this.findParent(path)
    if (parent === undefined) throw new Error(`no folder for ${path}`)
    const name = this.#names.store(lastName(path))
    const entry = { name, displayName: name, inode, isExaminable: true }
    const key = this.#fold(parent, name)
    parent.entries.set(key, entry)
    inode.linkCount++
    this.#inodes.stampContent(parent)
    this.journal.noteNames([parent, inode], () => {
      parent.entries.delete(key)
      inode.linkCount--
    })
  }

  #leave(path: string): void {
    const parent = this.findParent(path)
    const entry = this.find(path)
    if (parent === undefined || entry === undefined) throw new Error(`nothing at ${path}`)
    const key = this.#fold(parent, lastName(path))
    parent.entries.delete(key)
    entry.inode.linkCount--
    this.#inodes.stampContent(parent)
    this.journal.noteNames([parent, entry.inode], () => {
      parent.entries.set(key, entry)
      entry.inode.linkCount++
    })
  }
}

function parentPath(path: string): string {
  if (path === '') throw new Error('the root has no parent')
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
