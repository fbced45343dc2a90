import type { RelPath } from '@tidemark/protocol'
import { defaultIgnoreRules } from '@tidemark/sync-engine'

/** What is on disk without what the built-in rules leave alone there. */
export function syncedContents(contents: Record<string, string>): Map<string, string> {
  const rules = defaultIgnoreRules()
  const isSynced = (path: string): boolean => {
    const isFolder = path.endsWith('/')
    const bare = isFolder ? path.slice(0, -1) : path
    return rules.explain(bare as RelPath, isFolder) === undefined // a path on the disk
  }
  return new Map(Object.entries(contents).filter(([path]) => isSynced(path)))
}
