import { type NodeId, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import { defaultIgnoreRules, diskNameOf } from '@tidemark/sync-engine'
import type { SimulatedDevice } from './simulated-device.js'

/**
 * What is on disk, under the names that everybody has for it, without what stays there alone, be it
 * ignored or held for what is in it (E52).
 */
export function syncedContents(device: SimulatedDevice): Map<string, string> {
  const rules = defaultIgnoreRules()
  const kept = new Set(device.store.held(1_000).map(({ path }) => `${path}/`))
  const isSynced = (path: string): boolean => {
    const isFolder = path.endsWith('/')
    const bare = isFolder ? path.slice(0, -1) : path
    if (kept.has(path)) return false
    return rules.explain(bare as RelPath, isFolder) === undefined // a path on the disk
  }
  const names = namesInTree(device)
  return new Map(
    Object.entries(device.contents())
      .filter(([path]) => isSynced(path))
      .map(([path, text]) => [names.get(keyOf(device, path)) ?? path, text]),
  )
}

/**
 * Paths on disk, of folders with a slash at the end, to the paths that the tree has for them. A disk
 * may list another spelling than the engine has seen so far.
 */
function namesInTree(device: SimulatedDevice): Map<string, string> {
  const { store } = device
  const found = new Map<string, string>()
  const visit = (parentId: NodeId, onDisk: string, inTree: string): void => {
    for (const node of store.local.children(parentId)) {
      if (node.missingSinceMs !== null) continue
      const slash = node.kind === 'folder' ? '/' : ''
      const path = `${onDisk}${diskNameOf(node)}${slash}`
      found.set(keyOf(device, path), `${inTree}${node.name}${slash}`)
      if (slash !== '') visit(node.nodeId, path, `${inTree}${node.name}/`)
    }
  }
  const root = store.local.root()
  if (root !== undefined) visit(root.nodeId, ROOT_PATH, ROOT_PATH)
  return found
}

function keyOf({ disk }: SimulatedDevice, path: string): string {
  return disk.isSameName('\u00e9', 'e\u0301') ? path.normalize() : path
}
