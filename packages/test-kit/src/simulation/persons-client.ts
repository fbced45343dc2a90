import {
  AppError,
  type CommitRequest,
  type CommitResponse,
  type NodeId,
  type RevisionList,
  type TrashList,
} from '@tidemark/protocol'
import type { Caller } from '@tidemark/server-core'
import type { MemorySpace } from '../remote/memory-server.js'
import { Wire, type WireEnds } from './wire.js'

const MOST_TRIES = 4
const RETRY_MS = 1_000

/** The server's API as a program uses it that does what a person tells it, not as the engine does. */
export class PersonsClient {
  readonly #ends: WireEnds
  readonly #wire: Wire
  readonly #caller: Caller
  readonly #space: MemorySpace

  constructor(ends: WireEnds, caller: Caller, space: MemorySpace) {
    this.#ends = ends
    this.#wire = new Wire(ends)
    this.#caller = caller
    this.#space = space
  }

  /** @throws AppError */
  listTrash(): Promise<TrashList> {
    const { server } = this.#ends
    return this.#retry('listTrash', () => server.listTrash(this.#caller, this.#space))
  }

  /** @throws AppError */
  listRevisions(nodeId: NodeId): Promise<RevisionList> {
    const { server } = this.#ends
    return this.#retry('listRevisions', () =>
      server.listRevisions(this.#caller, this.#space, nodeId),
    )
  }

  /**
   * Sends the request until it is answered, under the ids that it has.
   * @param around called at the server, where it has to call `apply`.
   * @throws AppError; what was asked may have been done all the same.
   */
  commit(
    request: CommitRequest,
    around: (apply: () => Promise<CommitResponse>) => Promise<CommitResponse>,
  ): Promise<CommitResponse> {
    const { server } = this.#ends
    return this.#retry('commit', () =>
      around(() => server.commit(this.#caller, this.#space, request)),
    )
  }

  async #retry<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const { scheduler, process } = this.#ends
    for (let tries = 1; ; tries++) {
      try {
        return await this.#wire.exchange(name, ask)
      } catch (error) {
        const isWorthIt = error instanceof AppError && AGAIN.has(error.code)
        if (!isWorthIt || tries === MOST_TRIES) throw error
      }
      await scheduler.turn(process, 'waits', RETRY_MS, () => undefined)
    }
  }
}

const AGAIN: ReadonlySet<string> = new Set([
  'server_unreachable',
  'server_unexpected',
  'unavailable',
  'internal',
  'rate_limited',
])
