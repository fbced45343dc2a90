import {
  AppError,
  MARKER_NAME,
  type NameProblem,
  parentOf,
  type RelPath,
  ROOT_PATH,
  TEMP_NAME_PREFIX,
} from '@tidemark/protocol'
import {
  type CrashPoint,
  type FileReader,
  type FileStat,
  type FileSystem,
  isSameEntry,
  isSameStat,
  type ListedEntry,
  neverCrash,
  type PathsFlushed,
  type PlaceOutcome,
  type PlaceRequest,
  type RootIdentity,
  type RootProbe,
  type StagedFile,
} from '@tidemark/sync-engine'
import { isOwnName, TRASH_PATH } from './disk-contents.js'
import { toAppError } from './disk-error.js'
import { type Chance, LOSE_ALL } from './disk-journal.js'
import { type Inode, statOf } from './inode.js'
import type { MemoryDisk } from './memory-disk.js'
import { placeInMemory } from './memory-placing.js'
import { MemoryStagedFile, memoryStaged } from './memory-staged-file.js'
import { readInode } from './read-inode.js'

/** A step of a call, announced before it happens. */
export interface FileSystemCall {
  /**
   * Name of the port's method, or `read`, `write`, `place:flush`, `place:check`, `place:rename`,
   * `place:flushFolders` for what happens within. `place` itself and its flushes are announced once
   * per batch with the path ''.
   */
  readonly step: string
  readonly path: string
}

const MARKER_PATH = `${MARKER_NAME}/marker`
const DAY_NS = 86_400_000_000_000n

/**
 * The engine's access to a MemoryDisk. `beforeCall` sees every step first: a `DiskError` that it
 * throws fails that step as the disk would, and what it does to the disk is a program racing with us.
 */
export class MemoryFileSystem implements FileSystem {
  readonly disk: MemoryDisk
  readonly #fileSystemId: string
  /** Folders that `makeFolder` made since the last `flush`. */
  readonly #made = new Set<Inode>()
  beforeCall: (call: FileSystemCall) => unknown = () => undefined
  /** Called with D06 to D09; what it throws ends the process. */
  crashPoint: CrashPoint = neverCrash

  constructor(disk: MemoryDisk, fileSystemId = 'memory-disk') {
    this.disk = disk
    this.#fileSystemId = fileSystemId
  }

  async probeRoot(): Promise<RootProbe> {
    this.#announce('probeRoot', '')
    const { root } = this.disk
    if (root === undefined) return { state: 'missing' }
    const marker = this.disk.find(MARKER_PATH)
    if (marker === undefined) return { state: 'unmarked', isEmpty: root.entries.size === 0 }
    return { state: 'present', identity: this.#identity(root, this.disk.read(MARKER_PATH)) }
  }

  async markRoot(markerId: string): Promise<RootIdentity> {
    this.#announce('markRoot', '')
    const { root } = this.disk
    if (root === undefined) throw new AppError('folder_missing')
    this.#flush([this.disk.write(MARKER_PATH, markerId)])
    return this.#identity(root, markerId)
  }

  async list(path: RelPath): Promise<readonly ListedEntry[] | undefined> {
    this.#announce('list', path)
    const folder = this.disk.find(path)?.inode
    if (folder?.kind !== 'folder') return undefined
    if (!folder.isReadable) throw new AppError('file_unreadable', { path })
    return [...folder.entries.values()]
      .filter(({ displayName }) => !isOwnName(displayName))
      .map((entry) => ({
        name: entry.name,
        displayName: entry.displayName,
        stat: entry.isExaminable ? statOf(entry.inode) : undefined,
      }))
  }

  async stat(path: RelPath): Promise<FileStat | undefined> {
    this.#announce('stat', path)
    const entry = this.disk.find(path)
    if (entry?.isExaminable === false) throw new AppError('file_unreadable', { path })
    return entry === undefined ? undefined : statOf(entry.inode)
  }

  async openRead(path: RelPath): Promise<FileReader | undefined> {
    this.#announce('openRead', path)
    const inode = this.disk.find(path)?.inode
    if (inode?.kind !== 'file') return undefined
    if (!inode.isReadable) throw new AppError('file_unreadable', { path })
    return {
      stat: async () => statOf(inode),
      read: async (into, offset) => {
        this.#announce('read', path)
        return readInode(inode, into, offset)
      },
      [Symbol.asyncDispose]: async () => undefined,
    }
  }

  problemAt(path: RelPath): NameProblem | undefined {
    return this.disk.problemAt(path)
  }

  async makeFolder(path: RelPath): Promise<FileStat | 'exists' | 'parent_missing'> {
    this.#announce('makeFolder', path)
    if (this.disk.find(path) !== undefined) return 'exists'
    if (this.#findParent(path) === undefined) return 'parent_missing'
    const folder = this.#onDisk(path, () => this.disk.mkdir(path))
    this.#made.add(folder)
    return statOf(folder)
  }

  async flush(): Promise<void> {
    const made = [...this.#made]
    this.#made.clear()
    this.#announce('flush', '')
    this.disk.journal.flushNames(made)
  }

  async flushAll(): Promise<void> {
    this.#announce('flushAll', '')
    this.disk.journal.flushAll()
  }

  async flushPaths(paths: readonly RelPath[]): Promise<PathsFlushed> {
    this.#announce('flushPaths', '')
    const absent = new Set<RelPath>()
    for (const path of paths) {
      const inode = this.disk.find(path)?.inode
      if (inode === undefined) absent.add(path)
      if (inode?.kind === 'file') this.disk.journal.flushContents([inode])
      let folder = parentOf(path)
      while (this.disk.find(folder) === undefined && folder !== ROOT_PATH) folder = parentOf(folder)
      const above = this.disk.find(folder)?.inode
      this.disk.journal.flushNames([inode, above].flatMap((found) => found ?? []))
    }
    return { failed: new Map(), absent }
  }

  /**
   * Power is lost, and with it what nobody flushed, people and their programs included: new items and
   * renames may be undone, files may be torn. By default all of it is lost.
   */
  cutPower(chance: Chance = LOSE_ALL): void {
    this.disk.journal.cutPower(chance, this.disk.nowNs())
    this.#made.clear()
  }

  async move(
    from: RelPath,
    to: RelPath,
    expected: FileStat,
  ): Promise<FileStat | 'absent' | 'changed' | 'exists' | 'parent_missing'> {
    this.#announce('move', from)
    const entry = this.disk.find(from)
    if (entry === undefined) return 'absent'
    if (!isSameEntry(expected, statOf(entry.inode))) return 'changed'
    this.#findParent(from)
    const parent = this.#findParent(to)
    if (parent === undefined || to.startsWith(`${from}/`)) return 'parent_missing'
    const target = this.disk.find(to)
    if (target !== undefined && target !== entry) return 'exists'
    this.#onDisk(from, () => this.disk.rename(from, to))
    this.disk.journal.flushNames([entry.inode])
    return statOf(entry.inode)
  }

  async moveToTrash(
    path: RelPath,
    expected: FileStat,
  ): Promise<'moved' | 'absent' | 'changed' | 'not_empty'> {
    this.#announce('moveToTrash', path)
    this.#findParent(path)
    const entry = this.disk.find(path)
    if (entry === undefined) return 'absent'
    if (entry.inode.kind !== 'folder') {
      if (!isSameStat(statOf(entry.inode), expected)) return 'changed'
      this.#onDisk(path, () => this.#trash(path))
      this.disk.journal.flushNames([entry.inode])
      return 'moved'
    }
    const { kind, device, number } = entry.inode
    if (kind !== expected.kind || device !== expected.device || number !== expected.inode) {
      return 'changed'
    }
    if ([...entry.inode.entries.values()].some(({ displayName }) => !isOwnName(displayName))) {
      return 'not_empty'
    }
    this.#onDisk(path, () => this.disk.remove(path))
    this.disk.journal.flushNames([entry.inode])
    return 'moved'
  }

  async stage(path: RelPath, key: string): Promise<StagedFile | 'parent_missing'> {
    this.#announce('stage', path)
    if (this.#findParent(path) === undefined) return 'parent_missing'
    const tempPath = beside(path, `${TEMP_NAME_PREFIX}${key}`)
    const inode = this.#onDisk(
      tempPath,
      () => this.disk.find(tempPath)?.inode ?? this.disk.write(tempPath, ''),
    )
    const beforeWrite = (): void => {
      this.#announce('write', path)
      this.disk.journal.noteWrite(inode, this.disk.nowNs())
    }
    return new MemoryStagedFile(key, tempPath, inode, beforeWrite)
  }

  async discard(staged: StagedFile): Promise<void> {
    const { tempPath, inode } = memoryStaged(staged)
    this.#announce('discard', tempPath)
    if (this.disk.find(tempPath)?.inode !== inode) return
    this.#onDisk(tempPath, () => this.disk.remove(tempPath))
  }

  async place(requests: readonly PlaceRequest[]): Promise<readonly PlaceOutcome[]> {
    this.#announce('place', '')
    const { disk, crashPoint } = this
    const announce = (step: string, path: string): unknown => this.#announce(step, path)
    const trash = (path: string): string => this.#trash(path)
    return placeInMemory({ disk, announce, crashPoint, trash }, requests)
  }

  async setMetadata(
    path: RelPath,
    expected: FileStat,
    metadata: { readonly mtimeNs: bigint; readonly executable: boolean },
  ): Promise<FileStat | 'changed'> {
    this.#announce('setMetadata', path)
    const entry = this.disk.find(path)
    if (entry === undefined || !isSameStat(statOf(entry.inode), expected)) return 'changed'
    this.disk.setExecutable(path, metadata.executable)
    this.disk.setMtime(path, metadata.mtimeNs)
    this.#flush([entry.inode])
    return statOf(entry.inode)
  }

  async sweepStaged(liveKeys: ReadonlySet<string>): Promise<number> {
    this.#announce('sweepStaged', '')
    if (this.disk.root === undefined) return 0
    const stale: string[] = []
    const visit = (folder: Inode, prefix: string): void => {
      for (const { displayName, inode } of folder.entries.values()) {
        if (displayName === MARKER_NAME) continue
        if (inode.kind === 'folder') visit(inode, `${prefix}${displayName}/`)
        else if (this.#isStale(displayName, inode, liveKeys)) stale.push(prefix + displayName)
      }
    }
    visit(this.disk.root, '')
    for (const path of stale) this.disk.remove(path)
    return stale.length
  }

  /** Tells the test what comes; what it throws looks as if the disk had. */
  #announce(step: string, path: string): unknown {
    return this.#onDisk(path, () => this.beforeCall({ step, path }))
  }

  #flush(inodes: readonly Inode[]): void {
    this.disk.journal.flushContents(inodes)
    this.disk.journal.flushNames(inodes)
  }

  #onDisk<T>(path: string, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toAppError(error, path)
    }
  }

  /** The folder of `path`, unless another disk is mounted there: that is not ours to change (E16). */
  #findParent(path: RelPath): Inode | undefined {
    const parent = this.disk.findParent(path)
    if (parent !== undefined && parent.device !== this.disk.root?.device) {
      throw new AppError('mount_held', { path })
    }
    return parent
  }

  #isStale(name: string, inode: Inode, liveKeys: ReadonlySet<string>): boolean {
    if (!name.startsWith(TEMP_NAME_PREFIX)) return false
    if (liveKeys.has(name.slice(TEMP_NAME_PREFIX.length))) return false
    const ageNs = this.disk.clockNs() - inode.mtimeNs
    return ageNs > DAY_NS || ageNs < -DAY_NS
  }

  #trash(path: string): string {
    const count = this.disk.find(TRASH_PATH)?.inode.entries.size ?? 0
    const trashPath = `${TRASH_PATH}/${count}/${path}`
    this.disk.mkdir(trashPath.slice(0, trashPath.lastIndexOf('/')))
    this.disk.rename(path, trashPath)
    return trashPath
  }

  #identity(root: Inode, markerId: string): RootIdentity {
    return { markerId, inode: root.number, fileSystemId: `${this.#fileSystemId}/${root.device}` }
  }
}

function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}
