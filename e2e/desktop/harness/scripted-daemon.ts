import { chmod, mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import {
  type ControlHandlers,
  type ControlHost,
  ControlSession,
  type FolderStatus,
  METHODS,
  type MethodName,
  type MethodParams,
  type MethodResult,
  type Status,
} from '@tidemark/control'
import { currentProfile, SocketTransport } from '@tidemark/control-socket'
import { AppError } from '@tidemark/protocol'

const STILL = { doneBytes: 0, totalBytes: 0, bytesPerSecond: 0 }

/** Speaks the daemon's side of the control API on a profile's socket and says what a test wants. */
export class ScriptedDaemon implements AsyncDisposable {
  /** Names of the calls that arrived, in order; those that the app makes by itself left out. */
  readonly calls: string[] = []
  readonly #answers = new Map<string, (params: unknown) => unknown>()
  readonly #server: Server
  readonly #sessions = new Set<ControlSession>()
  #status: Status

  private constructor(profile: string) {
    this.#status = {
      version: '0.1.0',
      profile,
      account: null,
      folders: [],
      settled: true,
    }
    const host: ControlHost = {
      version: '0.1.0',
      pid: process.pid,
      handlers: this.#handlers(),
      onSubscribed: (session) => session.notify('status', this.#status),
      onInternalError: (method, error) => {
        throw new Error(`${method} failed`, { cause: error })
      },
    }
    this.#server = createServer((socket) => {
      const session = ControlSession.serve(new SocketTransport(socket), host, () =>
        this.#sessions.delete(session),
      )
      this.#sessions.add(session)
    })
  }

  static async start(profile: string): Promise<ScriptedDaemon> {
    const daemon = new ScriptedDaemon(profile)
    const { endpoint } = currentProfile(profile)
    await mkdir(dirname(endpoint), { recursive: true, mode: 0o700 })
    await new Promise<void>((listening) => daemon.#server.listen(endpoint, listening))
    await chmod(endpoint, 0o600)
    return daemon
  }

  /** What a call is answered with from now on; without that, as on a device where nothing is. */
  answer<N extends MethodName>(
    name: N,
    answer: (params: MethodParams<N>) => MethodResult<N>,
  ): void {
    // Called with what the schema of this method has checked.
    this.#answers.set(name, answer as (params: unknown) => unknown)
  }

  /** What `status` answers from now on, told to all who listen. */
  show(change: Partial<Status>): void {
    this.#status = { ...this.#status, ...change }
    for (const session of this.#sessions) session.notify('status', this.#status)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done))
    for (const session of this.#sessions) session.close()
    await closed
  }

  #handlers(): ControlHandlers {
    const handle = (name: string) => async (params: unknown) => {
      this.calls.push(name)
      const answer = this.#answers.get(name)
      if (answer !== undefined) return answer(params)
      if (name === 'status') return this.#status
      if (name === 'pause' || name === 'resume' || name === 'setConditions') return {}
      throw new AppError('not_signed_in')
    }
    const handlers = Object.fromEntries(Object.keys(METHODS).map((name) => [name, handle(name)]))
    // One function per name of the table; their answers are those of an empty device.
    return handlers as unknown as ControlHandlers
  }
}

/** A folder where all is well, with what a test says about it. */
export function shownFolder(folderId: string, over: Partial<FolderStatus> = {}): FolderStatus {
  return {
    folderId,
    path: `/home/ada/${folderId}`,
    // The form of an id; nothing looks into it.
    spaceId: 'ab'.repeat(16) as FolderStatus['spaceId'],
    spaceName: folderId,
    state: 'idle',
    error: null,
    counts: { items: 3, pending: 0, held: 0, conflicts: 0 },
    bytes: { up: STILL, down: STILL },
    activePaths: [],
    held: [],
    heldDeletes: { local: 0, server: 0 },
    lastSyncAtMs: null,
    watch: { mode: 'watching', advice: null },
    restarts: 0,
    settled: true,
    ...over,
  }
}
