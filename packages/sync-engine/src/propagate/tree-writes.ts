import { type FileContent, formatId, type NodeId, type RevisionId } from '@tidemark/protocol'
import type { Rng } from '../ports.js'
import type { BookkeepingStep } from '../reconcile/plan.js'
import type { StateTransaction } from '../state-store.js'
import type { RemoteNode, SyncedNode } from '../trees.js'

/** Applies the steps that change nothing but our trees. */
export function applyBookkeeping(
  tx: StateTransaction,
  steps: readonly BookkeepingStep[],
  rng: Rng,
): void {
  for (const step of steps) applyStep(tx, step, rng)
}

function applyStep(tx: StateTransaction, step: BookkeepingStep, rng: Rng): void {
  switch (step.kind) {
    case 'record':
      if (step.aspect === 'content') recordRemoteContent(tx, step.nodeId)
      else recordRemotePlace(tx, step.nodeId, step.aspect === 'all')
      break
    case 'adopt':
      relabel(tx, step.localId, step.remoteId)
      break
    case 'exchange':
      relabel(tx, step.nodeId, formatId<NodeId>(rng.bytes(16)))
      relabel(tx, step.newcomerId, step.nodeId)
      // Nobody may have flushed the new folder: it is agreed on anew, flushed before.
      if (tx.remote.find(step.nodeId)?.kind === 'folder') tx.removeSynced(step.nodeId)
      break
    case 'become_copy':
      relabel(tx, step.nodeId, step.copyId)
      tx.removeSynced(step.nodeId)
      break
    case 'follow_beside_copy':
      followBesideCopy(tx, step)
      break
    case 'split':
      relabel(tx, step.nodeId, formatId<NodeId>(rng.bytes(16)))
      tx.removeSynced(step.nodeId)
      break
    case 'forget':
    case 'revive':
      tx.removeLocal(step.nodeId)
      tx.removeSynced(step.nodeId)
      break
    case 'hold':
      // Listed by the engine, which knows the path.
      break
  }
}

/**
 * What is safe in its copy counts as agreed. Without a merge base it is agreed to be the copy's revision
 * at the place that it has on disk, and the server has moved on from both.
 */
function followBesideCopy(
  tx: StateTransaction,
  { nodeId, content, contentRev }: BookkeepingStep & { readonly kind: 'follow_beside_copy' },
): void {
  const synced = tx.synced.find(nodeId)
  const local = tx.local.find(nodeId)
  if (synced !== undefined) tx.putSynced({ ...synced, content })
  else if (local !== undefined) {
    const { parentId, name } = local
    // As in recordMovedByServer: the disk has to follow.
    const revs = { contentRev, placeRev: contentRev }
    tx.putSynced({ nodeId, kind: 'file', parentId, name, ...revs, content })
  }
}

/** Gives a local item another id, unless the disk has an item of that id by now. */
export function relabel(tx: StateTransaction, from: NodeId, to: NodeId): boolean {
  if (tx.local.find(from) === undefined || tx.local.find(to) !== undefined) return false
  tx.relabelLocal(from, to)
  return true
}

/** The merge base takes over the server's content revision. */
function recordRemoteContent(tx: StateTransaction, nodeId: NodeId): void {
  const remote = tx.remote.find(nodeId)
  const synced = tx.synced.find(nodeId)
  if (remote === undefined || synced === undefined) return
  tx.putSynced({ ...synced, contentRev: remote.contentRev, content: remote.content })
}

/** The merge base takes over the server's place; with `isNew` it begins as the server's state. */
function recordRemotePlace(tx: StateTransaction, nodeId: NodeId, isNew: boolean): void {
  const remote = tx.remote.find(nodeId)
  if (remote === undefined || remote.kind === 'other') return
  const { parentId, name, placeRev } = remote
  const synced = isNew ? { ...remote, kind: remote.kind } : tx.synced.find(nodeId)
  if (synced !== undefined) tx.putSynced({ ...synced, parentId, name, placeRev })
}

/**
 * The server has put an item of ours at another place than the one it has on disk (a conflicted
 * copy, a name that was taken): the merge base says that the disk is as agreed and that the server
 * moved on, so the next plan moves the item here.
 */
export function recordMovedByServer(
  tx: StateTransaction,
  remote: RemoteNode & { readonly kind: 'file' | 'folder' },
): void {
  const local = tx.local.find(remote.nodeId)
  if (local === undefined) return
  const { parentId, name } = local
  // No place revision ever equals a content revision: it reads as "an older place".
  tx.putSynced({ ...remote, parentId, name, placeRev: remote.contentRev })
}

/** Whether the disk still has to follow the server to a place as `recordMovedByServer` says. */
export function isMovedByServer(synced: SyncedNode | undefined): boolean {
  return synced !== undefined && synced.placeRev === synced.contentRev
}

/**
 * The disk took over `contentRev` as `content`; the place is as it was agreed before, for a new file
 * the one that it has on disk: the server may have moved it while it came down. Agreed is what the
 * server has: where the disk kept an executable bit of its own, that is a change to be sent.
 */
export function recordContent(
  tx: StateTransaction,
  nodeId: NodeId,
  contentRev: RevisionId,
  onDisk: FileContent,
): void {
  const synced = tx.synced.find(nodeId)
  const remote = tx.remote.find(nodeId)
  const there = remote?.contentRev === contentRev ? remote.content : undefined
  const content = there ?? onDisk
  if (synced !== undefined) {
    tx.putSynced({ ...synced, contentRev, content })
    return
  }
  if (remote?.kind !== 'file') return
  const { parentId, name } = tx.local.find(nodeId) ?? remote
  const isMoved = parentId !== remote.parentId || name !== remote.name
  // As in recordMovedByServer: the disk has to follow.
  const placeRev = isMoved ? contentRev : remote.placeRev
  tx.putSynced({ nodeId, kind: 'file', parentId, name, contentRev, placeRev, content })
}
