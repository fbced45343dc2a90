import type { NodeId } from '@tidemark/protocol'
import { type PlacementSide, resolvePlacements } from './placements.js'
import type {
  BookkeepingStep,
  DownloadStep,
  LocalPlacement,
  MetadataStep,
  Plan,
  PutStep,
  ReadStep,
  RemoteDeleteStep,
  RemotePlacement,
  Waiting,
  WaitReason,
} from './plan.js'

/** Collects what the planner finds, then puts it in order. Used for one pass. */
export class PlanDraft {
  /** What shall come into being or move on the server, and on disk; by node. */
  readonly remote = new Map<NodeId, RemotePlacement | PutStep>()
  readonly local = new Map<NodeId, LocalPlacement | DownloadStep>()
  readonly #bookkeeping: BookkeepingStep[] = []
  readonly #reads = new Map<NodeId, ReadStep>()
  readonly #puts: PutStep[] = []
  readonly #downloads: DownloadStep[] = []
  readonly #metadata: MetadataStep[] = []
  readonly #remoteDeletes = new Map<NodeId, RemoteDeleteStep>()
  readonly #localTrash = new Set<NodeId>()
  readonly #releases = new Set<NodeId>()
  readonly #adopted = new Set<NodeId>()
  readonly #waiting = new Map<NodeId, Waiting>()
  readonly #acted = new Set<NodeId>()

  addBookkeeping(nodeId: NodeId, step: BookkeepingStep): void {
    this.#acted.add(nodeId)
    this.#bookkeeping.push(step)
  }

  /** Pairs a new local item with a remote one; both sides may find the same pair. */
  addAdoption(localId: NodeId, remoteId: NodeId): void {
    this.#acted.add(localId).add(remoteId)
    if (this.#adopted.has(localId) || this.#adopted.has(remoteId)) return
    this.#adopted.add(localId).add(remoteId)
    this.#bookkeeping.push({ kind: 'adopt', localId, remoteId })
  }

  addRead(step: ReadStep): void {
    this.#acted.add(step.nodeId)
    this.#reads.set(step.nodeId, step)
  }

  /** New content for a file that the server has; nothing can be in its way. */
  addPut(step: PutStep): void {
    this.#acted.add(step.nodeId)
    this.#puts.push(step)
  }

  /** New content for a file that the disk has. */
  addDownload(step: DownloadStep): void {
    this.#acted.add(step.nodeId)
    this.#downloads.push(step)
  }

  addMetadata(step: MetadataStep): void {
    this.#acted.add(step.nodeId)
    this.#metadata.push(step)
  }

  addRemoteDelete(step: RemoteDeleteStep): void {
    this.#acted.add(step.nodeId)
    this.#remoteDeletes.set(step.nodeId, step)
  }

  addLocalTrash(nodeId: NodeId): void {
    this.#acted.add(nodeId)
    this.#localTrash.add(nodeId)
  }

  addRelease(nodeId: NodeId): void {
    this.#acted.add(nodeId)
    this.#releases.add(nodeId)
  }

  wait(nodeId: NodeId, reason: WaitReason, untilMs?: number): void {
    this.#waiting.set(nodeId, { nodeId, reason, untilMs })
  }

  /**
   * @param dirty the nodes that the plan was asked for.
   * @param depthOf levels above a local node, so that folders go after what they hold.
   */
  finish(
    dirty: readonly NodeId[],
    sides: { readonly remote: PlacementSide; readonly local: PlacementSide },
    depthOf: (nodeId: NodeId) => number,
  ): Plan {
    const remote = this.#resolve(this.remote, sides.remote)
    const local = this.#resolve(this.local, sides.local)
    const innerFirst = (nodeIds: ReadonlySet<NodeId>) =>
      [...nodeIds]
        .map((nodeId) => ({ nodeId, depth: depthOf(nodeId) }))
        .sort((a, b) => b.depth - a.depth)
        .map(({ nodeId }) => ({ nodeId }))
    return {
      bookkeeping: this.#bookkeeping,
      reads: [...this.#reads.values()],
      remotePlacements: keepComponents(remote, (step) => step.kind !== 'put'),
      localPlacements: keepComponents(local, (step) => step.kind !== 'download'),
      puts: [...this.#puts, ...remote.flat().filter((step) => step.kind === 'put')],
      downloads: [...this.#downloads, ...local.flat().filter((step) => step.kind === 'download')],
      metadata: this.#metadata,
      remoteDeletes: [...this.#remoteDeletes.values()],
      localTrash: innerFirst(this.#localTrash),
      releases: innerFirst(this.#releases),
      waiting: [...this.#waiting.values()],
      settled: dirty.filter((nodeId) => !this.#acted.has(nodeId) && !this.#waiting.has(nodeId)),
    }
  }

  #resolve<P extends RemotePlacement | PutStep | LocalPlacement | DownloadStep>(
    wanted: ReadonlyMap<NodeId, P>,
    side: PlacementSide,
  ): readonly (readonly P[])[] {
    const { components, blocked } = resolvePlacements(wanted, side)
    for (const { placement, reason } of blocked) this.wait(placement.nodeId, reason)
    for (const placement of components.flat()) this.#acted.add(placement.nodeId)
    return components
  }
}

function keepComponents<P, Q extends P>(
  components: readonly (readonly P[])[],
  isKept: (step: P) => step is Q,
): readonly (readonly Q[])[] {
  return components.map((steps) => steps.filter(isKept)).filter((steps) => steps.length > 0)
}
