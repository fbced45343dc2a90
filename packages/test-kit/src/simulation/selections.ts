import type { NodeId } from '@tidemark/protocol'
import type { RemoteNode, Tree } from '@tidemark/sync-engine'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { HistoryEvent } from './history-events.js'
import type { HistoryParameters } from './parameters.js'
import type { SimulatedDevice } from './simulated-device.js'
import type { World } from './world.js'

/** Somebody keeps an item on the server alone, or wants everything on his disk again. */
export type SelectionEvent =
  /** Without a path he decides when he sees what there is. */
  { readonly do: 'deselect'; readonly path?: string } | { readonly do: 'select_all' }

/** One in so many histories has people who deselect something. */
const HISTORIES = 0.25

/** When people of a history change what is on their disk. */
export function planSelections(
  { devices, deedCount, pauseMs }: HistoryParameters,
  random: SeededRandom,
): HistoryEvent[] {
  if (!random.chance(HISTORIES)) return []
  const endMs = deedCount * pauseMs
  return Array.from({ length: 1 + random.below(12) }, () => {
    const atMs = endMs * random.between(0.1, 1.1)
    const what = random.pick(['deselect', 'deselect', 'select_all'] as const)
    return { atMs, device: random.below(devices.length), do: what }
  })
}

/** The nodes that a device knows of the server, by path. */
export function nodesByPath(tree: Tree<RemoteNode>): ReadonlyMap<string, NodeId> {
  const found = new Map<string, NodeId>()
  const visit = (folderId: NodeId, prefix: string): void => {
    for (const { nodeId, name, kind } of tree.children(folderId)) {
      found.set(prefix + name, nodeId)
      if (kind === 'folder') visit(nodeId, `${prefix}${name}/`)
    }
  }
  const root = tree.root()
  if (root !== undefined) visit(root.nodeId, '')
  return found
}

/** Something that the person could deselect now. */
export function thinkOfSomething(
  device: SimulatedDevice,
  random: SeededRandom,
): string | undefined {
  const paths = [...nodesByPath(device.store.remote).keys()]
  return paths.length === 0 ? undefined : random.pick(paths)
}

/** At rest nothing that was deselected is on disk, but what stays for what is never synced (E52). */
export function checkSelection(world: World): void {
  for (const device of world.devices) {
    const { store, deselected } = device
    const kept = new Set(store.held(1_000).map(({ nodeId }) => nodeId))
    for (const nodeId of withAllBelow(store.remote, deselected)) {
      const local = store.local.find(nodeId)
      if (local === undefined || kept.has(nodeId)) continue
      world.report(`I1: ${device.name} shows ${store.localPath(nodeId)}, which was deselected`)
    }
  }
}

function withAllBelow(tree: Tree<RemoteNode>, tops: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
  const found = new Set([...tops].filter((nodeId) => tree.find(nodeId) !== undefined))
  for (const nodeId of found) for (const child of tree.children(nodeId)) found.add(child.nodeId)
  return found
}
