import { type Change, type Cursor, decodeCursor, type NodeId } from '@tidemark/protocol'
import type { AbortSignal, Remote, TreePage } from '../ports.js'
import type { CrashPoint } from '../propagate/crash-point.js'
import type { FolderLock } from '../propagate/folder-lock.js'
import { putRemoteNode } from '../propagate/selection-marks.js'
import {
  findUnseenAnswers,
  forgetAnswers,
  isAnswerLost,
  isContradicted,
} from '../propagate/unseen-answers.js'
import type { StateStore, StateTransaction } from '../state-store.js'
import { noteConflict } from './conflict-notes.js'
import { noteGone, replayChanges } from './listing-replay.js'
import { remoteNode } from './remote-node.js'

/** Where the journal ended when the last page of a listing was read, until that is proven. */
const LISTING_HEAD = 'listing_head'

/**
 * Keeps the remote tree up to date with the journal. Deletions come only as explicit records: by
 * the journal, or as tombstones of a snapshot; never because something was not listed (E105).
 */
export class JournalReader {
  readonly #store: StateStore
  readonly #remote: Pick<Remote, 'listChanges' | 'listTree'>
  readonly #crashPoint: CrashPoint
  readonly #lock: FolderLock

  constructor(
    store: StateStore,
    remote: Pick<Remote, 'listChanges' | 'listTree'>,
    crashPoint: CrashPoint,
    lock: FolderLock,
  ) {
    this.#store = store
    this.#remote = remote
    this.#crashPoint = crashPoint
    this.#lock = lock
  }

  /**
   * Reads until the head of the journal. Resolves with `merged_anew` when there was no common past:
   * remote and synced trees were forgotten and the remote one was listed (I14).
   * @throws AppError of the connection; the position is kept and no plan may be made before it
   * succeeds.
   */
  async catchUp(signal: AbortSignal): Promise<'current' | 'merged_anew'> {
    let outcome: 'current' | 'merged_anew' = 'current'
    for (;;) {
      const journal = this.#store.journal()
      if (journal === undefined) {
        // What changed while it was listed is told rightly only by the journal, which comes next.
        await this.#listAnew(signal)
        outcome = 'merged_anew'
        continue
      }
      const asked = findUnseenAnswers(this.#store)
      // The brand is lost in storage only.
      const cursor = journal.cursor as Parameters<Remote['listChanges']>[0]
      const page = await this.#remote.listChanges(cursor, signal)
      this.#crashPoint('D01')
      // A large file may have been committed while the page was on its way.
      const heard = findUnseenAnswers(this.#store)
      if (page.result === 'cursor_expired') await this.#readSnapshot(signal)
      else if (page.result === 'cursor_reset') this.forgetAgreement()
      else if (isAnswerLost(asked, page)) this.forgetAgreement()
      else if (isContradicted(heard, page.changes)) this.forgetAgreement()
      else {
        await this.#write((tx) => {
          const endSeq = decodeCursor(page.cursor)?.seq ?? page.headSeq
          replayChanges(tx, page.changes, endSeq, (change) => applyChange(tx, change))
          tx.setJournal({ ...journal, cursor: page.cursor, headSeq: page.headSeq })
        })
        this.#crashPoint('D02')
        if (!page.more && !(await this.#isListingLost(signal))) return outcome
      }
    }
  }

  /** There is no common past: what follows is a merge that cannot delete (P8). */
  forgetAgreement(): void {
    this.#store.transaction((tx) => {
      tx.forgetAgreement()
      forgetAnswers(tx)
      tx.setSetting(LISTING_HEAD, undefined)
      noteGone(tx, undefined)
    })
  }

  /**
   * Whether the server does not know the head any more that a listing has shown, and the agreement is
   * forgotten therefore: it was restored, and no change ever tells what is wrong with the rows (I14).
   * Asked only when the journal was read beyond it, so that both are of one past.
   */
  async #isListingLost(signal: AbortSignal): Promise<boolean> {
    const head = this.#store.setting(LISTING_HEAD)
    if (head === undefined) return false
    // The brand is lost in storage only.
    const page = await this.#remote.listChanges(head as Cursor, signal)
    const isLost = page.result !== 'page'
    if (isLost) this.forgetAgreement()
    else this.#store.transaction((tx) => tx.setSetting(LISTING_HEAD, undefined))
    return isLost
  }

  /** First contact, or first after a reset. Without a journal position no plan is made. */
  async #listAnew(signal: AbortSignal): Promise<void> {
    // An interrupted listing may have left a part.
    this.forgetAgreement()
    const gone: NodeId[] = []
    for await (const page of this.#pages(signal)) {
      gone.push(...(page.goneNodeIds ?? []))
      this.#store.transaction((tx) => {
        for (const node of page.nodes) tx.putRemote(remoteNode(node))
        if (page.nextPage === undefined) finishListing(tx, page, gone)
      })
    }
  }

  /**
   * Our position is too old for the journal but lies in its past: what was synced still counts.
   * A node that is neither listed nor has a tombstone is unknown to the server, not deleted: it
   * loses its merge base and is merged like a new one.
   */
  async #readSnapshot(signal: AbortSignal): Promise<void> {
    const listed = new Set<NodeId>()
    const gone: NodeId[] = []
    for await (const page of this.#pages(signal)) {
      gone.push(...(page.goneNodeIds ?? []))
      await this.#write((tx) => {
        for (const node of page.nodes) {
          listed.add(node.nodeId)
          tx.putRemote(remoteNode(node))
        }
        for (const nodeId of page.deletedNodeIds) {
          if (!listed.has(nodeId)) tx.removeRemoteSubtree(nodeId)
        }
        if (page.nextPage !== undefined) return
        const ghosts = unlisted(tx, page.rootNodeId, listed)
        for (const ghost of ghosts) tx.removeSynced(ghost)
        for (const ghost of ghosts) tx.removeRemoteSubtree(ghost)
        finishListing(tx, page, gone)
      })
    }
  }

  /** No deletion becomes known between the last look at a download and writing it down. */
  async #write(change: (tx: StateTransaction) => void): Promise<void> {
    await this.#lock.run(async () => this.#store.transaction(change))
  }

  async *#pages(signal: AbortSignal): AsyncIterable<TreePage> {
    let next: string | undefined
    do {
      const page = await this.#remote.listTree(next, signal)
      yield page
      next = page.nextPage
    } while (next !== undefined)
  }
}

function finishListing(
  tx: StateTransaction,
  { epoch, rootNodeId, cursor, headCursor, walkedSeq = 0 }: TreePage,
  gone: readonly NodeId[],
): void {
  const headSeq = decodeCursor(cursor)?.seq ?? 0
  noteGone(tx, walkedSeq > headSeq ? { untilSeq: walkedSeq, nodeIds: gone } : undefined)
  tx.setJournal({ epoch, rootNodeId, cursor, headSeq })
  tx.setSetting(LISTING_HEAD, headCursor === cursor ? undefined : headCursor)
}

function applyChange(tx: StateTransaction, change: Change): void {
  if (change.type === 'upsert') putRemoteNode(tx, remoteNode(change.node))
  else if (change.type === 'delete') tx.removeRemoteSubtree(change.nodeId)
  else noteConflict(tx, change.conflict)
}

/** Nodes of the remote tree that a complete listing did not name. */
function unlisted(tx: StateTransaction, rootId: NodeId, listed: ReadonlySet<NodeId>): NodeId[] {
  const found: NodeId[] = []
  const folders = [rootId]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const child of tx.remote.children(folder)) {
      if (!listed.has(child.nodeId)) found.push(child.nodeId)
      if (child.kind === 'folder') folders.push(child.nodeId)
    }
  }
  return found
}
