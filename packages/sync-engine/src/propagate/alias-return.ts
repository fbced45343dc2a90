import { isAliasOf, joinPath, nameKey, parseName } from '@tidemark/protocol'
import type { FileSystem } from '../ports.js'
import type { StateStore } from '../state-store.js'
import { diskNameOf, type LocalNode } from '../trees.js'
import { takeItemError } from './failure.js'
import type { LocalChanger } from './local-changes.js'

/** Aliases that are looked at in one go. Each costs one question to the disk. */
const ALIASES_PER_ROUND = 1_000

/**
 * Undoes aliases whose cause is gone: the item takes its own name as soon as the one that had it has
 * left (E41, E42). Runs when nothing else is due, so that no passing state counts.
 */
export class AliasReturn {
  readonly #store: StateStore
  readonly #fs: Pick<FileSystem, 'stat'>
  readonly #changer: LocalChanger

  constructor(store: StateStore, fs: Pick<FileSystem, 'stat'>, changer: LocalChanger) {
    this.#store = store
    this.#fs = fs
    this.#changer = changer
  }

  /** Returns whether any item has its own name now that had an alias before. */
  async run(): Promise<boolean> {
    let hasReturned = false
    for (const node of this.#store.local.aliased(ALIASES_PER_ROUND)) {
      if (node.missingSinceMs !== null) continue
      const diskName = parseName(diskNameOf(node))
      const isReturned = isAliasOf(node.name, diskName, 'spelling')
        ? this.#takeSpelling(node, diskName)
        : await this.#takeName(node)
      hasReturned ||= isReturned
    }
    return hasReturned
  }

  /** The server has room for the disk's name now: an ordinary rename from here on. */
  #takeSpelling(node: LocalNode, name: string): boolean {
    if (node.parentId === null) return false
    const others = this.#store.local.childrenByKey(node.parentId, nameKey(name))
    if (others.some((other) => other.missingSinceMs === null)) return false
    this.#store.transaction((tx) => tx.putLocal({ ...node, name, diskName: undefined }))
    return true
  }

  /** The disk has room for the server's name now. */
  async #takeName({ nodeId, parentId, name }: LocalNode): Promise<boolean> {
    if (parentId === null || !(await this.#isFree({ parentId, name }))) return false
    const [outcome] = await this.#changer.place([{ kind: 'move', nodeId, parentId, name }])
    return outcome?.result === 'done'
  }

  async #isFree({ parentId, name }: Pick<LocalNode, 'parentId' | 'name'>): Promise<boolean> {
    const folder = parentId === null ? undefined : this.#store.localPath(parentId)
    if (folder === undefined) return false
    try {
      return (await this.#fs.stat(joinPath(folder, parseName(name)))) === undefined
    } catch (error) {
      // What cannot be examined is there.
      takeItemError(error)
      return false
    }
  }
}
