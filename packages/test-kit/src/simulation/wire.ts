import { AppError, type ErrorCode } from '@tidemark/protocol'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { Faults, Odds } from './faults.js'
import type { Line } from './line.js'
import type { Scheduler } from './scheduler.js'
import type { SimulatedServer } from './simulated-server.js'
import type { Process } from './turn-queue.js'

type NetworkFault =
  | 'request_lost'
  | 'response_lost'
  | 'duplicate'
  | 'delay'
  | 'truncated'
  | 'unavailable'
  | 'internal'
  | 'rate_limited'
  | 'unauthorized'

const ODDS: Odds<NetworkFault> = [
  ['request_lost', 0.05],
  ['response_lost', 0.05],
  ['duplicate', 0.02],
  ['delay', 0.1],
  ['truncated', 0.01],
  ['unavailable', 0.01],
  ['internal', 0.01],
  ['rate_limited', 0.01],
  ['unauthorized', 0.005],
]
/** What a server or a proxy says instead of doing what it was asked for. */
const REFUSALS: ReadonlySet<string> = new Set<ErrorCode & NetworkFault>([
  'unavailable',
  'internal',
  'rate_limited',
  'unauthorized',
])
const LONGEST_DELAY_MS = 60_000
/** How long nobody answers before the caller gives up. */
const TIMEOUT_MS = 5_000

const NETWORK: Process = { name: 'network', isAlive: true }

/** What a Wire connects. */
export interface WireEnds {
  readonly scheduler: Scheduler
  /** The process that asks; answers to a dead one are lost. */
  readonly process: Process
  readonly faults: Faults
  readonly random: SeededRandom
  readonly server: SimulatedServer
  /** Mean time of one way. */
  readonly networkMs: number
  readonly isConnected: () => boolean
  readonly line: Line
  /** Called with 1 when a request goes out and with -1 when the server is done with it. */
  readonly onRequest: (change: 1 | -1) => void
  /** Called when who asks has to wait for long, with when the request arrives. */
  readonly onDelay: (untilMs: number) => void
}

/**
 * A way to the server on which requests and answers take time, get lost, arrive twice or late, are cut
 * off or refused. A request that is under way arrives even when its sender has died.
 */
export class Wire {
  readonly #ends: WireEnds

  constructor(ends: WireEnds) {
    this.#ends = ends
  }

  /**
   * Has the server do `ask` and resolves with its answer.
   * @throws AppError as a client has it: what the server answered, or that nothing was heard of it
   */
  exchange<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const { scheduler, process, faults, server, line } = this.#ends
    const fault = faults.at(`${process.name} net ${name}`, ODDS)
    return new Promise((resolve, reject) => {
      const later = (delayMs: number, settle: () => void): void => {
        scheduler.at(process, `hears of ${name}`, delayMs, () => {
          settle()
          return undefined
        })
      }
      const fail = (code: ErrorCode, delayMs: number): void =>
        later(delayMs, () => reject(new AppError(code)))
      const giveUp = (): void => fail('server_unreachable', TIMEOUT_MS)
      const answer = (delayMs: number, settle: () => void): void =>
        later(delayMs, () => line.pass({ process, label: `hears of ${name}`, act: settle }, giveUp))
      if (!this.#ends.isConnected()) return fail('server_unreachable', 100)
      if (fault === 'request_lost') return giveUp()
      if (fault !== undefined && REFUSALS.has(fault)) {
        return fail(fault as ErrorCode, this.#wayMs(undefined)) // REFUSALS holds error codes
      }
      const arrive = (delayMs: number): void => {
        this.#ends.onRequest(1)
        const label = `${name} of ${process.name} arrives`
        const act = (): void => {
          const served = server.serve(ask).finally(() => this.#ends.onRequest(-1))
          served.then(
            (result) => {
              if (fault === 'response_lost') giveUp()
              else if (fault === 'truncated') fail('server_unexpected', this.#wayMs(undefined))
              else answer(this.#wayMs(undefined), () => resolve(result))
            },
            (error) => answer(this.#wayMs(undefined), () => reject(error)),
          )
        }
        scheduler.at(NETWORK, label, delayMs, () => {
          line.pass({ process: NETWORK, label, act }, giveUp)
          return undefined
        })
      }
      const wayMs = this.#wayMs(fault)
      if (fault === 'delay') this.#ends.onDelay(scheduler.nowMs + wayMs)
      arrive(wayMs)
      if (fault === 'duplicate') arrive(this.#wayMs('delay'))
    })
  }

  #wayMs(fault: NetworkFault | undefined): number {
    const { random, networkMs } = this.#ends
    const wayMs = networkMs * random.between(0.2, 2)
    return fault === 'delay' ? wayMs + random.next() ** 3 * LONGEST_DELAY_MS : wayMs
  }
}
