import { joinPath, type NodeId, type NodeName, type RelPath, ROOT_PATH } from '@tidemark/protocol'
import type { IgnoreRules } from '../discover/ignore-rules.js'
import type { StateStore, Tree } from '../state-store.js'
import { diskNameOf, type LocalNode, type Place } from '../trees.js'

/**
 * The nodes among `nodeIds` that a rule hides. A node that the disk knows is judged by its place
 * there, any other by its place on the server: what was synced before a rule came, and what others
 * sync under such a name, is left as it is on both sides (E51).
 */
export function ignoredAmong(
  store: StateStore,
  rules: IgnoreRules,
  nodeIds: readonly NodeId[],
): NodeId[] {
  const here = new Folders(rules, (nodeId) => store.localPath(nodeId))
  const there = new Folders(rules, (nodeId) => store.remotePath(nodeId))
  return nodeIds.filter((nodeId) => {
    const local = store.local.find(nodeId)
    const node = local ?? store.remote.find(nodeId)
    if (node === undefined || node.parentId === null) return false
    const folder = (local === undefined ? there : here).find(node.parentId)
    if (folder === undefined) return false
    const path = joinPath(folder.path, nameOf(node))
    return folder.isIgnored || rules.match(path, node.kind === 'folder') !== undefined
  })
}

/** Marks what `rules` hid until now, on either side: it is to be looked at again. */
export function markIgnored(store: StateStore, rules: IgnoreRules): void {
  const found = new Set<NodeId>()
  collect(store.local, rules, found)
  collect(store.remote, rules, found)
  if (found.size === 0) return
  store.transaction((tx) => {
    for (const nodeId of found) tx.markDirty(nodeId)
  })
}

/** Adds the nodes of a tree that `rules` hide, whole folders with all that is in them. */
function collect<N extends Place & { readonly nodeId: NodeId; readonly kind: string }>(
  tree: Tree<N>,
  rules: IgnoreRules,
  found: Set<NodeId>,
): void {
  const root = tree.root()
  const { nodeId } = root ?? {}
  const folders = nodeId === undefined ? [] : [{ nodeId, path: ROOT_PATH, isIgnored: false }]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const node of tree.children(folder.nodeId)) {
      const path = joinPath(folder.path, nameOf(node))
      const isFolder = node.kind === 'folder'
      const isIgnored = folder.isIgnored || rules.match(path, isFolder) !== undefined
      if (isIgnored) found.add(node.nodeId)
      if (isFolder) folders.push({ nodeId: node.nodeId, path, isIgnored })
    }
  }
}

/** The rules are about names on disk; what is not there has only one. */
function nameOf(node: Place & Pick<LocalNode, 'diskName'>): NodeName {
  return diskNameOf(node) as NodeName // names enter both trees through checkName
}

interface Folder {
  readonly path: RelPath
  readonly isIgnored: boolean
}

/** Judges each folder once. */
class Folders {
  readonly #known = new Map<NodeId, Folder | undefined>()
  readonly #rules: IgnoreRules
  readonly #pathOf: (nodeId: NodeId) => RelPath | undefined

  constructor(rules: IgnoreRules, pathOf: (nodeId: NodeId) => RelPath | undefined) {
    this.#rules = rules
    this.#pathOf = pathOf
  }

  find(nodeId: NodeId): Folder | undefined {
    if (this.#known.has(nodeId)) return this.#known.get(nodeId)
    const path = this.#pathOf(nodeId)
    const isIgnored = path !== undefined && this.#rules.explain(path, true) !== undefined
    const folder = path === undefined ? undefined : { path, isIgnored }
    this.#known.set(nodeId, folder)
    return folder
  }
}
