import { AppError, isSameContent, type NodeId, nameKey } from '@tidemark/protocol'
import { proveRoot } from '../discover/root-proof.js'
import type { FileSystem, TrashReason } from '../ports.js'
import { ancestorsOf } from '../reconcile/entries.js'
import { foldersFirst } from '../reconcile/folders-first.js'
import { passingName } from '../reconcile/passing-name.js'
import type {
  LocalPlacement,
  LocalTrashStep,
  MetadataStep,
  ReleaseStep,
  Target,
} from '../reconcile/plan.js'
import type { StateStore } from '../state-store.js'
import type { FileStat, LocalNode } from '../trees.js'
import type { CrashPoint } from './crash-point.js'
import { DiskNames } from './disk-names.js'
import { takeItemError } from './failure.js'
import { RecentMoves } from './recent-moves.js'
import { isMovedByServer, recordContent } from './tree-writes.js'

/** How a change of the disk ended. */
export type LocalOutcome =
  | { readonly nodeId: NodeId; readonly result: 'done' }
  /** The disk is not as planned; it was not touched and is looked at again. */
  | { readonly nodeId: NodeId; readonly result: 'changed' }
  | { readonly nodeId: NodeId; readonly result: 'failed'; readonly error: AppError }

/** As `LocalOutcome`; a folder may hold something that the engine does not sync (E52). */
export type TrashOutcome = LocalOutcome | { readonly nodeId: NodeId; readonly result: 'not_empty' }

/**
 * Changes of the disk that move no content. Each is written down right after it happened; a crash
 * in between is found by the next scan, which knows the item by its inode (M02, M03).
 */
export class LocalChanger {
  /** The folders that `place` has moved since the process began. */
  readonly recentMoves = new RecentMoves()
  readonly #store: StateStore
  readonly #fs: FileSystem
  readonly #crashPoint: CrashPoint
  readonly #names: DiskNames
  /** Folders that a power cut may still take. */
  readonly #unflushed = new Set<NodeId>()

  constructor(store: StateStore, fs: FileSystem, crashPoint: CrashPoint) {
    this.#store = store
    this.#fs = fs
    this.#crashPoint = crashPoint
    this.#names = new DiskNames(store, fs)
  }

  /**
   * Makes folders and moves items. Members of a component hold each other's names: they step aside
   * first, under ordinary visible names that no crash can hide (M05, M06).
   */
  async place(component: readonly LocalPlacement[]): Promise<LocalOutcome[]> {
    const outcomes: LocalOutcome[] = []
    const isKnot = component.length > 1
    for (const { kind, nodeId, parentId, name } of isKnot ? component : []) {
      if (kind !== 'move') continue
      const aside = passingName({ nodeId, name })
      await this.#attempt(nodeId, () =>
        this.#move({ nodeId, parentId: this.#rootOr(parentId), name: aside }),
      )
      this.#crashPoint('M05')
    }
    for (const step of isKnot ? foldersFirst(component) : component) {
      const { kind, nodeId } = step
      outcomes.push(
        await this.#attempt(nodeId, () =>
          kind === 'mkdir' ? this.#mkdir(step) : this.#move(step),
        ),
      )
      if (isKnot) this.#crashPoint('M06')
    }
    return outcomes
  }

  /**
   * Makes the folders that `place` made durable, all with one flush, and only then writes down that
   * both sides agree on them: an agreed folder that vanishes, in a power cut or with a mount point,
   * would look deleted. Returns what could not be flushed.
   * @throws AppError folder_missing, folder_replaced when the folder is not the linked one.
   */
  async flushFolders(): Promise<LocalOutcome[]> {
    const nodeIds = [...this.#unflushed]
    try {
      await this.#flush()
      return []
    } catch (error) {
      const failure = takeItemError(error)
      return nodeIds.map((nodeId) => ({ nodeId, result: 'failed', error: failure }))
    }
  }

  /**
   * As `trash`, of an item that stays on the server. The merge base goes first: whatever a crash leaves
   * then, the item was never on this disk or is still there, and nothing looks deleted. What is known
   * in a folder goes before it: it may not be there any more because somebody moved it.
   * @param reason `released` when the server was found to have all of it.
   */
  async release(step: ReleaseStep, reason: TrashReason): Promise<TrashOutcome> {
    const known = this.#store.local.children(step.nodeId)
    if (known.some(({ missingSinceMs }) => missingSinceMs === null))
      return { nodeId: step.nodeId, result: 'not_empty' }
    const synced = this.#store.synced.find(step.nodeId)
    if (synced !== undefined) this.#store.transaction((tx) => tx.removeSynced(step.nodeId))
    const outcome = await this.#takeAway(step.nodeId, { isAbsentDone: false, reason })
    if (outcome.result !== 'done' && synced !== undefined)
      this.#store.transaction((tx) => tx.putSynced(synced))
    return outcome
  }

  /** Moves one item to the trash; a folder only when nothing is in it. */
  trash({ nodeId }: LocalTrashStep): Promise<TrashOutcome> {
    return this.#takeAway(nodeId, { isAbsentDone: true, reason: 'deleted' })
  }

  /** @param isAbsentDone whether one that is not there has gone; it may have been moved, too. */
  async #takeAway(
    nodeId: NodeId,
    { isAbsentDone, reason }: { readonly isAbsentDone: boolean; readonly reason: TrashReason },
  ): Promise<TrashOutcome> {
    let isFull = false
    const outcome = await this.#attempt(nodeId, async () => {
      const path = this.#store.localPath(nodeId)
      const local = this.#store.local.find(nodeId)
      if (path === undefined || local === undefined) return false
      this.#crashPoint('M01')
      const result = await this.#fs.moveToTrash(path, local.stat, reason)
      this.#crashPoint('M02')
      isFull = result === 'not_empty'
      if (result === 'changed' || isFull || (result === 'absent' && !isAbsentDone)) return false
      this.#store.transaction((tx) => {
        tx.removeLocal(nodeId)
        tx.removeSynced(nodeId)
      })
      this.#crashPoint('M04')
      if (this.#hasSuccessor(local)) this.#crashPoint('T01')
      return true
    })
    return isFull ? { nodeId, result: 'not_empty' } : outcome
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

  async #mkdir(step: LocalPlacement): Promise<boolean> {
    const { nodeId, parentId, name } = step
    const made = await this.#names.tryPlaces(step, (path) => this.#fs.makeFolder(path))
    if (made === undefined || typeof made.result === 'string') return false
    const { result: stat, diskName } = made
    this.#store.transaction((tx) => {
      const row = { kind: 'folder', content: undefined, missingSinceMs: null } as const
      tx.putLocal({ nodeId, parentId, name, diskName, ...row, stat })
    })
    this.#unflushed.add(nodeId)
    return true
  }

  async #move(target: Target): Promise<boolean> {
    const { nodeId, parentId } = target
    const from = this.#store.localPath(nodeId)
    const stat = this.#store.local.find(nodeId)?.stat
    if (from === undefined || stat === undefined) return false
    const above = [parentId, ...ancestorsOf(this.#store.local, parentId)]
    // What goes into a new folder must not vanish with it.
    if (above.some((folderId) => this.#unflushed.has(folderId))) await this.#flush()
    const isCopy = isMovedByServer(this.#store.synced.find(nodeId))
    if (isCopy) this.#crashPoint('X01')
    const moved = await this.#names.tryPlaces(target, (to) => this.#fs.move(from, to, stat))
    this.#crashPoint(isCopy ? 'X02' : 'M03')
    if (moved === undefined || typeof moved.result === 'string') return false
    if (moved.result.kind === 'folder') this.recentMoves.note(from, nodeId)
    this.#recordMove(target, moved.result, moved.diskName)
    if (isCopy) this.#crashPoint('X03')
    return true
  }

  async #flush(): Promise<void> {
    if (this.#unflushed.size === 0) return
    const nodeIds = [...this.#unflushed]
    this.#unflushed.clear()
    try {
      await this.#fs.flush()
      await proveRoot(this.#store, this.#fs)
    } catch (error) {
      if (error instanceof AppError) await this.#unmake(nodeIds)
      throw error
    }
    this.#store.transaction((tx) => {
      for (const nodeId of nodeIds) {
        const remote = tx.remote.find(nodeId)
        const local = tx.local.find(nodeId)
        if (remote?.kind !== 'folder' || local === undefined) continue
        const { parentId, name } = local
        tx.putSynced({ ...remote, kind: 'folder', parentId, name })
      }
    })
  }

  /** Takes new folders away that may not be durable: made anew they are flushed anew. */
  async #unmake(nodeIds: readonly NodeId[]): Promise<void> {
    for (const nodeId of nodeIds.toReversed()) {
      const path = this.#store.localPath(nodeId)
      const local = this.#store.local.find(nodeId)
      if (path === undefined || local === undefined) continue
      try {
        const result = await this.#fs.moveToTrash(path, local.stat)
        if (result === 'moved') this.#store.transaction((tx) => tx.removeLocal(nodeId))
      } catch (error) {
        // It stays, and is paired with the server's by the next scan.
        if (!(error instanceof AppError)) throw error
      }
    }
  }

  #recordMove(target: Target, stat: FileStat, diskName: string | undefined): void {
    const { nodeId, parentId, name } = target
    this.#store.transaction((tx) => {
      const local = tx.local.find(nodeId)
      if (local === undefined) return
      const blocks = tx.blocksOf(nodeId)
      // Renaming touches no byte: what is known of the content stays known.
      const isSame = local.stat.sizeBytes === stat.sizeBytes && local.stat.mtimeNs === stat.mtimeNs
      const content = isSame ? local.content : undefined
      tx.putLocal({ ...local, parentId, name, diskName, stat, content })
      if (content !== undefined) tx.putBlocks(nodeId, blocks)
      const remote = tx.remote.find(nodeId)
      const synced = tx.synced.find(nodeId)
      if (remote?.parentId === parentId && remote.name === name && synced !== undefined) {
        tx.putSynced({ ...synced, parentId, name, placeRev: remote.placeRev })
      }
    })
  }

  /** Whether another item is to have the name of one that is gone. */
  #hasSuccessor({ nodeId, parentId, name }: LocalNode): boolean {
    if (parentId === null) return false
    const named = this.#store.remote.childrenByKey(parentId, nameKey(name))
    return named.some((other) => other.nodeId !== nodeId)
  }

  /** The top folder is always there to step aside to; the target may be on the move itself. */
  #rootOr(parentId: NodeId): NodeId {
    return this.#store.local.root()?.nodeId ?? parentId
  }

  async #attempt(nodeId: NodeId, change: () => Promise<boolean>): Promise<LocalOutcome> {
    try {
      return { nodeId, result: (await change()) ? 'done' : 'changed' }
    } catch (error) {
      return { nodeId, result: 'failed', error: takeItemError(error) }
    }
  }
}
