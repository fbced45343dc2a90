import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { HousekeepingReport } from './keep-house.js'

/** Waits; rejects when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

const HOUR_MS = 3_600_000
/** A server that is restarted each day must get to it too, but not while all devices come back. */
const FIRST_RUN_MS = 15 * 60_000

/** Waits without keeping the process alive. */
export const unheldSleep: Sleep = async (ms, signal) => {
  await setTimeout(ms, undefined, { ref: false, signal })
}

/**
 * Runs `keepHouse` soon after the start and then every `hours`, never twice at once. Disposing
 * stops a run that is under way and waits for its end.
 * @param hours 0 turns it off
 */
export function startHousekeeping(
  keepHouse: (signal: AbortSignal) => Promise<HousekeepingReport>,
  { hours, logger, sleep }: { hours: number; logger: Logger; sleep: Sleep },
): AsyncDisposable {
  const stop = new AbortController()
  const { signal } = stop
  const loop = async () => {
    await sleep(FIRST_RUN_MS, signal)
    for (;;) {
      try {
        logger.info(await keepHouse(signal), 'housekeeping done')
      } catch (error) {
        if (signal.aborted) return
        logger.error({ err: error }, 'housekeeping failed')
      }
      await sleep(hours * HOUR_MS, signal)
    }
  }
  // Sleeping rejects only when it is stopped.
  const running = hours > 0 ? loop().catch(() => undefined) : Promise.resolve()
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await running
    },
  }
}
