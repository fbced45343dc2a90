import type { ErrorCode } from '@tidemark/protocol'
import type { HeldDeletes } from '../propagate/delete-runner.js'
import type { CurrentTransfer, TransferTotals } from '../propagate/transfer-progress.js'

/** What the engine is doing, as people see it. */
export type EngineState =
  | 'starting'
  | 'scanning'
  | 'syncing'
  | 'idle'
  | 'paused'
  /** The server cannot be reached; tried again by itself. */
  | 'offline'
  /** In sync but for items, deletes or a folder that need a person. */
  | 'attention'
  /** Halted by an error that waiting does not cure. */
  | 'stopped'

/** A snapshot for display. */
export interface EngineStatus {
  readonly state: EngineState
  /** Why it is offline, in need of attention or stopped. */
  readonly error: ErrorCode | undefined
  /** Items on disk and on the server, folders included, the root not. */
  readonly localCount: number
  readonly remoteCount: number
  /** Items that may not be in sync yet. */
  readonly pendingCount: number
  readonly heldCount: number
  readonly heldDeletes: HeldDeletes
  readonly openConflictCount: number
  readonly transfers: TransferTotals
  /** A few of the files on their way. */
  readonly current: readonly CurrentTransfer[]
  /** When everything was last in sync (Clock.nowMs); undefined = not since the start. */
  readonly lastSyncedAtMs: number | undefined
  /** Whether nothing is left to do: no hint unseen, no pending item, no transfer. */
  readonly isSettled: boolean
}
