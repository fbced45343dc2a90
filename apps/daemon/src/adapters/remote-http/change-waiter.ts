import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type Cursor, formatHex, POLL_HOLD_MS, type SpaceId } from '@tidemark/protocol'
import type { ServerClient } from './server-client.js'

/** The server's hold, its jitter, and a slow network. */
const POLL_TIMEOUT_MS = POLL_HOLD_MS + 35_000
/** How often the server is looked at when nothing lets a request stay open (E110). */
const PLAIN_POLL_MS = 30_000
/** Cut polls in a row after which long-polling is given up for a while. */
const MAX_CUT_POLLS = 3
/** Plain polls before a long-poll is tried again. */
const PLAIN_POLLS = 20

export interface ChangeWaiterOptions {
  readonly client: ServerClient
  readonly spaceId: SpaceId
  /** Waits; tests make it instant. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** Waits for the server to have something new. */
export class ChangeWaiter {
  readonly #options: ChangeWaiterOptions
  readonly #instance = formatHex(randomBytes(16))
  #cutPolls = 0
  #plainPolls = 0

  constructor(options: ChangeWaiterOptions) {
    this.#options = options
  }

  /**
   * Resolves with whether the space may have changed since `cursor`; false after a quiet hold.
   * Where a proxy cuts long requests it turns to plain polling and answers true: go and look.
   * @throws AppError when the server cannot be asked.
   */
  async wait(cursor: Cursor, signal: AbortSignal): Promise<boolean> {
    if (this.#plainPolls > 0) {
      this.#plainPolls--
      await this.#pause(signal)
      return true
    }
    try {
      const changed = await this.#poll(cursor, signal)
      this.#cutPolls = 0
      return changed
    } catch (error) {
      if (!isCut(error) || signal.aborted) throw error
      // A server that went down cuts its polls too, which says nothing of what is in between.
      if (error.code === 'server_unreachable') await this.reach(signal)
      if (++this.#cutPolls >= MAX_CUT_POLLS) {
        this.#cutPolls = 0
        this.#plainPolls = PLAIN_POLLS
      }
      return true
    }
  }

  /** Resolves when the server answers. @throws AppError when it cannot be reached. */
  async reach(signal: AbortSignal): Promise<void> {
    await this.#options.client.call('getServer', { tries: 1 }, signal)
  }

  async #poll(cursor: Cursor, signal: AbortSignal): Promise<boolean> {
    const { client, spaceId } = this.#options
    const json = { instance: this.#instance, spaces: { [spaceId]: cursor } }
    const input = { json, responseTimeoutMs: POLL_TIMEOUT_MS, tries: 1 }
    const { changed } = await client.call('poll', input, signal)
    return changed.includes(spaceId)
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { wait } = this.#options
    if (wait !== undefined) await wait(PLAIN_POLL_MS, signal)
    else await sleep(PLAIN_POLL_MS, undefined, { signal })
  }
}

/** A parked request that something between here and the server ended. */
function isCut(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false
  if (error.code === 'unavailable') return error.details.status === 504
  const { reason } = error.details
  return error.code === 'server_unreachable' && (reason === 'ECONNRESET' || reason === 'ETIMEDOUT')
}
