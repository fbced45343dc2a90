import type { ErrorCode } from '@tidemark/protocol'

/** Something that people may want to see in the list of activity. Hints only: nothing waits for them. */
export type EngineEvent =
  | {
      readonly type:
        | 'uploaded'
        | 'downloaded'
        | 'made_folder'
        | 'deleted_here'
        | 'deleted_there'
        /** Left the disk because it was deselected. */
        | 'released'
      readonly path: string
    }
  | { readonly type: 'renamed'; readonly path: string; readonly side: 'here' | 'there' }
  /** Our version of a file became a conflicted copy. */
  | { readonly type: 'conflict'; readonly path: string; readonly copyName: string }
  | { readonly type: 'held'; readonly path: string; readonly code: ErrorCode }
  /** Deletes wait for a person (P9). */
  | { readonly type: 'deletes_held'; readonly side: 'here' | 'there'; readonly count: number }
  /** There is no common past with the server any more; folders are merged, nothing is deleted. */
  | { readonly type: 'merged_anew' }
  | { readonly type: 'state' }

export type EngineListener = (event: EngineEvent) => void

/** Tells listeners what happened. A listener that throws is none of the engine's business. */
export class EngineEvents {
  readonly #listeners = new Set<EngineListener>()

  /** Calls `listener` for every event until the result is disposed. */
  subscribe(listener: EngineListener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch {
        // Events are hints; syncing must not depend on who listens.
      }
    }
  }
}
