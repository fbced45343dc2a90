import { isSameContentAndMetadata, type NodeId, type OperationResult } from '@tidemark/protocol'
import { isPassing } from '../reconcile/passing-name.js'
import type { PutStep, RemotePlacement } from '../reconcile/plan.js'
import type { StateTransaction } from '../state-store.js'
import type { RemoteNode } from '../trees.js'
import type { Answer } from './committer.js'
import type { RemoteStep } from './operations.js'
import { putRemoteNode } from './selection-marks.js'
import { recordMovedByServer, relabel } from './tree-writes.js'
import { noteAnswers } from './unseen-answers.js'

type Applied = OperationResult & { readonly result: 'applied'; readonly isFresh?: boolean }
type Conflict = OperationResult & { readonly result: 'conflict' }
/** What was placed, and the journal position that shows it. */
type Placed = NonNullable<Conflict['placed']> & { readonly seq: number; readonly isFresh?: boolean }

/**
 * Writes what the server has done into the trees. Only what the answer proves: everything else,
 * such as the winner of a conflict, comes with the journal, which is read before the next plan.
 *
 * An operation that is sent again is answered as it was (E100), and by then others may have changed
 * what it did. What the journal has told already stands in the remote tree; such an answer proves
 * only what both sides once agreed on. The answer to a fresh operation tells of an item that is there
 * now: should the remote tree lack it, a listing has left it out, and that is no deletion (E105).
 */
export function applyAnswer(tx: StateTransaction, answer: Answer<RemoteStep>): void {
  applyAnswers(tx, [answer])
}

/** As `applyAnswer`, for the answers to one commit. */
export function applyAnswers(tx: StateTransaction, answers: readonly Answer<RemoteStep>[]): void {
  noteAnswers(tx, answers)
  for (const answer of answers) applyOne(tx, answer)
}

function applyOne(
  tx: StateTransaction,
  { step, result, isFresh = false }: Answer<RemoteStep>,
): void {
  if (result.result === 'applied') applyApplied(tx, step, { ...result, isFresh })
  else if (result.result === 'conflict') applyConflict(tx, step, result)
  else if (result.result === 'rejected' && result.error === 'revision_missing') {
    // The server keeps no version to restore: what is on disk goes up as if it were new.
    tx.removeSynced(step.nodeId)
  }
}

function applyApplied(tx: StateTransaction, step: RemoteStep, after: Applied): void {
  switch (step.kind) {
    case 'mkdir':
    case 'put':
      if (after.nodeId !== step.nodeId) {
        // The same new item was there already: ours takes its id and is compared once more.
        relabel(tx, step.nodeId, after.nodeId)
      } else if (step.kind === 'put') applyPut(tx, step, after)
      else applyPlaced(tx, step, after)
      return
    case 'move':
      applyPlaced(tx, step, after)
      return
    case 'restore':
      applyRestored(tx, step, after)
      return
    case 'delete':
      forgetDeleted(tx, step.nodeId)
      return
  }
}

function applyConflict(tx: StateTransaction, step: RemoteStep, conflict: Conflict): void {
  // Without `placed` nothing has happened; the journal shows what was in the way.
  if (conflict.placed === undefined) return
  const placed = { ...conflict.placed, seq: conflict.seq }
  if (step.kind === 'put') applyCopied(tx, step, placed)
  else if (step.kind === 'mkdir' || step.kind === 'move') applyPlaced(tx, step, placed)
}

function applyPut(tx: StateTransaction, step: PutStep, after: Applied): void {
  const { nodeId, parentId, content } = step
  const { contentRev } = after
  const kind = 'file'
  const remote = tx.remote.find(nodeId)
  const synced = tx.synced.find(nodeId)
  if (remote !== undefined || (isOldNews(tx, nodeId, after) && synced !== undefined)) {
    putNewRemote(tx, after, remote && { ...remote, kind, contentRev, content })
    if (synced !== undefined) tx.putSynced({ ...synced, contentRev, content })
    else if (remote !== undefined && isOurNews(remote, step, after)) {
      tx.putSynced({ ...remote, kind })
    }
    return
  }
  const { name, placeRev } = after
  const created = { nodeId, kind, parentId, name, contentRev, placeRev, content } as const
  putNewRemote(tx, after, created)
  if (name === step.name) tx.putSynced(created)
  else recordMovedByServer(tx, created)
}

/**
 * Whether the journal has told of our new file before the answer came, and of nothing else since. What
 * has no merge base would be in conflict with the next edit of somebody else.
 */
function isOurNews(remote: RemoteNode, step: PutStep, after: Applied): boolean {
  const isContentOurs =
    remote.contentRev === after.contentRev &&
    remote.content !== undefined &&
    isSameContentAndMetadata(remote.content, step.content)
  const isPlaceOurs =
    remote.placeRev === after.placeRev &&
    remote.parentId === step.parentId &&
    remote.name === step.name
  return isContentOurs && isPlaceOurs
}

/**
 * What came back is for the journal to say. Should that be under a passing name, then so that the disk
 * counts as moved from there, and the item goes on to where it is here.
 */
function applyRestored(tx: StateTransaction, step: RemotePlacement, after: Applied): void {
  const synced = tx.synced.find(step.nodeId)
  if (synced === undefined || !isPassing(step)) return
  const { parentId, name } = step
  tx.putSynced({ ...synced, parentId, name, placeRev: after.placeRev })
}

/** Whether the journal has told of what an answer is about, and of what came after it. */
function isOldNews(
  tx: StateTransaction,
  nodeId: NodeId,
  { seq, isFresh }: { readonly seq: number; readonly isFresh?: boolean },
): boolean {
  const isLeftOut = isFresh === true && tx.remote.find(nodeId) === undefined
  return !isLeftOut && seq <= (tx.journal()?.headSeq ?? 0)
}

function putNewRemote(
  tx: StateTransaction,
  news: { readonly seq: number; readonly isFresh?: boolean },
  remote: RemoteNode | undefined,
): void {
  if (remote !== undefined && !isOldNews(tx, remote.nodeId, news)) putRemoteNode(tx, remote)
}

/**
 * Our deletion was heard. What a person makes anew under the same name from here on is a new item
 * and must not share its fate (PS068). What stayed against our expectation is told by the journal.
 */
function forgetDeleted(tx: StateTransaction, nodeId: NodeId): void {
  for (const child of tx.remote.children(nodeId)) forgetDeleted(tx, child.nodeId)
  if (tx.local.find(nodeId)?.missingSinceMs === null) return
  tx.removeLocal(nodeId)
  tx.removeSynced(nodeId)
}

/** Our version lost and is a file of its own now: the file on disk becomes that one. */
function applyCopied(tx: StateTransaction, step: PutStep, placed: Placed): void {
  const { content } = step
  const { nodeId, name, contentRev } = placed
  // The copy is beside the winner, wherever that is by now: its place is for the journal to say.
  const winner = tx.remote.find(step.nodeId)
  const { parentId } = winner ?? step
  const isGone = tx.local.find(step.nodeId)?.missingSinceMs != null
  // Its removal follows one that vanished on its way; no other reader takes this for its place.
  const placeRev = isGone ? placed.placeRev : contentRev
  if (nodeId !== step.nodeId) {
    if (!relabel(tx, step.nodeId, nodeId)) return
    // Nobody else takes a winner on that stays where it passed: it is a missing item until then.
    if (winner === undefined || !isPassing(winner)) tx.removeSynced(step.nodeId)
  }
  const copy = { nodeId, kind: 'file', parentId, name, contentRev, placeRev, content } as const
  putNewRemote(tx, placed, copy)
  if (isGone) tx.putSynced(copy)
  else recordMovedByServer(tx, copy)
}

function applyPlaced(tx: StateTransaction, step: RemotePlacement, placed: Placed): void {
  const { nodeId, name, contentRev, placeRev } = placed
  if (nodeId !== step.nodeId) return
  const { parentId } = step
  const remote = tx.remote.find(nodeId)
  const kind = remote?.kind === 'file' ? 'file' : 'folder'
  const base = { nodeId, kind, contentRev: remote?.contentRev ?? contentRev } as const
  const after = { ...base, content: remote?.content, parentId, name, placeRev }
  const synced = tx.synced.find(nodeId)
  putNewRemote(tx, placed, after)
  if (name !== step.name) {
    // The disk shows what we asked for; the older place revision makes it follow the server.
    if (synced) tx.putSynced({ ...synced, parentId, name: step.name })
    else recordMovedByServer(tx, after)
    return
  }
  tx.putSynced({ ...(synced ?? after), parentId, name, placeRev })
}
