import {
  AppError,
  formatAliasName,
  joinPath,
  nameKey,
  parseName,
  type RelPath,
} from '@tidemark/protocol'
import { isSameInode } from '../discover/identity.js'
import type { FileSystem } from '../ports.js'
import type { Target } from '../reconcile/plan.js'
import type { StateStore } from '../state-store.js'
import { diskNameOf, type FileStat } from '../trees.js'

/** A name on disk for an item, and where that is. */
export interface DiskPlace {
  readonly path: RelPath
  /** As `LocalNode.diskName`: undefined where it is the item's own name. */
  readonly diskName: string | undefined
}

/**
 * Finds the name under which an item can be on this disk. Its own, unless the disk takes that for
 * the name of another item that the tree has beside it: whoever came first keeps the name, the next
 * one gets an alias (E41). Only the disk knows which names it takes for one, so it is tried (E43).
 */
export class DiskNames {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'stat' | 'list' | 'problemAt'>

  constructor(store: StateStore, fs: Pick<FileSystem, 'stat' | 'list' | 'problemAt'>) {
    this.#store = store
    this.#fs = fs
  }

  /**
   * Where the item belongs by its own name; undefined when its folder is not known on disk.
   * @throws AppError name_held when this platform cannot hold it (E44, E46).
   */
  placeOf(target: Target): DiskPlace | undefined {
    const folder = this.#store.localPath(target.parentId)
    if (folder === undefined) return undefined
    const path = joinPath(folder, parseName(target.name))
    const problem = this.#fs.problemAt(path)
    if (problem !== undefined) throw new AppError('name_held', { reason: problem.message })
    return { path, diskName: undefined }
  }

  /**
   * The next place to try after `taken` turned out to hold something; undefined when what is there
   * is no known item with another name, so that it must stay in the way.
   */
  async nextPlace(target: Target, taken: DiskPlace): Promise<DiskPlace | undefined> {
    const folder = this.#store.localPath(target.parentId)
    if (folder === undefined) return undefined
    const ownName = parseName(target.name)
    if (taken.diskName === undefined) {
      const stat = await this.#fs.stat(taken.path)
      if (stat === undefined || !(await this.#isNamesake(target, stat, folder))) return undefined
    }
    for (let number = 1; ; number++) {
      const diskName = formatAliasName(ownName, 'case', number)
      const path = joinPath(folder, diskName)
      if (path === taken.path || (await this.#fs.stat(path)) !== undefined) continue
      return { path, diskName }
    }
  }

  /**
   * Runs `attempt` at the item's own place and then under aliases, until it does not find the name
   * taken; undefined when the folder is not known.
   */
  async tryPlaces<T>(
    target: Target,
    attempt: (path: RelPath) => Promise<T | 'exists'>,
  ): Promise<{ readonly result: T | 'exists'; readonly diskName: string | undefined } | undefined> {
    let place = this.placeOf(target)
    while (place !== undefined) {
      const { path, diskName } = place
      const result = await attempt(path)
      if (result !== 'exists') return { result, diskName }
      place = await this.nextPlace(target, place)
      if (place === undefined) return { result, diskName }
    }
    return undefined
  }

  /** Whether this is a known item of the folder whose name the disk takes for the target's. */
  async #isNamesake(target: Target, stat: FileStat, folder: RelPath): Promise<boolean> {
    const key = nameKey(target.name)
    const known = this.#store.local
      .byInode(stat.device, stat.inode)
      .filter(
        (other) =>
          other.parentId === target.parentId &&
          other.nodeId !== target.nodeId &&
          other.missingSinceMs === null &&
          nameKey(other.name) !== key,
      )
    if (known.length === 0) return false
    if (known.some((other) => nameKey(diskNameOf(other)) === key)) return true
    // A hard link of a known item may have the very name; that is an item of its own. The target itself
    // may be beside it under another spelling that the disk tells apart.
    const entries = (await this.#fs.list(folder)) ?? []
    return !entries.some(
      (entry) =>
        nameKey(entry.displayName) === key &&
        (entry.stat === undefined || isSameInode(entry.stat, stat)),
    )
  }
}
