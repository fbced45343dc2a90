import {
  AppError,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
  type ErrorCode,
} from '@tidemark/protocol'
import type {
  ChangesPage,
  IncomingBlock,
  OutgoingBlock,
  Remote,
  TreePage,
  UploadResult,
} from '@tidemark/sync-engine'
import type { SeededRandom } from '../clock/seeded-random.js'
import type { MemoryRemote } from '../remote/memory-remote.js'
import type { DeleteWatch } from './delete-watch.js'
import type { Faults, Odds } from './faults.js'
import type { Line } from './line.js'
import type { PinWatch } from './pin-watch.js'
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

/** What a SimulatedRemote is part of. */
export interface RemoteSurroundings {
  readonly scheduler: Scheduler
  /** The device's process; answers to a dead one are lost. */
  readonly process: Process
  readonly faults: Faults
  readonly random: SeededRandom
  readonly server: SimulatedServer
  /** Mean time of one way. */
  readonly networkMs: number
  readonly isConnected: () => boolean
  readonly line: Line
  readonly deletes: DeleteWatch
  readonly pins: PinWatch
  readonly report: (problem: string) => void
  /** Called with 1 when a request goes out and with -1 when the server is done with it. */
  readonly onRequest: (change: 1 | -1) => void
}

const NETWORK: Process = { name: 'network', isAlive: true }

/**
 * A device's connection on which calls take time, get lost on either way, arrive twice or late, are
 * cut off or refused. A request that is under way arrives even when its sender has died.
 */
export class SimulatedRemote implements Remote {
  readonly #inner: MemoryRemote
  readonly #around: RemoteSurroundings

  constructor(inner: MemoryRemote, around: RemoteSurroundings) {
    this.#inner = inner
    this.#around = around
  }

  listChanges(cursor: Cursor): Promise<ChangesPage> {
    this.#around.deletes.noteJournalRead()
    return this.#exchange('listChanges', () => this.#inner.listChanges(cursor))
  }

  listTree(page: string | undefined): Promise<TreePage> {
    return this.#exchange('listTree', () => this.#inner.listTree(page))
  }

  findMissing(blockIds: readonly BlockId[]): Promise<ReadonlySet<BlockId>> {
    return this.#exchange('findMissing', async () => {
      const atMs = this.#around.scheduler.nowMs
      const missing = await this.#inner.findMissing(blockIds)
      const present = blockIds.filter((blockId) => !missing.has(blockId))
      this.#around.pins.notePromised(present, atMs)
      return missing
    })
  }

  uploadBlocks(blocks: readonly OutgoingBlock[]): Promise<UploadResult> {
    return this.#exchange('uploadBlocks', async () => {
      const atMs = this.#around.scheduler.nowMs
      const result = await this.#inner.uploadBlocks(blocks)
      this.#around.pins.notePromised(result.stored, atMs)
      return result
    })
  }

  async *readBlocks(blockIds: readonly BlockId[]): AsyncIterable<IncomingBlock> {
    const { scheduler, process, faults, random } = this.#around
    const blocks = await this.#exchange('readBlocks', async () => {
      const read: IncomingBlock[] = []
      for await (const block of this.#inner.readBlocks(blockIds)) read.push(block)
      return read
    })
    for (const block of blocks) {
      const fault = faults.at(`${process.name} net block`, [['truncated', 0.02]])
      await scheduler.turn(process, 'receives a block', random.next(), () => undefined)
      if (fault !== undefined) throw new AppError('pack_truncated')
      yield block
    }
  }

  commit(request: CommitRequest): Promise<CommitResponse> {
    const { deletes, pins, process, report } = this.#around
    deletes.noteCommit(request.operations)
    return this.#exchange('commit', async () => {
      const response = await this.#inner.commit(request)
      for (const result of response.results) {
        const missing = result.result === 'blocks_missing' ? result.blockIds : []
        for (const blockId of pins.brokenAmong(missing))
          report(`I8: ${blockId}, which ${process.name} was told is there, is missing`)
      }
      return response
    })
  }

  #exchange<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const { scheduler, process, faults, server, line } = this.#around
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
      if (!this.#around.isConnected()) return fail('server_unreachable', 100)
      if (fault === 'request_lost') return giveUp()
      if (fault !== undefined && REFUSALS.has(fault)) {
        return fail(fault as ErrorCode, this.#wayMs(undefined)) // REFUSALS holds error codes
      }
      const arrive = (delayMs: number): void => {
        this.#around.onRequest(1)
        const label = `${name} of ${process.name} arrives`
        const act = (): void => {
          const served = server.serve(ask).finally(() => this.#around.onRequest(-1))
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
      arrive(this.#wayMs(fault))
      if (fault === 'duplicate') arrive(this.#wayMs('delay'))
    })
  }

  #wayMs(fault: NetworkFault | undefined): number {
    const { random, networkMs } = this.#around
    const wayMs = networkMs * random.between(0.2, 2)
    return fault === 'delay' ? wayMs + random.next() ** 3 * LONGEST_DELAY_MS : wayMs
  }
}
