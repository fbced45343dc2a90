import {
  AppError,
  type DeviceId,
  type PollRequest,
  type PollResponse,
  type SpaceId,
} from '@tidemark/protocol'
import {
  accountTopic,
  type Caller,
  type Clock,
  comparePositions,
  isCallerValid,
  type MetadataStore,
  spaceTopic,
  type Wakeups,
} from '@tidemark/server-core'
import type { PollBoard } from './poll-board.js'

export interface LongPollPorts {
  readonly store: MetadataStore
  readonly clock: Clock
  readonly wakeups: Wakeups
  readonly board: PollBoard
}

/**
 * Waits until one of the polled positions is behind, at most `holdMs`. Listens before it compares,
 * so no change falls in between; compares again after each wake-up, which is only a hint. A revoked
 * device is refused as soon as it is rung, not when its time is up (P16, SEC-07).
 * @throws AppError `unauthorized`
 */
export async function longPoll(
  { store, clock, wakeups, board }: LongPollPorts,
  caller: Caller & { readonly deviceId: DeviceId },
  request: PollRequest,
  holdMs: number,
  signal: AbortSignal,
): Promise<PollResponse> {
  const bell = new Bell()
  const spaceIds = Object.keys(request.spaces) as SpaceId[] // the schema checked the keys
  const topics = [accountTopic(caller.accountId), ...spaceIds.map(spaceTopic)]
  using _listening = wakeups.subscribe(topics, () => bell.ring())
  using _place = board.enter(caller.deviceId, {
    instance: request.instance,
    end: () => bell.end(),
  })
  const timer = setTimeout(() => bell.end(), holdMs)
  const hangUp = () => bell.end()
  signal.addEventListener('abort', hangUp)
  try {
    for (;;) {
      bell.reset()
      if (!(await isCallerValid({ store, clock }, caller))) throw new AppError('unauthorized')
      const answer = await comparePositions(store, caller, request)
      if (answer.changed.length > 0 || answer.accountChanged) return answer
      if (bell.isOver || !(await bell.rung())) return { changed: [], accountChanged: false }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', hangUp)
  }
}

/** Rings any number of times until it ends. A ring that nobody waits for is kept. */
class Bell {
  #hasRung = false
  #isOver = false
  #wake: (() => void) | undefined

  get isOver(): boolean {
    return this.#isOver
  }

  reset(): void {
    this.#hasRung = false
  }

  ring(): void {
    this.#hasRung = true
    this.#wake?.()
  }

  end(): void {
    this.#isOver = true
    this.#wake?.()
  }

  /** True at the next ring, or at once when it rang since `reset`; false at the end. */
  async rung(): Promise<boolean> {
    if (!this.#hasRung && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    return !this.#isOver
  }
}
