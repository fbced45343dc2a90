import {
  type AppError,
  disambiguateName,
  formatId,
  isSameContent,
  joinPath,
  type NodeId,
  nameKey,
  parseName,
  type RelPath,
} from '@tidemark/protocol'
import type { Clock, FileSystem, Rng } from '../ports.js'
import { passingName } from '../reconcile/placements.js'
import type { LocalPlacement, LocalTrashStep, MetadataStep } from '../reconcile/plan.js'
import type { StateStore } from '../state-store.js'
import type { FileStat } from '../trees.js'
import { type DeviceNaming, proposeCopyName } from './conflict-naming.js'
import type { CrashPoint } from './crash-point.js'
import { takeItemError } from './failure.js'
import { recordContent, relabel } from './tree-writes.js'

/** How a change of the disk ended. */
export type LocalOutcome =
  | { readonly nodeId: NodeId; readonly result: 'done' }
  /** The disk is not as planned; it was not touched and is looked at again. */
  | { readonly nodeId: NodeId; readonly result: 'changed' }
  | { readonly nodeId: NodeId; readonly result: 'failed'; readonly error: AppError }

/**
 * Changes of the disk that move no content. Each is written down right after it happened; a crash
 * in between is found by the next scan, which knows the item by its inode (M02, M03).
 */
export class LocalChanger {
  readonly #store: StateStore
  readonly #fs: FileSystem
  readonly #clock: Clock
  readonly #rng: Rng
  readonly #naming: DeviceNaming
  readonly #crashPoint: CrashPoint

  constructor(
    store: StateStore,
    fs: FileSystem,
    clock: Clock,
    rng: Rng,
    naming: DeviceNaming,
    crashPoint: CrashPoint,
  ) {
    this.#store = store
    this.#fs = fs
    this.#clock = clock
    this.#rng = rng
    this.#naming = naming
    this.#crashPoint = crashPoint
  }

  /**
   * Makes folders and moves items. Members of a component hold each other's names: they step aside
   * first, under ordinary visible names that no crash can hide (M05, M06).
   */
  async place(component: readonly LocalPlacement[]): Promise<LocalOutcome[]> {
    const outcomes: LocalOutcome[] = []
    const isKnot = component.length > 1
    for (const { kind, nodeId, parentId } of isKnot ? component : []) {
      if (kind !== 'move') continue
      await this.#attempt(nodeId, () =>
        this.#move(nodeId, this.#rootOr(parentId), passingName(nodeId)),
      )
      this.#crashPoint('M05')
    }
    for (const step of isKnot ? this.#foldersFirst(component) : component) {
      const { kind, nodeId, parentId, name } = step
      outcomes.push(
        await this.#attempt(nodeId, () =>
          kind === 'mkdir' ? this.#mkdir(step) : this.#move(nodeId, parentId, name),
        ),
      )
      this.#crashPoint('M06')
    }
    return outcomes
  }

  /**
   * Gives a losing file an id and a free name of its own: for a loss that the server has answered
   * with a copy which the disk holds elsewhere already.
   */
  async setAside(nodeId: NodeId): Promise<LocalOutcome> {
    const local = this.#store.local.find(nodeId)
    const { parentId, name } = local ?? {}
    if (!parentId || name === undefined) return { nodeId, result: 'changed' }
    const ownId = formatId<NodeId>(this.#rng.bytes(16))
    this.#store.transaction((tx) => {
      relabel(tx, nodeId, ownId)
      tx.removeSynced(nodeId)
    })
    const freeName = this.#freeName(parentId, name)
    return this.#attempt(ownId, () => this.#move(ownId, parentId, freeName))
  }

  /** Moves one item to the trash; a folder only when nothing is in it. */
  async trash({ nodeId }: LocalTrashStep): Promise<LocalOutcome> {
    return this.#attempt(nodeId, async () => {
      const path = this.#store.localPath(nodeId)
      const local = this.#store.local.find(nodeId)
      if (path === undefined || local === undefined) return false
      this.#crashPoint('M01')
      const result = await this.#fs.moveToTrash(path, local.stat)
      this.#crashPoint('M02')
      if (result === 'changed' || result === 'not_empty') return false
      this.#store.transaction((tx) => {
        tx.removeLocal(nodeId)
        tx.removeSynced(nodeId)
      })
      this.#crashPoint('M04')
      return true
    })
  }

  /** Gives a file with the right bytes the server's time and executable bit. */
  async setMetadata({ nodeId, content, contentRev }: MetadataStep): Promise<LocalOutcome> {
    return this.#attempt(nodeId, async () => {
      const path = this.#store.localPath(nodeId)
      const local = this.#store.local.find(nodeId)
      if (path === undefined || local?.content === undefined) return false
      if (!isSameContent(local.content, content)) return false
      const { executable, mtimeNs } = content
      const facts = { executable, mtimeNs: BigInt(mtimeNs) }
      const stat = await this.#fs.setMetadata(path, local.stat, facts)
      if (stat === 'changed') return false
      this.#store.transaction((tx) => {
        tx.putLocal({ ...local, stat, content })
        recordContent(tx, nodeId, contentRev, content)
      })
      return true
    })
  }

  async #mkdir({ nodeId, parentId, name }: LocalPlacement): Promise<boolean> {
    const path = this.#pathAt(parentId, name)
    const stat = path === undefined ? 'parent_missing' : await this.#fs.makeFolder(path)
    if (typeof stat === 'string') return false
    this.#store.transaction((tx) => {
      const row = { kind: 'folder', content: undefined, missingSinceMs: null } as const
      tx.putLocal({ nodeId, parentId, name, ...row, stat, durable: true })
      const remote = tx.remote.find(nodeId)
      if (remote?.kind === 'folder') tx.putSynced({ ...remote, kind: 'folder', parentId, name })
    })
    return true
  }

  async #move(nodeId: NodeId, parentId: NodeId, name: string): Promise<boolean> {
    const from = this.#store.localPath(nodeId)
    const to = this.#pathAt(parentId, name)
    if (from === undefined || to === undefined) return false
    this.#crashPoint('X01')
    const stat = await this.#fs.move(from, to)
    this.#crashPoint('M03')
    if (typeof stat === 'string') return false
    this.#recordMove(nodeId, parentId, name, stat)
    return true
  }

  #recordMove(nodeId: NodeId, parentId: NodeId, name: string, stat: FileStat): void {
    this.#store.transaction((tx) => {
      const local = tx.local.find(nodeId)
      if (local === undefined) return
      const blocks = tx.blocksOf(nodeId)
      // Renaming touches no byte: what is known of the content stays known.
      const isSame = local.stat.sizeBytes === stat.sizeBytes && local.stat.mtimeNs === stat.mtimeNs
      const content = isSame ? local.content : undefined
      tx.putLocal({ ...local, parentId, name, stat, content })
      if (content !== undefined) tx.putBlocks(nodeId, blocks)
      const remote = tx.remote.find(nodeId)
      const synced = tx.synced.find(nodeId)
      if (remote?.parentId === parentId && remote.name === name && synced !== undefined) {
        tx.putSynced({ ...synced, parentId, name, placeRev: remote.placeRev })
      }
    })
  }

  /** A copy's name that neither side uses in the folder. */
  #freeName(parentId: NodeId, name: string): string {
    const proposed = proposeCopyName(name, this.#naming, this.#clock)
    const isTaken = (candidate: string): boolean =>
      [this.#store.local, this.#store.remote].some(
        (tree) => tree.childrenByKey(parentId, nameKey(candidate)).length > 0,
      )
    let candidate = proposed
    for (let number = 2; isTaken(candidate); number++) {
      candidate = disambiguateName(parseName(proposed), number)
    }
    return candidate
  }

  #pathAt(parentId: NodeId, name: string): RelPath | undefined {
    const parent = this.#store.localPath(parentId)
    return parent === undefined ? undefined : joinPath(parent, parseName(name))
  }

  /** The top folder is always there to step aside to; the target may be on the move itself. */
  #rootOr(parentId: NodeId): NodeId {
    return this.#store.local.root()?.nodeId ?? parentId
  }

  /** Members that others of the component go into come before those. */
  #foldersFirst(component: readonly LocalPlacement[]): LocalPlacement[] {
    const members = new Map(component.map((step) => [step.nodeId, step]))
    const depthOf = (step: LocalPlacement): number => {
      let depth = 0
      let parent = members.get(step.parentId)
      // A ring of targets has no order; the disk refuses it.
      while (parent !== undefined && depth < component.length) {
        depth++
        parent = members.get(parent.parentId)
      }
      return depth
    }
    return [...component].sort((a, b) => depthOf(a) - depthOf(b))
  }

  async #attempt(nodeId: NodeId, change: () => Promise<boolean>): Promise<LocalOutcome> {
    try {
      return { nodeId, result: (await change()) ? 'done' : 'changed' }
    } catch (error) {
      return { nodeId, result: 'failed', error: takeItemError(error) }
    }
  }
}
