import { createHash, randomBytes } from 'node:crypto'
import type { LocalMinute } from '@tidemark/protocol'
import type { Clock, AbortSignal as EngineSignal, Hasher, Rng } from '@tidemark/sync-engine'

/** The engine's clock on the system's. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, signal),
}

/** The longest that a Node timer can wait; longer sleeps end early, which callers bear. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function sleep(ms: number, signal: EngineSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      },
      Math.min(ms, LONGEST_TIMER_MS),
    )
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

export const systemRng: Rng = { bytes: (count) => randomBytes(count) }

export const systemHasher: Hasher = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
}

/** Wall-clock time here, for the names of conflicted copies. */
export function localMinute(nowMs: number): LocalMinute {
  const at = new Date(nowMs)
  return {
    year: at.getFullYear(),
    month: at.getMonth() + 1,
    day: at.getDate(),
    hour: at.getHours(),
    minute: at.getMinutes(),
  }
}
