import { isSameContent, type NodeId, nameKey } from '@tidemark/protocol'
import type { LocalNode, RemoteNode, SyncedNode } from '../trees.js'
import type { ReconcileContext } from './context.js'
import { decideContent, isSameVersion, knownContent, mergedContent } from './decide-content.js'
import { decidePlace, isMovedHere } from './decide-place.js'
import { DeletionFates } from './deletion-fates.js'
import { ancestorsOf, type Entries, entriesOf, isSamePlace, type Trees } from './entries.js'
import { judgeLoss } from './judge-loss.js'
import { localDeletions } from './local-deletions.js'
import { OnlineOnly } from './online-only.js'
import { isPassing, wishedName } from './passing-name.js'
import type { DownloadStep, LocalPlacement, PutStep, RemotePlacement, Target } from './plan.js'
import type { PlanDraft } from './plan-draft.js'
import { isKeptByContents, remoteDeletions } from './remote-deletions.js'
import { SettleWindow } from './settle-window.js'
import { type PlaceToBe, placed, wishedPlace } from './wished-place.js'

/**
 * Visits nodes, each once, and writes into the draft what is to be done about them. What a node
 * depends on is visited too, dirty or not: the folder that holds it, the item that has its name.
 *
 * | row | R | L | S | what happens |
 * |---|---|---|---|---|
 * | N1 | - | - | any | forget |
 * | N2 | other kind | any | any | hold |
 * | N0 | online only | any | any | what is not there goes up, then the disk releases it |
 * | N3 | yes | yes | any | tables C and P; without S both sides count as changed |
 * | N4 | yes | gone | yes | D1-D7: delete on the server, revive here, or wait |
 * | N5 | yes | - | - | pair by place, else mkdir or download |
 * | N6 | - | yes | yes | D8-D13: trash here, restore on the server, or wait |
 * | N7 | - | yes | - | pair by place, else mkdir or put |
 *
 * Pairing by place (both new, equal nameKey): two folders or two equal files become one node (P4,
 * PS052); other pairs are two items, and the server makes ours the conflicted copy.
 */
export class Planner {
  readonly #trees: Trees
  readonly #context: ReconcileContext
  readonly #draft: PlanDraft
  readonly #visited = new Set<NodeId>()
  readonly #settleWindow: SettleWindow
  readonly #onlineOnly: OnlineOnly
  readonly #locallyDeleted: DeletionFates
  readonly #remotelyDeleted: DeletionFates

  constructor(trees: Trees, context: ReconcileContext, draft: PlanDraft) {
    this.#trees = trees
    this.#context = context
    this.#draft = draft
    this.#settleWindow = new SettleWindow(context)
    this.#onlineOnly = new OnlineOnly(trees, context.isDeselected)
    this.#locallyDeleted = new DeletionFates(
      localDeletions(trees, (sinceMs) => this.#settleWindow.isOver(sinceMs)),
    )
    this.#remotelyDeleted = new DeletionFates(remoteDeletions(trees))
  }

  visit(nodeId: NodeId): void {
    if (this.#visited.has(nodeId)) return
    this.#visited.add(nodeId)
    if (nodeId === this.#context.rootNodeId) return
    const entries = entriesOf(this.#trees, nodeId)
    const { remote, local, missing, synced } = entries
    if (remote?.kind === 'other') {
      this.#draft.addBookkeeping(nodeId, { kind: 'hold', nodeId, code: 'unsupported_held' })
    } else if (remote !== undefined && this.#onlineOnly.has(nodeId)) {
      this.#visitOnlineOnly(entries, remote)
    } else if (remote !== undefined && local !== undefined) {
      this.#visitBoth(remote, local, synced)
    } else if (remote !== undefined && synced !== undefined) {
      this.#visitDeletedHere(entries, remote)
    } else if (remote !== undefined) {
      this.#visitNewThere(remote, missing)
    } else if (local !== undefined && synced !== undefined) {
      this.#visitDeletedThere(entries, local, synced)
    } else if (local !== undefined) {
      this.#visitNewHere(local)
    } else if (missing !== undefined || synced !== undefined) {
      this.#draft.addBookkeeping(nodeId, { kind: 'forget', nodeId })
    }
  }

  /** Whether the server's node is deleted by this plan or may be by a later one. */
  isLeavingRemote(nodeId: NodeId): boolean {
    const { remote, local, synced } = entriesOf(this.#trees, nodeId)
    if (remote === undefined || local !== undefined || synced === undefined) return false
    return this.#locallyDeleted.fateOf(nodeId) !== 'survive'
  }

  /** Whether the item on disk goes by this plan or may by a later one. */
  isLeavingLocal(nodeId: NodeId): boolean {
    const { remote, local, synced } = entriesOf(this.#trees, nodeId)
    if (remote !== undefined) return this.#onlineOnly.has(nodeId)
    if (local === undefined || synced === undefined) return false
    return this.#remotelyDeleted.fateOf(nodeId) !== 'survive'
  }

  /**
   * A folder that was moved here into one that the server has below it can never go there (E07):
   * the server's place wins. What was to move out of the way may be turned back itself, so look again.
   */
  turnBackCycles(): void {
    const { remote: wanted } = this.#draft
    for (let count = -1; count !== wanted.size; ) {
      count = wanted.size
      for (const placement of [...wanted.values()]) {
        if (placement.kind === 'move' && this.#wouldLieInItself(placement))
          this.#turnBack(placement)
      }
    }
  }

  #wouldLieInItself({ nodeId, parentId }: Target): boolean {
    const above = [parentId, ...ancestorsOf(this.#trees.remote, parentId)]
    const between = above.slice(0, Math.max(0, above.indexOf(nodeId)))
    return between.length > 0 && !between.some((id) => this.#draft.remote.has(id))
  }

  #turnBack({ nodeId }: Target): void {
    this.#draft.remote.delete(nodeId)
    const remote = this.#trees.remote.find(nodeId)
    if (remote === undefined) return
    this.#moveHere(remote)
    this.#exchangeWithNewcomer(remote)
  }

  /** N0. Never deletes on the server: what is not on this disk says nothing. */
  #visitOnlineOnly({ nodeId, local, missing, synced }: Entries, remote: RemoteNode): void {
    const next = local && this.#onlineOnly.decide(local, remote, synced)
    if (local === undefined) {
      if (missing ?? synced) this.#draft.addBookkeeping(nodeId, { kind: 'forget', nodeId })
    } else if (next === 'split') this.#draft.addBookkeeping(nodeId, { kind: 'split', nodeId })
    else if (next === 'send_content') this.#planContent(remote, local, synced)
    else if (next === 'remote_move') this.#moveThere(remote, local)
    else if (next === 'local_move') this.#moveHere(remote)
    else {
      const inside = this.#trees.local.children(nodeId).filter((row) => row.missingSinceMs === null)
      for (const child of inside) this.visit(child.nodeId)
      if (inside.every((child) => this.isLeavingLocal(child.nodeId))) this.#draft.addRelease(nodeId)
      else this.#draft.wait(nodeId, 'contents')
    }
  }

  #visitBoth(remote: RemoteNode, local: LocalNode, synced: SyncedNode | undefined): void {
    const { nodeId } = remote
    if (remote.kind !== local.kind) {
      this.#draft.addBookkeeping(nodeId, { kind: 'split', nodeId })
      return
    }
    const isContentAgreed = this.#planContent(remote, local, synced)
    // Without a merge base the content comes first: a losing file moves to the copy's name.
    if (synced === undefined && !isContentAgreed) return
    const place = decidePlace(synced, remote, local)
    if (place === 'local_move') this.#moveHere(remote)
    else if (place === 'remote_move') this.#moveThere(remote, local)
    else if (place === 'record') {
      const aspect = synced === undefined ? 'all' : 'place'
      this.#draft.addBookkeeping(nodeId, { kind: 'record', nodeId, aspect })
    }
  }

  /** Returns whether both sides hold the same content. */
  #planContent(remote: RemoteNode, local: LocalNode, synced: SyncedNode | undefined): boolean {
    const { nodeId } = remote
    const known = knownContent(remote)
    if (known === undefined) {
      if (synced !== undefined && synced.contentRev !== remote.contentRev) {
        this.#draft.addBookkeeping(nodeId, { kind: 'record', nodeId, aspect: 'content' })
      }
      return true
    }
    const agreed = synced && knownContent(synced)
    const decision = decideContent(agreed, known, local.content)
    const { contentRev } = known
    const content =
      local.content === undefined
        ? known.content
        : mergedContent(agreed?.content, known.content, local.content)
    switch (decision) {
      case 'none':
        return true
      case 'record':
        if (synced !== undefined) {
          this.#draft.addBookkeeping(nodeId, { kind: 'record', nodeId, aspect: 'content' })
        }
        return true
      case 'read':
        this.#read(local)
        return false
      case 'put':
        this.#put(local, synced, wishedPlace(isPassing(local) ? remote : local))
        return false
      case 'download':
        this.#draft.addDownload({
          kind: 'download',
          nodeId,
          ...placed(remote),
          content,
          contentRev,
        })
        return false
      case 'set_metadata':
        this.#draft.addMetadata({ nodeId, content, contentRev })
        return false
    }
  }

  /** N4. */
  #visitDeletedHere({ nodeId, missing }: Entries, remote: RemoteNode): void {
    const fate = this.#locallyDeleted.fateOf(nodeId)
    if (fate === 'survive' && isPassing(remote)) {
      const base = remote.placeRev
      this.#wantRemote({ kind: 'move', nodeId, base, ...wishedPlace(remote) })
    } else if (fate === 'survive') {
      this.#draft.addBookkeeping(nodeId, { kind: 'revive', nodeId })
    } else if (fate === 'wait') {
      this.#draft.wait(nodeId, 'settling', this.#settleWindow.endMs(missing))
    } else if (this.#locallyDeleted.isCovered(nodeId)) {
      this.#draft.wait(nodeId, 'folder')
      this.visit(this.#locallyDeleted.topOf(nodeId))
    } else {
      const { contentRev, placeRev } = remote
      const itemCount = this.#locallyDeleted.sizeOf(nodeId)
      this.#draft.addRemoteDelete({ nodeId, base: { contentRev, placeRev }, itemCount })
    }
  }

  /** N5. */
  #visitNewThere(remote: RemoteNode, missing: LocalNode | undefined): void {
    const { nodeId } = remote
    if (missing !== undefined) {
      this.#draft.addBookkeeping(nodeId, { kind: 'revive', nodeId })
      return
    }
    const target = placed(remote)
    const twins = this.#trees.local
      .childrenByKey(target.parentId, nameKey(target.name))
      .filter((other) => other.missingSinceMs === null)
    for (const twin of twins) if (this.#pair(twin, remote)) return
    const known = knownContent(remote)
    if (known === undefined) this.#wantLocal({ kind: 'mkdir', nodeId, ...target })
    else this.#wantLocal({ kind: 'download', nodeId, ...target, ...known })
  }

  /** N6. */
  #visitDeletedThere(entries: Entries, local: LocalNode, synced: SyncedNode): void {
    const { nodeId } = entries
    const fate = this.#remotelyDeleted.fateOf(nodeId)
    if (fate === 'delete') {
      this.#draft.addLocalTrash(nodeId)
      return
    }
    if (local.kind === 'file' && local.content === undefined) {
      this.#read(local)
      return
    }
    const top = this.#remotelyDeleted.topOf(nodeId)
    if (fate === 'wait') {
      this.#draft.wait(nodeId, 'folder')
      this.visit(top)
      return
    }
    const isEdited =
      local.content && synced.content && !isSameVersion(local.content, synced.content)
    const isMoved = isMovedHere(local, synced)
    // Nobody wants it to be called as it is on its way; where it came from may be gone.
    const target = { ...placed(local), name: wishedName(isMoved ? local : synced) }
    if (isEdited) {
      if (!this.#exchangeWithTwin(local)) this.#put(local, synced, target)
    } else if (isMoved || isKeptByContents(this.#trees, entries)) {
      const subtree = isMoved && local.kind === 'folder'
      this.#wantRemote({ kind: 'restore', nodeId, ...target, subtree })
    } else {
      // A folder above was renamed here and comes back with everything.
      this.#draft.wait(nodeId, 'folder')
      this.visit(top)
    }
  }

  /** N7. */
  #visitNewHere(local: LocalNode): void {
    const { nodeId } = local
    const target = wishedPlace(local)
    const twins = this.#trees.remote.childrenByKey(target.parentId, nameKey(target.name))
    for (const twin of twins) if (this.#pair(local, twin)) return
    if (this.#exchangeWithTwin(local)) return
    if (this.#onlineOnly.hasName(target)) {
      const name = this.#onlineOnly.nameBeside(target)
      this.#wantLocal({ kind: 'move', nodeId, ...target, name })
    } else if (local.kind === 'folder') this.#wantRemote({ kind: 'mkdir', nodeId, ...target })
    else if (local.content === undefined) this.#read(local)
    else this.#put(local, undefined, target)
  }

  /** Whether two items at the same place are, or may turn out to be, the same new item. */
  #pair(local: LocalNode, remote: RemoteNode): boolean {
    const here = entriesOf(this.#trees, local.nodeId)
    const there = entriesOf(this.#trees, remote.nodeId)
    const areNew = !here.synced && !here.remote && !there.synced && !there.local && !there.missing
    if (!areNew || local.kind !== remote.kind) return false
    // It would swallow what a person has just made.
    if (remote.kind === 'folder' && this.#onlineOnly.has(remote.nodeId)) return false
    if (remote.content !== undefined) {
      if (local.content === undefined) {
        this.#read(local)
        this.#draft.wait(remote.nodeId, 'unread')
        return true
      }
      if (!isSameContent(local.content, remote.content)) return false
    }
    this.#draft.addAdoption(local.nodeId, remote.nodeId)
    return true
  }

  #exchangeWithTwin(local: LocalNode): boolean {
    const { parentId, name } = placed(local)
    const twins = this.#trees.remote.childrenByKey(parentId, nameKey(name))
    return twins.some((twin) => this.#exchange(local, twin))
  }

  /** What is new here at the place of a folder that has to come back there becomes that folder. */
  #exchangeWithNewcomer(remote: RemoteNode): void {
    const { parentId, name } = placed(remote)
    for (const newcomer of this.#trees.local.childrenByKey(parentId, nameKey(name))) {
      const { local, remote: known, synced } = entriesOf(this.#trees, newcomer.nodeId)
      const isNew = local !== undefined && known === undefined && synced === undefined
      if (!isNew || !this.#exchange(local, remote)) continue
      this.#draft.remote.delete(newcomer.nodeId)
      return
    }
  }

  /**
   * Whether the server's item at this place is equal to the new one, but known to the disk at a
   * place that it has left on the server. Without this both would claim one name for ever.
   */
  #exchange(local: LocalNode, remote: RemoteNode): boolean {
    const { nodeId } = remote
    const there = entriesOf(this.#trees, nodeId).local
    if (there === undefined || isSamePlace(there, local)) return false
    if (there.kind !== local.kind || remote.kind !== local.kind) return false
    this.visit(nodeId)
    if (this.#draft.remote.has(nodeId)) return false
    if (local.content !== undefined && remote.content !== undefined) {
      if (!isSameContent(local.content, remote.content)) return false
    } else if (local.kind === 'file') return false
    const step = { kind: 'exchange', nodeId, newcomerId: local.nodeId } as const
    this.#draft.addBookkeeping(local.nodeId, step)
    return true
  }

  #read(local: LocalNode): void {
    this.#draft.addRead({ nodeId: local.nodeId, sizeBytes: local.stat.sizeBytes })
  }

  /** Sends the local content, unless an earlier run did and its answer was lost. */
  #put(local: LocalNode, synced: SyncedNode | undefined, target: PlaceToBe): void {
    const { nodeId, content } = local
    if (content === undefined) return
    const remote = this.#trees.remote.find(nodeId)
    const loss = judgeLoss(this.#trees, this.#context, { nodeId, content, remote, synced })
    if ('kind' in loss) {
      this.#draft.addBookkeeping(nodeId, loss)
      return
    }
    const base = synced?.contentRev ?? null
    const step: PutStep = { kind: 'put', nodeId, ...target, base, content, ...loss }
    if (remote === undefined) this.#wantRemote(step)
    else this.#draft.addPut(step)
  }

  #moveThere({ nodeId, placeRev }: RemoteNode, local: LocalNode): void {
    const { parentId, name } = placed(local)
    this.#wantRemote({ kind: 'move', nodeId, base: placeRev, parentId, name })
  }

  #moveHere(remote: RemoteNode): void {
    this.#wantLocal({ kind: 'move', nodeId: remote.nodeId, ...placed(remote) })
  }

  #wantRemote(step: RemotePlacement | PutStep): void {
    this.#draft.remote.set(step.nodeId, step)
    if (this.#trees.remote.find(step.parentId) === undefined) this.visit(step.parentId)
    this.#visitAround(step, this.#trees.remote)
  }

  #wantLocal(step: LocalPlacement | DownloadStep): void {
    this.#draft.local.set(step.nodeId, step)
    if (entriesOf(this.#trees, step.parentId).local === undefined) this.visit(step.parentId)
    this.#visitAround(step, this.#trees.local)
  }

  /** What is between the item and its target, and who has the name there. */
  #visitAround({ nodeId, parentId, name }: Target, tree: Trees['remote'] | Trees['local']): void {
    const above = ancestorsOf(tree, parentId)
    if (above.includes(nodeId)) for (const id of [parentId, ...above]) this.visit(id)
    for (const other of tree.childrenByKey(parentId, nameKey(name))) this.visit(other.nodeId)
  }
}
