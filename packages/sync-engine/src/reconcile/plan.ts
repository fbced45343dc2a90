import type { ErrorCode, FileContent, NodeId, RevisionId } from '@tidemark/protocol'

/**
 * What `reconcile` decides: data only. A plan is never stored; after a crash a new one is made from
 * the trees as they are then.
 */

/** Where an item shall be. */
export interface Target {
  readonly nodeId: NodeId
  readonly parentId: NodeId
  readonly name: string
}

/** Changes of the trees alone, no disk and no network. Applied first, in one transaction. */
export type BookkeepingStep =
  /** Both sides agree in these aspects: the merge base follows. */
  | {
      readonly kind: 'record'
      readonly nodeId: NodeId
      readonly aspect: 'content' | 'place' | 'all'
    }
  /** A new local item and a remote one at the same place are the same: the local row takes its id. */
  | { readonly kind: 'adopt'; readonly localId: NodeId; readonly remoteId: NodeId }
  /**
   * A new local item is what the server has at its place, and the node that has it there is still
   * elsewhere on disk: the new item is that node from now on, the other one becomes new.
   */
  | { readonly kind: 'exchange'; readonly nodeId: NodeId; readonly newcomerId: NodeId }
  /** Our losing version became a conflicted copy in an earlier run: the file on disk is that copy. */
  | { readonly kind: 'become_copy'; readonly nodeId: NodeId; readonly copyId: NodeId }
  /**
   * Our losing version is on disk twice, here and as the conflicted copy with this content and
   * revision: it counts as agreed here, so that the server's version takes its place.
   */
  | {
      readonly kind: 'follow_beside_copy'
      readonly nodeId: NodeId
      readonly content: FileContent
      readonly contentRev: RevisionId
    }
  /** One id stands for a file here and a folder there: the local item gets an id of its own. */
  | { readonly kind: 'split'; readonly nodeId: NodeId }
  /** Gone on both sides. */
  | { readonly kind: 'forget'; readonly nodeId: NodeId }
  /**
   * The local disappearance does not count, because the other side changed the item: forget that it
   * ever was here, so that it comes down again.
   */
  | { readonly kind: 'revive'; readonly nodeId: NodeId }
  /** Cannot be synced by this version; listed with the reason. */
  | { readonly kind: 'hold'; readonly nodeId: NodeId; readonly code: ErrorCode }

/** Hash a local file whose content is not known. */
export interface ReadStep {
  readonly nodeId: NodeId
  readonly sizeBytes: number
}

/** A change of the server's tree without content. */
export type RemotePlacement =
  | (Target & { readonly kind: 'mkdir' })
  | (Target & { readonly kind: 'move'; readonly base: RevisionId })
  | (Target & { readonly kind: 'restore'; readonly subtree: boolean })

/** Store content on the server: a new file, a new version, or a restore by edit. */
export interface PutStep extends Target {
  readonly kind: 'put'
  /** Content revision that the local version is based on; null = none known. */
  readonly base: RevisionId | null
  readonly content: FileContent
  /** Id that the conflicted copy gets when the put loses; the same however often it is planned. */
  readonly copyNodeId: NodeId
}

/** A change of the disk's tree without content. */
export type LocalPlacement =
  | (Target & { readonly kind: 'mkdir' })
  | (Target & { readonly kind: 'move' })

/**
 * Bring the remote content to disk: over the file that is there, or as a new one at the target. An
 * executable bit that differs from the server's is one that was changed here and goes up afterwards.
 */
export interface DownloadStep extends Target {
  readonly kind: 'download'
  readonly content: FileContent
  readonly contentRev: RevisionId
}

/** The bytes on disk stay; time or executable bit follow the server's revision. */
export interface MetadataStep {
  readonly nodeId: NodeId
  readonly content: FileContent
  readonly contentRev: RevisionId
}

/** Delete on the server; for a folder with everything below it. */
export interface RemoteDeleteStep {
  readonly nodeId: NodeId
  readonly base: { readonly contentRev: RevisionId; readonly placeRev: RevisionId }
  /** Items that disappear with it, itself included. */
  readonly itemCount: number
}

/** Move one item to the trash on disk; folders only once they are empty. */
export interface LocalTrashStep {
  readonly nodeId: NodeId
}

/** Take one item off the disk that stays on the server; folders only once they are empty. */
export interface ReleaseStep {
  readonly nodeId: NodeId
}

/** A node that cannot be decided yet. */
export interface Waiting {
  readonly nodeId: NodeId
  /** What it waits for, for `explain`. */
  readonly reason: WaitReason
  /** When the wait ends by itself; undefined = when something else happens. */
  readonly untilMs: number | undefined
}

export type WaitReason =
  /** The item vanished a moment ago and may come back: a move seen in two passes, an atomic save. */
  | 'settling'
  /** Its content has to be read first. */
  | 'unread'
  /** The folder that shall hold it is not there yet. */
  | 'parent'
  /** Another item still has its name. */
  | 'name'
  /** A decision about the folder around it comes first. */
  | 'folder'
  /** What is in it has to leave first. */
  | 'contents'

/** Everything that is to be done about the nodes asked for. Parts in the order of running. */
export interface Plan {
  readonly bookkeeping: readonly BookkeepingStep[]
  readonly reads: readonly ReadStep[]
  /**
   * In order. The placements of one entry depend on each other (a swap) and have to be applied
   * together.
   */
  readonly remotePlacements: readonly (readonly RemotePlacement[])[]
  readonly localPlacements: readonly (readonly LocalPlacement[])[]
  readonly puts: readonly PutStep[]
  readonly downloads: readonly DownloadStep[]
  readonly metadata: readonly MetadataStep[]
  readonly remoteDeletes: readonly RemoteDeleteStep[]
  /** Bottom-up. */
  readonly localTrash: readonly LocalTrashStep[]
  /** Bottom-up. */
  readonly releases: readonly ReleaseStep[]
  readonly waiting: readonly Waiting[]
  /** Nodes about which nothing is left to do. */
  readonly settled: readonly NodeId[]
}

/** Whether the plan changes nothing at all. */
export function isEmptyPlan(plan: Plan): boolean {
  return (
    plan.bookkeeping.length === 0 &&
    plan.reads.length === 0 &&
    plan.remotePlacements.length === 0 &&
    plan.localPlacements.length === 0 &&
    plan.puts.length === 0 &&
    plan.downloads.length === 0 &&
    plan.metadata.length === 0 &&
    plan.remoteDeletes.length === 0 &&
    plan.localTrash.length === 0 &&
    plan.releases.length === 0
  )
}
