import { forgetHeldDeletes } from '../propagate/delete-runner.js'
import { entriesOf } from '../reconcile/entries.js'
import type { StateStore } from '../state-store.js'

/**
 * Undoes every delete that has not run: without its merge base an item counts as new on the side
 * that still has it, and so comes back on the other.
 */
export function rejectDeletes(store: StateStore): void {
  store.transaction((tx) => {
    forgetHeldDeletes(tx)
    for (const { nodeId } of tx.dirty(Number.MAX_SAFE_INTEGER, tx.dirtyCount())) {
      const { remote, local, missing, synced } = entriesOf(tx, nodeId)
      if (synced === undefined) continue
      const isGoneHere = remote !== undefined && missing !== undefined
      const isGoneThere = remote === undefined && local !== undefined
      if (!isGoneHere && !isGoneThere) continue
      tx.removeSynced(nodeId)
      if (isGoneHere) tx.removeLocal(nodeId)
    }
  })
}
