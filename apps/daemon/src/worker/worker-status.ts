import type { HeldItemStatus } from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { EngineStatus, HeldItem } from '@tidemark/sync-engine'
import type { WorkerStatus } from '../process/worker-messages.js'
import type { TransferRates } from './transfer-rates.js'

/** What the status is made of. */
export interface StatusInput {
  readonly engine: EngineStatus
  readonly held: readonly HeldItem[]
  readonly rates: TransferRates
  readonly watch: WorkerStatus['watch']
  readonly trouble: Trouble | undefined
  readonly nowMs: number
  readonly savedBytes: number
  /** Who or what would have it rest. */
  readonly pausedBy: WorkerStatus['pausedBy']
}

/** What the engine last rested in, when that was an error. */
export interface Trouble {
  readonly state: EngineStatus['state']
  readonly error: NonNullable<EngineStatus['error']>
  readonly atMs: number
}

/** A new try that fails again is over by then; showing it would only flicker. */
const TRY_MS = 2_000

/** The engine's status as clients read it. */
export function workerStatus(input: StatusInput): WorkerStatus {
  const { held, rates, watch, pausedBy, savedBytes } = input
  const engine = withoutFlicker(input)
  const { transfers, heldDeletes } = engine
  const onServer = held.filter((item) => item.code === 'deletes_held').length
  const local = heldDeletes.here + heldDeletes.there
  return {
    state: stateFor(engine, local + onServer),
    ...(engine.state === 'paused' && pausedBy !== undefined && { pausedBy }),
    error: engine.error === undefined ? null : errorOf(engine.error),
    counts: {
      items: engine.localCount,
      pending: engine.pendingCount,
      held: engine.heldCount,
      conflicts: engine.openConflictCount,
    },
    bytes: {
      up: rates.up.read({ doneBytes: transfers.upDoneBytes, totalBytes: transfers.upTotalBytes }),
      down: rates.down.read({
        doneBytes: transfers.downDoneBytes,
        totalBytes: transfers.downTotalBytes,
      }),
    },
    activePaths: engine.current.map((transfer) => transfer.path),
    held: held.map(heldStatus),
    heldDeletes: { local, server: onServer },
    savedBytes,
    lastSyncAtMs: engine.lastSyncedAtMs ?? null,
    watch,
    settled: engine.isSettled,
  }
}

/** While the engine tries again after trouble, the trouble is shown until it has passed. */
function withoutFlicker({ engine, trouble, nowMs }: StatusInput): EngineStatus {
  const isTrying = engine.state === 'scanning' || engine.state === 'syncing'
  if (!isTrying || trouble === undefined || engine.current.length > 0) return engine
  if (nowMs - trouble.atMs > TRY_MS) return engine
  return { ...engine, state: trouble.state, error: trouble.error }
}

/** Held links and the like are listed, but a folder that holds some is no cry for help. */
function stateFor(engine: EngineStatus, heldDeletes: number): WorkerStatus['state'] {
  const isQuiet = engine.state === 'attention' && engine.error === undefined && heldDeletes === 0
  return isQuiet ? 'idle' : engine.state
}

function errorOf(code: NonNullable<EngineStatus['error']>): WorkerStatus['error'] {
  return { code, message: new AppError(code).message }
}

function heldStatus({ path, code, detail, sinceMs, retryAtMs }: HeldItem): HeldItemStatus {
  return { path, code, detail, sinceMs, retryAtMs: retryAtMs ?? null }
}
