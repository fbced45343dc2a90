import type { Change, NodeId } from '@tidemark/protocol'
import type { StateTransaction } from '../state-store.js'

/** What went while a listing was read, until the journal was read up to `untilSeq`. */
interface Gone {
  readonly untilSeq: number
  readonly nodeIds: readonly NodeId[]
}

const SETTING = 'gone_while_listed'

/**
 * Remembers what a listing says of deletions that happened while it was read. Its pages are of different
 * moments: a folder may be shown where it came to be after the deletion of another one around it, of which the
 * journal tells as of one change. Applied to what was listed, it would take what it did not, or
 * leave what it took (seed 304584).
 */
export function noteGone(tx: StateTransaction, gone: Gone | undefined): void {
  tx.setSetting(SETTING, gone && JSON.stringify(gone))
}

/**
 * Applies a page of changes that ends at `endSeq`. Up to the end of a listing deletions are passed over:
 * what is listed and not gone is there, whatever happened in between. There the places are those of
 * that moment, and what is gone goes.
 */
export function replayChanges(
  tx: StateTransaction,
  changes: readonly Change[],
  endSeq: number,
  apply: (change: Change) => void,
): void {
  let gone = readGone(tx)
  for (const change of changes) {
    if (gone !== undefined && change.seq > gone.untilSeq) gone = takeAway(tx, gone)
    if (gone === undefined || change.type !== 'delete') apply(change)
  }
  if (gone !== undefined && endSeq >= gone.untilSeq) takeAway(tx, gone)
}

function takeAway(tx: StateTransaction, { nodeIds }: Gone): undefined {
  for (const nodeId of nodeIds) tx.removeRemoteSubtree(nodeId)
  noteGone(tx, undefined)
}

function readGone(tx: StateTransaction): Gone | undefined {
  const text = tx.setting(SETTING)
  // Our own writing.
  return text === undefined ? undefined : (JSON.parse(text) as Gone)
}
