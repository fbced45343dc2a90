import { isSameContent, type NodeId } from '@tidemark/protocol'
import type { Trees } from '../reconcile/entries.js'
import type { LocalNode, RemoteNode } from '../trees.js'
import { isDeselectedIn } from './change-selection.js'

/** Files and folders, and the bytes of the files. */
export interface ItemTotals {
  readonly items: number
  readonly bytes: number
}

/** What another selection does to a disk. */
export interface SelectionEffect {
  /** Leaves this disk and stays on the server; what is to go up first is counted here, too. */
  readonly leaving: ItemTotals
  /** Of it, what the server does not have yet: it leaves only after it went up. */
  readonly toUpload: ItemTotals
  /** Comes down. */
  readonly coming: ItemTotals
}

class Totals implements ItemTotals {
  items = 0
  bytes = 0

  add(sizeBytes: number): void {
    this.items++
    this.bytes += sizeBytes
  }
}

/** A node with its rows, and whether it was and is deselected. */
interface Visit {
  readonly nodeId: NodeId
  readonly remote: RemoteNode | undefined
  readonly local: LocalNode | undefined
  readonly wasOff: boolean
  readonly isOff: boolean
}

/**
 * What happens when `after` takes the place of `before`, by the trees as they are. Its cost grows with
 * the items about which the two differ. What is never synced stays where it is and is not counted.
 */
export function selectionEffect(
  trees: Trees,
  before: ReadonlySet<NodeId>,
  after: ReadonlySet<NodeId>,
): SelectionEffect {
  const effect = { leaving: new Totals(), toUpload: new Totals(), coming: new Totals() }
  const seen = new Set<NodeId>()
  for (const top of [...before, ...after]) {
    if (before.has(top) === after.has(top)) continue
    const wasOff = isDeselectedIn(trees.remote, before, top)
    const isOff = isDeselectedIn(trees.remote, after, top)
    const rows = { remote: trees.remote.find(top), local: trees.local.find(top) }
    const open: Visit[] = [{ nodeId: top, ...rows, wasOff, isOff }]
    for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
      // What differs further below begins with a node of its own.
      if (visit.wasOff === visit.isOff || seen.has(visit.nodeId)) continue
      seen.add(visit.nodeId)
      count(effect, trees, visit)
      for (const [nodeId, { remote, local }] of rowsIn(trees, visit)) {
        open.push({
          ...{ nodeId, remote, local },
          wasOff: visit.wasOff || before.has(nodeId),
          isOff: visit.isOff || after.has(nodeId),
        })
      }
    }
  }
  return effect
}

function count(
  { leaving, toUpload, coming }: Readonly<Record<keyof SelectionEffect, Totals>>,
  trees: Trees,
  { remote, local, isOff }: Visit,
): void {
  const here = local?.missingSinceMs === null ? local : undefined
  if (!isOff && here === undefined && remote !== undefined) {
    coming.add(remote.content?.sizeBytes ?? 0)
  }
  if (!isOff || here === undefined) return
  const sizeBytes = here.kind === 'file' ? here.stat.sizeBytes : 0
  leaving.add(sizeBytes)
  if (!isThere(trees, here, remote)) toUpload.add(sizeBytes)
}

/** Whether the server has, or has had, what is on disk. */
function isThere(trees: Trees, local: LocalNode, remote: RemoteNode | undefined): boolean {
  const { content, kind, nodeId } = local
  if (remote === undefined || kind === 'folder') return remote !== undefined
  if (content === undefined) return false
  if (remote.content !== undefined && isSameContent(content, remote.content)) return true
  const agreed = trees.synced.find(nodeId)?.content
  return agreed !== undefined && isSameContent(content, agreed)
}

/** What a folder holds there or here. A row that is elsewhere in the other tree is looked up. */
function rowsIn(trees: Trees, { nodeId, remote, local }: Visit) {
  const rows = new Map<NodeId, { remote: RemoteNode | undefined; local: LocalNode | undefined }>()
  if (remote?.kind !== 'folder' && local?.kind !== 'folder') return rows
  for (const child of trees.remote.children(nodeId)) {
    rows.set(child.nodeId, { remote: child, local: undefined })
  }
  for (const child of trees.local.children(nodeId)) {
    const known = rows.get(child.nodeId)
    rows.set(child.nodeId, {
      remote: known?.remote ?? trees.remote.find(child.nodeId),
      local: child,
    })
  }
  for (const [id, row] of rows) row.local ??= trees.local.find(id)
  return rows
}
