import type { NodeId, RelPath } from '@tidemark/protocol'
import { nameKey, splitPath } from '@tidemark/protocol'
import type { IgnoreRule, IgnoreRules } from '../discover/ignore-rules.js'
import { findLiveChild } from '../discover/scan-pass.js'
import { copyNodeIdWith } from '../propagate/conflict-naming.js'
import { deselectedNow } from '../propagate/selection-marks.js'
import { entriesOf } from '../reconcile/entries.js'
import { isEmptyPlan, type Plan, type WaitReason } from '../reconcile/plan.js'
import { reconcile } from '../reconcile/reconcile.js'
import type { HeldItem, StateReader, Tree } from '../state-store.js'
import type { LocalNode, Place, RemoteNode, SyncedNode } from '../trees.js'
import type { EngineDeps } from './settings.js'

/** Everything that is known about one path, for `tidemark why`. */
export interface Explanation {
  readonly path: RelPath
  /** Undefined when neither side knows the path. */
  readonly nodeId: NodeId | undefined
  readonly local: LocalNode | undefined
  readonly remote: RemoteNode | undefined
  readonly synced: SyncedNode | undefined
  readonly held: HeldItem | undefined
  /** The rule that hides the item, or a folder around it. */
  readonly ignoredBy: IgnoreRule | undefined
  /** What the engine would do now, by name: `put`, `download`, `move`, …; none = in sync. */
  readonly pending: readonly string[]
  readonly waitsFor: WaitReason | undefined
}

/** Looks a path up on disk, then on the server. Changes nothing. */
export function explain(deps: EngineDeps, rules: IgnoreRules, path: RelPath): Explanation {
  const { store } = deps
  const nodeId =
    findOnDisk(store, path) ?? findByPath(store.local, path) ?? findByPath(store.remote, path)
  const held = store.findHeld(path)
  const none = { local: undefined, remote: undefined, synced: undefined }
  if (nodeId === undefined) {
    // A file that no rule hides would be known, so a rule for folders means that it is one.
    const ignoredBy = rules.explain(path, false) ?? rules.explain(path, true)
    return { path, nodeId, ...none, held, ignoredBy, pending: [], waitsFor: undefined }
  }
  const { local, missing, remote, synced } = entriesOf(store, nodeId)
  const kind = (local ?? missing ?? remote ?? synced)?.kind
  const ignoredBy = rules.explain(path, kind === 'folder')
  const plan = ignoredBy === undefined ? planFor(deps, nodeId) : undefined
  const waitsFor = plan?.waiting.find((waiting) => waiting.nodeId === nodeId)?.reason
  const pending = plan === undefined ? [] : stepsOf(plan, nodeId)
  const entries = { local: local ?? missing, remote, synced }
  return { path, nodeId, ...entries, held, ignoredBy, pending, waitsFor }
}

/** The node that is on disk at `path`, be it under an alias (E41). */
function findOnDisk(store: StateReader, path: RelPath): NodeId | undefined {
  let nodeId = store.local.root()?.nodeId
  for (const name of splitPath(path)) {
    nodeId = nodeId && findLiveChild(store, nodeId, name)?.nodeId
  }
  return nodeId
}

/** The node at a path, by the names that people see; of two spellings of one name the exact one. */
export function findByPath<N extends Place & { readonly nodeId: NodeId }>(
  tree: Tree<N>,
  path: RelPath,
): NodeId | undefined {
  let nodeId = tree.root()?.nodeId
  for (const name of splitPath(path)) {
    if (nodeId === undefined) return undefined
    const children: readonly N[] = tree.childrenByKey(nodeId, nameKey(name))
    nodeId = (children.find((child) => child.name === name) ?? children[0])?.nodeId
  }
  return nodeId
}

function planFor(deps: EngineDeps, nodeId: NodeId): Plan | undefined {
  const { store, clock, settings, hasher, selection } = deps
  const rootNodeId = store.journal()?.rootNodeId
  if (rootNodeId === undefined) return undefined
  const copyNodeId = copyNodeIdWith(hasher)
  const { settleMs } = settings
  const deselected = deselectedNow(selection)
  const isDeselected = (id: NodeId): boolean => deselected.has(id)
  const nowMs = clock.nowMs()
  return reconcile(store, [nodeId], { nowMs, settleMs, rootNodeId, copyNodeId, isDeselected })
}

function stepsOf(plan: Plan, nodeId: NodeId): string[] {
  if (isEmptyPlan(plan)) return []
  const ofNode = <S extends { readonly nodeId: NodeId }>(steps: readonly S[], name: string) =>
    steps.some((step) => step.nodeId === nodeId) ? [name] : []
  const bookkeeping = plan.bookkeeping.flatMap((step) =>
    (step.kind === 'adopt' ? step.localId : step.nodeId) === nodeId ? [step.kind] : [],
  )
  const placements = [...plan.remotePlacements, ...plan.localPlacements].flat()
  return [
    ...bookkeeping,
    ...ofNode(plan.reads, 'read'),
    ...placements.flatMap((step) => (step.nodeId === nodeId ? [step.kind] : [])),
    ...ofNode(plan.puts, 'put'),
    ...ofNode(plan.downloads, 'download'),
    ...ofNode(plan.metadata, 'set_metadata'),
    ...ofNode(plan.remoteDeletes, 'delete'),
    ...ofNode(plan.localTrash, 'trash'),
    ...ofNode(plan.releases, 'release'),
  ]
}
