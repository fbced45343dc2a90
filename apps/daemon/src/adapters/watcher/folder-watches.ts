import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { errnoOf, isAbsence } from '../fs/disk-errors.js'
import { isOwnName } from './hint-collector.js'

/** What the watches tell. All paths are absolute. */
export interface FolderWatchesListener {
  /** An item appeared, changed or vanished. */
  onEvent(path: string): void
  /** A folder is to be looked at: it is watched only now, or its event named no item. */
  onFolder(path: string): void
  /** A folder could not be watched, or is no longer. */
  onError(error: unknown): void
}

/** A watched folder. The tree follows the disk, so that what moved is let go with all below it. */
interface WatchedFolder {
  readonly path: string
  readonly children: Map<string, WatchedFolder>
  backend: FSWatcher | undefined
  isLeft: boolean
}

/** Folders that are listed between two breaths of the event loop. */
const FOLDERS_PER_TURN = 50
/** One watch of the root reports everything below it: FSEvents, ReadDirectoryChangesW. */
const HAS_DEEP_WATCH = process.platform === 'darwin' || process.platform === 'win32'

/** The kernel's watches of a root and of every folder below it. */
export class FolderWatches implements Disposable {
  readonly #root: WatchedFolder
  readonly #listener: FolderWatchesListener

  constructor(rootPath: string, listener: FolderWatchesListener) {
    this.#root = newFolder(rootPath)
    this.#listener = listener
  }

  get isClosed(): boolean {
    return this.#root.isLeft
  }

  /** Watches the root and what is below it; resolves when that is done. */
  async follow(): Promise<void> {
    await this.#follow(this.#root)
  }

  [Symbol.dispose](): void {
    leave(this.#root)
  }

  /** Each folder is watched before it is listed, so that no folder below it is missed. */
  async #follow(top: WatchedFolder): Promise<void> {
    const open = [top]
    let count = 0
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (folder.isLeft || !this.#watch(folder) || HAS_DEEP_WATCH) continue
      for (const name of foldersIn(folder.path)) open.push(this.#enter(folder, name))
      if (++count % FOLDERS_PER_TURN === 0) await setImmediate()
    }
  }

  #enter(parent: WatchedFolder, name: string): WatchedFolder {
    this.#leave(parent, name)
    const folder = newFolder(join(parent.path, name))
    parent.children.set(name, folder)
    return folder
  }

  #leave(parent: WatchedFolder, name: string): void {
    const known = parent.children.get(name)
    if (known === undefined) return
    parent.children.delete(name)
    leave(known)
  }

  /** Returns whether the folder is there and is watched. */
  #watch(folder: WatchedFolder): boolean {
    try {
      const backend = watch(folder.path, { recursive: HAS_DEEP_WATCH })
      folder.backend = backend
      backend.on('change', (kind, name) => this.#take(folder, kind, name))
      backend.on('error', (error) => this.#listener.onError(error))
      return true
    } catch (error) {
      // What may not be read, a scan lists as held.
      const isNoTrouble = isAbsence(error) || errnoOf(error) === 'EACCES'
      if (!isNoTrouble) this.#listener.onError(error)
      return false
    }
  }

  #take(folder: WatchedFolder, kind: string, name: string | Buffer | null): void {
    if (folder.isLeft) return
    if (name === null) {
      this.#listener.onFolder(folder.path)
      return
    }
    this.#listener.onEvent(join(folder.path, String(name)))
    if (kind === 'rename' && !HAS_DEEP_WATCH) this.#takeEntry(folder, String(name))
  }

  /** An entry came or went: if it was a folder its watches are void, if it is one it is followed. */
  #takeEntry(parent: WatchedFolder, name: string): void {
    this.#leave(parent, name)
    const path = join(parent.path, name)
    if (isOwnName(name) || !isFolder(path)) return
    const folder = this.#enter(parent, name)
    // What came into it before it was watched is found by looking at it now.
    void this.#follow(folder).then(() => this.#report(folder))
  }

  #report(folder: WatchedFolder): void {
    if (folder.isLeft) return
    this.#listener.onFolder(folder.path)
    for (const child of folder.children.values()) this.#report(child)
  }
}

function newFolder(path: string): WatchedFolder {
  return { path, children: new Map(), backend: undefined, isLeft: false }
}

/** A watch stays with its folder wherever that is moved, so it ends when its path is no longer true. */
function leave(folder: WatchedFolder): void {
  folder.isLeft = true
  folder.backend?.close()
  folder.backend = undefined
  for (const child of folder.children.values()) leave(child)
}

/** Names of the real folders in a folder, ours left out; none when it cannot be listed. */
function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !isOwnName(entry.name))
      .map((entry) => entry.name)
  } catch {
    // It is gone or may not be read, which a scan finds out.
    return []
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory()
  } catch {
    // Gone again.
    return false
  }
}
