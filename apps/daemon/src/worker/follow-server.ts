import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type Cursor } from '@tidemark/protocol'
import type { Engine, StateStore } from '@tidemark/sync-engine'
import { backOffMs } from '../adapters/remote-http/back-off.js'
import type { ChangeWaiter } from '../adapters/remote-http/change-waiter.js'

/** Wait before asking again with a position for which there was news already. */
const FIRST_REPEAT_MS = 100
const LONGEST_REPEAT_MS = 30_000
/** Failures in a row after which the server is away. */
const FAILURES_UNTIL_TOLD = 2
/** Devices that lost the server together come back spread over this time (E109). */
const RECONNECT_WITHIN_MS = 10_000

export interface FollowServerOptions {
  readonly waiter: Pick<ChangeWaiter, 'wait' | 'reach'>
  readonly store: Pick<StateStore, 'journal'>
  readonly engine: Pick<Engine, 'wakeRemote'>
  /** Ends what is being waited for: a connection may have died without a word (E90). */
  readonly wakes: { subscribe(listener: () => void): Disposable }
  /** Told after the engine was woken. */
  onNews(): void
  readonly random: () => number
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/**
 * Wakes the engine when the server has something new, until `signal` aborts. Whatever goes wrong
 * is only waited out: the engine meets the same trouble and says so.
 */
export async function followServer(
  options: FollowServerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { waiter, store, engine, onNews, random } = options
  const pause = options.pause ?? ((ms) => sleep(ms, undefined, { signal }))
  let failures = 0
  let repeats = 0
  let told: string | undefined
  while (!signal.aborted) {
    using turn = new Turn(options.wakes, signal)
    try {
      const cursor = store.journal()?.cursor
      // Nothing known yet, or the engine has not moved since it was told.
      if (cursor === undefined || cursor === told) {
        await pause(
          Math.min(LONGEST_REPEAT_MS, FIRST_REPEAT_MS * 2 ** Math.min(repeats++, 16)),
          turn.signal,
        )
        if (cursor !== undefined && repeats > 8) told = undefined
        continue
      }
      if (failures > 0) {
        // A parked poll would keep the engine waiting for news instead of for the server.
        await waiter.reach(turn.signal)
        failures = 0
        engine.wakeRemote()
      }
      // The store keeps what the server sent, in the form of a cursor.
      const hasNews = await waiter.wait(cursor as Cursor, turn.signal)
      if (hasNews) {
        engine.wakeRemote()
        onNews()
      }
      told = hasNews ? cursor : undefined
      repeats = 0
    } catch (error) {
      if (signal.aborted) return
      if (turn.signal.aborted) {
        // What the poll would have said is asked anew; the engine looks by itself.
        told = undefined
        engine.wakeRemote()
        continue
      }
      if (!(error instanceof AppError)) throw error
      failures++
      // The engine must meet a revoked device or another server itself to stop, and a server that
      // stays away to say so: an idle one has nothing else to meet it with. One cut poll is no news.
      if (!error.retryable || failures === FAILURES_UNTIL_TOLD) engine.wakeRemote()
      const waitMs = backOffMs(failures, random(), undefined, RECONNECT_WITHIN_MS)
      await pauseQuietly(waitMs, pause, turn.signal)
    }
  }
}

/** One wait, that ends with the whole or when the computer wakes. */
class Turn implements Disposable {
  readonly #abort = new AbortController()
  readonly #subscription: Disposable
  readonly signal: AbortSignal

  constructor(wakes: FollowServerOptions['wakes'], whole: AbortSignal) {
    this.#subscription = wakes.subscribe(() => this.#abort.abort())
    this.signal = AbortSignal.any([whole, this.#abort.signal])
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }
}

async function pauseQuietly(
  ms: number,
  pause: (ms: number, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pause(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
