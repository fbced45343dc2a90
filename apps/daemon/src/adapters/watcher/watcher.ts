import type { RelPath } from '@tidemark/protocol'

/** Where to look: one folder, not what is below it, or the whole tree. */
export type Hint = RelPath | 'everything'

/** How much the watcher sees. */
export type WatchState =
  | { readonly state: 'starting' }
  | { readonly state: 'watching' }
  /** It sees some or nothing; changes are found by scanning (E87). */
  | {
      readonly state: 'scanning'
      readonly code: 'watch_limited'
      /** What a person can do, with the exact command where there is one. */
      readonly advice: string
    }

/**
 * Tells early where a scan is worth it. Hints may be late, doubled, wrong or missing: nothing may
 * depend on them (E88).
 */
export interface Watcher {
  /**
   * Starts to watch `rootPath`. Both callbacks run asynchronously, hints in no particular order and
   * each folder once per burst. After the returned object is disposed none of them runs again.
   */
  watch(
    rootPath: string,
    onHint: (hint: Hint) => void,
    onState: (state: WatchState) => void,
  ): AsyncDisposable
}
