import { realpathSync } from 'node:fs'

/** The root as the events of its watcher name it. */
export function watchedRoot(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    // Not there now; it is watched when it comes.
    return path
  }
}
