import { AppError, type ErrorCode } from '@tidemark/protocol'
import type { Engine, EngineStatus, StateStore } from '@tidemark/sync-engine'
import type { WorkerCalls } from '../process/worker-messages.js'

type SyncResult = WorkerCalls['sync']['result']

/** Items that are put off for longer than this are not waited for. */
const PATIENCE_MS = 10_000

export interface SyncRequestParts {
  readonly engine: Pick<Engine, 'status' | 'hint' | 'wakeRemote' | 'onEvent'>
  readonly store: Pick<StateStore, 'nextDueMs'>
  readonly nowMs: () => number
}

/**
 * Makes the engine look at disk and server now and waits until nothing is left to do, or until
 * only a person or time can help. A round that was under way when the request came does not count:
 * it may have looked before the last change.
 */
export async function requestSync(parts: SyncRequestParts): Promise<SyncResult> {
  const { engine } = parts
  let wasResting = isResting(engine.status())
  let rounds = wasResting ? 0 : -1
  return await new Promise((resolve) => {
    const look = () => {
      const status = engine.status()
      const rests = isResting(status)
      if (rests && !wasResting) rounds++
      wasResting = rests
      const result = outcomeOf(status, rounds, parts)
      if (result === undefined) return
      subscription[Symbol.dispose]()
      clearInterval(timer)
      resolve(result)
    }
    const subscription = engine.onEvent(({ type }) => {
      if (type === 'state') look()
    })
    // Items leave their rest without a change of state being seen in between.
    const timer = setInterval(look, 250)
    engine.hint('everything')
    engine.wakeRemote()
  })
}

function outcomeOf(
  status: EngineStatus,
  rounds: number,
  { store, nowMs }: SyncRequestParts,
): SyncResult | undefined {
  const { state, error } = status
  if (state === 'paused') return { settled: false, error: null }
  if (state === 'stopped' || state === 'offline') return failed(error ?? 'internal')
  if (state === 'attention' && error !== undefined) return failed(error)
  if (rounds < 1 || !isResting(status)) return undefined
  if (status.isSettled) return { settled: true, error: null }
  const dueMs = store.nextDueMs() ?? nowMs()
  if (dueMs - nowMs() <= PATIENCE_MS) return undefined
  const isBraked = status.heldDeletes.here + status.heldDeletes.there > 0
  return isBraked ? failed('deletes_held') : { settled: false, error: null }
}

function isResting({ state }: EngineStatus): boolean {
  return state === 'idle' || state === 'attention'
}

function failed(code: ErrorCode): SyncResult {
  return { settled: false, error: { code, message: new AppError(code).message } }
}
