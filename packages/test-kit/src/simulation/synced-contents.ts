import type { RelPath } from '@tidemark/protocol'
import { defaultIgnoreRules } from '@tidemark/sync-engine'
import type { SimulatedDevice } from './simulated-device.js'

/** What is on disk without what stays there alone, be it ignored or held for what is in it (E52). */
export function syncedContents(device: SimulatedDevice): Map<string, string> {
  const rules = defaultIgnoreRules()
  const kept = new Set(device.store.held(1_000).map(({ path }) => `${path}/`))
  const isSynced = (path: string): boolean => {
    const isFolder = path.endsWith('/')
    const bare = isFolder ? path.slice(0, -1) : path
    if (kept.has(path)) return false
    return rules.explain(bare as RelPath, isFolder) === undefined // a path on the disk
  }
  return new Map(Object.entries(device.contents()).filter(([path]) => isSynced(path)))
}
