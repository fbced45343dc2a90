import { joinPath, type NodeId, type RelPath, ROOT_PATH, splitPath } from '@tidemark/protocol'
import type { StateStore } from '../state-store.js'

/** Former paths remembered: far more than change while a hint is on its way. */
const PATHS_REMEMBERED = 1_000

/**
 * Where the folders were that the engine has moved itself. A save in such a folder is heard of by the
 * path that it had then, which may lead nowhere by now, and nobody hints at its new one. One path too
 * many costs a look at a folder.
 */
export class RecentMoves {
  /** Folders by a path that they had; the path that was left last comes last. */
  readonly #formerly = new Map<RelPath, Set<NodeId>>()

  /** The engine has moved the folder away from `path`. */
  note(path: RelPath, nodeId: NodeId): void {
    const folders = this.#formerly.get(path) ?? new Set()
    this.#formerly.delete(path)
    this.#formerly.set(path, folders.add(nodeId))
    const [oldest] = this.#formerly.keys()
    if (this.#formerly.size > PATHS_REMEMBERED && oldest !== undefined) {
      this.#formerly.delete(oldest)
    }
  }

  /** The hints, and where what they lead to is now. */
  follow(store: Pick<StateStore, 'localPath'>, hints: ReadonlySet<RelPath>): ReadonlySet<RelPath> {
    if (this.#formerly.size === 0) return hints
    return new Set([...hints].flatMap((hint) => [...this.#followOne(store, hint)]))
  }

  /**
   * The hint first. A folder above may have moved after one below it, or before: what is found is
   * followed, too. Each former path counts once, for folders that were moved into each other would lead
   * on for ever.
   */
  #followOne(store: Pick<StateStore, 'localPath'>, hint: RelPath): ReadonlySet<RelPath> {
    const followed = new Set<RelPath>()
    const found = new Set([hint])
    // Also visits what is added meanwhile.
    for (const path of found) {
      for (const { above, below } of splits(path)) {
        const folders = followed.has(above) ? undefined : this.#formerly.get(above)
        if (folders === undefined) continue
        followed.add(above)
        for (const nodeId of folders) {
          const now = store.localPath(nodeId)
          if (now !== undefined) found.add(below.reduce(joinPath, now))
        }
      }
    }
    return found
  }
}

/** The path and every folder above it, the top one aside, with the names from there on. */
function splits(
  path: RelPath,
): { readonly above: RelPath; readonly below: ReturnType<typeof splitPath> }[] {
  const names = splitPath(path)
  let above: RelPath = ROOT_PATH
  return names.map((name, index) => {
    above = joinPath(above, name)
    return { above, below: names.slice(index + 1) }
  })
}
