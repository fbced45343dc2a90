/** What the main thread and a folder's worker say to each other, as structured clones. */

import type {
  Activity,
  ConflictSide,
  ControlError,
  Explanation,
  FolderStatus,
  IgnoreRuleListing,
  LocalTrashLimits,
  MethodParams,
  RulePause,
  TreePage,
} from '@tidemark/control'
import type { NodeId, SpaceId } from '@tidemark/protocol'
import type { AttachPreview, SelectionEffect } from '@tidemark/sync-engine'

/** What may have changed each time that a worker begins. */
export interface CurrentSetup {
  /** The rule by which the folder rests from the start. */
  readonly rulePause: RulePause | undefined
  /** What is kept online only. */
  readonly deselected: readonly NodeId[]
  readonly trashLimits: LocalTrashLimits
}

/** Everything that a worker needs to begin. */
export interface WorkerSetup extends CurrentSetup {
  readonly folderId: string
  /** Absolute path of the synced folder. */
  readonly path: string
  readonly spaceId: SpaceId
  readonly stateFile: string
  readonly serverUrl: string
  readonly serverId: string
  readonly token: string
  readonly deviceName: string
  /** Limits of bandwidth, for `SharedPace`. */
  readonly bandwidth: BandwidthMemory
}

/** Which folder of the server's tree to list: by id, or by its path in the synced folder. */
export interface TreeQuery extends Pick<MethodParams<'listTree'>, 'parentId' | 'cursor' | 'limit'> {
  readonly path: string
}

/** A selection that is still to be kept. */
interface PlannedSelection {
  readonly deselected: readonly NodeId[]
  readonly effect: SelectionEffect
}

/** Memory that all threads share, one limit each. */
export interface BandwidthMemory {
  readonly up: SharedArrayBuffer
  readonly down: SharedArrayBuffer
}

/** What a thread that only looks at a folder needs. */
export interface PreviewSetup {
  readonly job: 'preview'
  readonly path: string
  /** The space to compare with; undefined for one that is still to be made. */
  readonly spaceId: SpaceId | undefined
  readonly serverUrl: string
  readonly serverId: string
  readonly token: string
}

/** What a thread is started with. */
export type ThreadSetup = ({ readonly job: 'sync' } & WorkerSetup) | PreviewSetup

/** The one message of a thread that looks at a folder. */
export type FromPreview =
  | { readonly type: 'preview'; readonly preview: AttachPreview }
  | { readonly type: 'failed'; readonly error: ControlError }

/** The part of a folder's status that its worker knows. */
export type WorkerStatus = Omit<
  FolderStatus,
  'folderId' | 'path' | 'spaceId' | 'spaceName' | 'restarts'
>

/** A file or folder as the server has it. */
export type NodeFacts = Omit<ConflictSide, 'deviceName'>

/** Calls that a worker answers. */
export interface WorkerCalls {
  pause: { params: undefined; result: undefined }
  resume: { params: undefined; result: undefined }
  /** Rests while a rule says so, whatever a person said. */
  setRulePause: { params: RulePause | undefined; result: undefined }
  /** Resolves when disk and server were looked at and nothing is left to do, or it is stuck. */
  sync: { params: undefined; result: { settled: boolean; error: ControlError | null } }
  /** Items of deletions that this device's brake holds. */
  approveDeletes: { params: undefined; result: number }
  rejectDeletes: { params: undefined; result: number }
  explain: { params: string; result: Pick<Explanation, 'facts' | 'verdict'> }
  /** Whether the item was one that `Engine.setDamagedAside` settles. */
  repair: { params: string; result: boolean }
  /** What the server's tree, as this device knows it, says of nodes; in order, absent ones too. */
  nodeFacts: { params: readonly NodeId[]; result: readonly (NodeFacts | undefined)[] }
  listTree: { params: TreeQuery; result: Omit<TreePage, 'folderId' | 'folderPath'> }
  /** What would be deselected then, and what that does; nothing happens. */
  planSelection: {
    params: Pick<MethodParams<'select'>, 'nodeIds' | 'isSelected'>
    result: PlannedSelection
  }
  setDeselected: { params: readonly NodeId[]; result: undefined }
  setTrashLimits: { params: LocalTrashLimits; result: undefined }
  ignoreRules: { params: undefined; result: Pick<IgnoreRuleListing, 'rules' | 'text'> }
  writeIgnoreRules: { params: string; result: undefined }
  /** Ends the engine; the worker exits after the answer. */
  stop: { params: undefined; result: undefined }
}
export type WorkerCallName = keyof WorkerCalls

export interface ToWorker {
  readonly id: number
  readonly call: WorkerCallName
  readonly params: unknown
}

export type FromWorker =
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: ControlError }
  | { readonly type: 'status'; readonly status: WorkerStatus }
  /** Why the engine cannot run; the thread ends after it. */
  | { readonly type: 'failed'; readonly error: ControlError }
  | { readonly type: 'activity'; readonly activity: Omit<Activity, 'folderId'> }
  | {
      readonly type: 'log'
      readonly level: 'info' | 'warn' | 'error'
      readonly message: string
      readonly fields: object
    }
