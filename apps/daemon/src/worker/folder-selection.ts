import type { NodeId } from '@tidemark/protocol'
import { changeSelection, type Selection, selectionEffect } from '@tidemark/sync-engine'
import type { SqliteStateStore } from '../adapters/state-sqlite/sqlite-state-store.js'
import type { WorkerCalls } from '../process/worker-messages.js'
import { TreeListing } from './tree-listing.js'

/** What of one folder is kept online only. The profile keeps it; here it is put into effect. */
export class FolderSelection implements Selection {
  readonly listing: TreeListing
  readonly #store: SqliteStateStore
  #deselected: ReadonlySet<NodeId>

  constructor(store: SqliteStateStore, deselected: readonly NodeId[]) {
    this.#store = store
    this.#deselected = new Set(deselected)
    this.listing = new TreeListing(store, () => this.#deselected)
  }

  deselected(): ReadonlySet<NodeId> {
    return this.#deselected
  }

  /** @throws AppError as `changeSelection`. */
  plan(choice: WorkerCalls['planSelection']['params']): WorkerCalls['planSelection']['result'] {
    const { nodeIds, isSelected } = choice
    const before = this.#deselected
    const after = changeSelection(this.#store.remote, before, nodeIds, isSelected)
    return { deselected: [...after], effect: selectionEffect(this.#store, before, after) }
  }

  set(deselected: readonly NodeId[]): void {
    this.#deselected = new Set(deselected)
  }
}
