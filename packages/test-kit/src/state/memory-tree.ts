import { type NodeId, nameKey } from '@tidemark/protocol'
import type { Place, Tree } from '@tidemark/sync-engine'
import { LoggedMap } from './logged-map.js'
import { MultiIndex } from './multi-index.js'
import type { UndoLog } from './undo-log.js'

/** One of the three trees in memory, with the indexes that the port's readers need. */
export class MemoryTree<N extends Place & { readonly nodeId: NodeId }> implements Tree<N> {
  readonly #nodes: LoggedMap<NodeId, N>
  readonly #byParent = new MultiIndex<N>()
  readonly #byKey = new MultiIndex<N>()

  constructor(log: UndoLog, onChange: (before: N | undefined, after: N | undefined) => void) {
    this.#nodes = new LoggedMap(log, (before, after) => {
      if (before !== undefined) {
        this.#byParent.remove(parentKey(before.parentId), before)
        this.#byKey.remove(placeKey(before.parentId, before.name), before)
      }
      if (after !== undefined) {
        this.#byParent.add(parentKey(after.parentId), after)
        this.#byKey.add(placeKey(after.parentId, after.name), after)
      }
      onChange(before, after)
    })
  }

  root(): N | undefined {
    return this.#byParent.get(parentKey(null))[0]
  }

  find(nodeId: NodeId): N | undefined {
    return this.#nodes.get(nodeId)
  }

  children(parentId: NodeId, page: { after?: string; limit?: number } = {}): readonly N[] {
    const { after, limit } = page
    let found = this.#byParent.get(parentKey(parentId)).sort(byName)
    if (after !== undefined) found = found.filter((node) => compareNames(node.name, after) > 0)
    if (limit === undefined) return found
    const last = found[limit - 1]
    return found.filter((node, index) => index < limit || node.name === last?.name)
  }

  childrenByKey(parentId: NodeId, key: string): readonly N[] {
    return this.#byKey.get(placeKey(parentId, key)).sort(byName)
  }

  count(): number {
    return this.#nodes.size
  }

  all(): N[] {
    return this.#nodes.values()
  }

  put(node: N): void {
    this.#nodes.set(node.nodeId, node)
  }

  remove(nodeId: NodeId): void {
    if (this.#nodes.get(nodeId) !== undefined) this.#nodes.set(nodeId, undefined)
  }
}

function parentKey(parentId: NodeId | null): string {
  return parentId ?? ''
}

function placeKey(parentId: NodeId | null, name: string): string {
  return `${parentKey(parentId)}/${nameKey(name)}`
}

function byName(a: Place & { nodeId: NodeId }, b: Place & { nodeId: NodeId }): number {
  return compareNames(a.name, b.name) || compareNames(a.nodeId, b.nodeId)
}

/**
 * Orders text by code points, as the bytes of UTF-8 do. Surrogates are units below U+E000 but stand
 * for code points above it.
 */
function compareNames(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
