import { AppError, POLL_HOLD_MS } from '@tidemark/protocol'
import type { Handler } from '../../http/route-types.js'
import { type LongPollPorts, longPoll } from '../../poll/long-poll.js'

/** Spreads the ends of polls that began together, such as after a restart. */
const JITTER_MS = 5_000

/** @param random from 0 up to 1 */
export function pollRoute(ports: LongPollPorts, random: () => number): Handler<'poll'> {
  return async ({ caller, body, signal }) => {
    const { deviceId } = caller
    // The endpoint table lets only devices poll.
    if (deviceId === null) throw new AppError('unauthorized')
    const holdMs = POLL_HOLD_MS - JITTER_MS * random()
    return longPoll(ports, { ...caller, deviceId }, body, holdMs, signal)
  }
}
