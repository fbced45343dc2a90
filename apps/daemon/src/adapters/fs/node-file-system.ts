import { closeSync, fchmodSync, fstatSync, mkdirSync, realpathSync, unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { LocalTrashLimits } from '@tidemark/control'
import {
  AppError,
  baseName,
  type NameProblem,
  type Platform,
  parentOf,
  type RelPath,
} from '@tidemark/protocol'
import {
  type CrashPoint,
  type FileReader,
  type FileStat,
  type FileSystem,
  isSameStat,
  type ListedEntry,
  neverCrash,
  type PathsFlushed,
  type PlaceOutcome,
  type PlaceRequest,
  type RootIdentity,
  type RootProbe,
  type StagedFile,
  type TrashReason,
} from '@tidemark/sync-engine'
import { errnoOf, translated } from './disk-errors.js'
import { lstatOrAbsent, statFrom } from './file-stat.js'
import { setTimes } from './file-times.js'
import { type Flusher, fileSystemFlusher, flushFolders } from './flush.js'
import { flushPaths } from './flush-paths.js'
import { openFolder, openOwnFolder } from './folder-handle.js'
import { listFolder } from './list-folder.js'
import { moveItem, moveItemToTrash } from './move-item.js'
import { problemAt, systemPlatform } from './name-rules.js'
import { fileReader, openRegular } from './open-file.js'
import { placeFiles } from './place-files.js'
import { markRoot, probeRoot } from './root-marker.js'
import { NodeStagedFile, openStaged } from './staged-file.js'
import { sweepStaged } from './sweep-staged.js'
import { sweepTrash } from './sweep-trash.js'

/** Entries of all folders between two turns of the event loop. */
const ENTRIES_PER_TURN = 500

/** What a NodeFileSystem is made of. */
export interface NodeFileSystemOptions {
  /** The synced folder. A link to it is resolved once; later changes of the link do not matter. */
  readonly rootPath: string
  /** Wall clock, for the names of trash folders and the age of temporary files. */
  readonly nowMs: () => number
  readonly flusher?: Flusher
  /** Whose rules for names hold; those of this system by default. */
  readonly platform?: Platform
  /** See PlacingContext. */
  readonly beforeRename?: (path: string) => void
  /** Tests end the process here. */
  readonly crashPoint?: CrashPoint
}

/** FileSystem over Node, for one synced folder on a real disk. */
export class NodeFileSystem implements FileSystem {
  readonly #rootPath: string
  readonly #nowMs: () => number
  readonly #flusher: Flusher
  readonly #platform: Platform
  readonly #beforeRename: (path: string) => void
  readonly #crashPoint: CrashPoint
  /** Entries that were listed since the event loop has turned. */
  #listedEntries = 0
  /** Folders in which folders were made that no flush has reached yet. */
  readonly #touchedParents = new Set<RelPath>()

  constructor(options: NodeFileSystemOptions) {
    const { rootPath, nowMs, flusher, platform, beforeRename, crashPoint } = options
    this.#rootPath = resolveRoot(rootPath)
    this.#platform = platform ?? systemPlatform()
    this.#nowMs = nowMs
    this.#flusher = flusher ?? fileSystemFlusher(this.#rootPath)
    this.#beforeRename = beforeRename ?? (() => undefined)
    this.#crashPoint = crashPoint ?? neverCrash
  }

  probeRoot(): Promise<RootProbe> {
    return translated('', () => probeRoot(this.#rootPath))
  }

  markRoot(markerId: string): Promise<RootIdentity> {
    return translated('', () => markRoot(this.#rootPath, markerId))
  }

  list(path: RelPath): Promise<readonly ListedEntry[] | undefined> {
    return translated(path, async () => {
      if (this.#listedEntries >= ENTRIES_PER_TURN) await this.#breathe()
      const rootDevice = this.#rootDevice()
      using folder = openFolder(this.#rootPath, path)
      const entries = folder && (await listFolder(folder, rootDevice))
      this.#listedEntries += 1 + (entries?.length ?? 0)
      return entries
    })
  }

  stat(path: RelPath): Promise<FileStat | undefined> {
    return translated(path, () => {
      const rootDevice = this.#rootDevice()
      using folder = openFolder(this.#rootPath, path === '' ? '' : parentOf(path))
      if (folder === undefined) return undefined
      const stats = lstatOrAbsent(path === '' ? `${folder.path}/.` : folder.child(baseName(path)))
      return stats && statFrom(stats, rootDevice)
    })
  }

  openRead(path: RelPath): Promise<FileReader | undefined> {
    return translated(path, () => {
      const rootDevice = this.#rootDevice()
      using folder = openFolder(this.#rootPath, parentOf(path))
      const descriptor = folder && openRegular(folder.child(baseName(path)))
      return descriptor === undefined ? undefined : fileReader(descriptor, path, rootDevice)
    })
  }

  problemAt(path: RelPath): NameProblem | undefined {
    return problemAt(path, this.#rootPath, this.#platform)
  }

  makeFolder(path: RelPath): Promise<FileStat | 'exists' | 'parent_missing'> {
    return translated(path, () => {
      const rootDevice = this.#rootDevice()
      using folder = openOwnFolder(this.#rootPath, rootDevice, parentOf(path))
      if (folder === undefined) return 'parent_missing'
      const target = folder.child(baseName(path))
      try {
        mkdirSync(target)
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') return 'exists'
        throw error
      }
      this.#touchedParents.add(parentOf(path))
      const stats = lstatOrAbsent(target)
      return stats === undefined ? 'parent_missing' : statFrom(stats, rootDevice)
    })
  }

  flush(): Promise<void> {
    const paths = [...this.#touchedParents]
    this.#touchedParents.clear()
    return translated('', () => flushFolders(this.#rootPath, this.#flusher, paths))
  }

  flushAll(): Promise<void> {
    return translated('', async () => {
      // An absent folder is told from a disk that fails.
      this.#rootDevice()
      await this.#flusher.everything()
    })
  }

  flushPaths(paths: readonly RelPath[]): Promise<PathsFlushed> {
    return translated('', () => {
      // As above.
      this.#rootDevice()
      return flushPaths(this.#rootPath, this.#flusher, paths)
    })
  }

  move(
    from: RelPath,
    to: RelPath,
    expected: FileStat,
  ): Promise<FileStat | 'absent' | 'changed' | 'exists' | 'parent_missing'> {
    return translated(from, () => moveItem(this.#context(), from, to, expected))
  }

  moveToTrash(
    path: RelPath,
    expected: FileStat,
    reason: TrashReason = 'deleted',
  ): Promise<'moved' | 'absent' | 'changed' | 'not_empty'> {
    return translated(path, () => moveItemToTrash(this.#context(), path, expected, reason))
  }

  /** Lets go of what the folder's own trash need not keep any longer. */
  sweepTrash(limits: LocalTrashLimits): Promise<void> {
    return translated('', () => sweepTrash(this.#rootPath, limits, this.#nowMs()))
  }

  stage(path: RelPath, key: string): Promise<StagedFile | 'parent_missing'> {
    return translated(path, () => {
      const rootDevice = this.#rootDevice()
      using folder = openOwnFolder(this.#rootPath, rootDevice, parentOf(path))
      return folder === undefined ? 'parent_missing' : openStaged(folder, path, key, rootDevice)
    })
  }

  discard(staged: StagedFile): Promise<void> {
    if (!(staged instanceof NodeStagedFile)) throw new TypeError('staged by another file system')
    const { targetPath, tempName } = staged
    return translated(targetPath, async () => {
      using folder = openFolder(this.#rootPath, parentOf(targetPath as RelPath)) // given to `stage`
      const path = folder?.child(tempName)
      if (path !== undefined && staged.isAt(path)) unlinkSync(path)
      await staged[Symbol.asyncDispose]()
    })
  }

  place(requests: readonly PlaceRequest[]): Promise<readonly PlaceOutcome[]> {
    const context = {
      ...this.#context(),
      flusher: this.#flusher,
      beforeRename: this.#beforeRename,
      crashPoint: this.#crashPoint,
    }
    return placeFiles(context, requests)
  }

  setMetadata(
    path: RelPath,
    expected: FileStat,
    { mtimeNs, executable }: { readonly mtimeNs: bigint; readonly executable: boolean },
  ): Promise<FileStat | 'changed'> {
    return translated(path, async () => {
      using folder = openFolder(this.#rootPath, parentOf(path))
      const descriptor = folder && openRegular(folder.child(baseName(path)))
      if (descriptor === undefined) return 'changed'
      try {
        const stats = fstatSync(descriptor, { bigint: true })
        if (!isSameStat(statFrom(stats, this.#rootDevice()), expected)) return 'changed'
        const mode = Number(stats.mode) & 0o777
        fchmodSync(descriptor, executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111)
        setTimes(descriptor, mtimeNs)
        // What a power cut took back would look like a change made here.
        await this.#flusher.files([{ descriptor }])
        return statFrom(fstatSync(descriptor, { bigint: true }), this.#rootDevice())
      } finally {
        closeSync(descriptor)
      }
    })
  }

  sweepStaged(liveKeys: ReadonlySet<string>): Promise<number> {
    return translated('', () => sweepStaged(this.#rootPath, liveKeys, this.#nowMs()))
  }

  /** Listing waits for nothing, so a scan of many small folders would hold up the event loop. */
  async #breathe(): Promise<void> {
    this.#listedEntries = 0
    await setImmediate()
  }

  #context() {
    return { rootPath: this.#rootPath, rootDevice: this.#rootDevice(), nowMs: this.#nowMs }
  }

  /** Asked anew each time: another disk may be mounted at the path by now. */
  #rootDevice(): bigint {
    const stats = lstatOrAbsent(this.#rootPath)
    if (stats === undefined) throw new AppError('folder_missing')
    return stats.dev
  }
}

function resolveRoot(path: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    // Not there yet, or a drive that is unplugged: probeRoot tells.
    if (errnoOf(error) === 'ENOENT') return path
    throw error
  }
}
