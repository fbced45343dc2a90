import type {
  Activity,
  ControlClient,
  MethodName,
  MethodParams,
  MethodResult,
  Status,
} from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { DaemonState } from '../../ipc-contract/index.js'
import { HEALTHY_AFTER_MS, restartWaitMs } from './restart-wait.js'
import { compareVersions } from './version-order.js'

/** The client's end of a connection, as far as the link uses it. */
export type DaemonClient = Pick<
  ControlClient,
  'call' | 'on' | 'onClosed' | 'close' | 'daemonVersion'
>

/** What the link needs of the world. */
export interface DaemonPorts {
  /** @throws AppError `daemon_unreachable` when none listens, `daemon_version`. */
  connect(): Promise<DaemonClient>
  /** Starts a daemon and resolves with a connection to it. @throws AppError as `connect`. */
  start(signal: AbortSignal): Promise<DaemonClient>
  /** Asks a daemon of another protocol version to stop, and resolves when it has. */
  stopOther(): Promise<void>
  wait(ms: number, signal: AbortSignal): Promise<void>
  nowMs(): number
}

/** The link as the window shows it. */
export interface LinkState {
  readonly state: DaemonState
  readonly error: AppError | undefined
  /** '' until a daemon answered. */
  readonly version: string
}

/** Told of everything that changes; called outside any call of the link. */
export interface LinkListener {
  onState(state: LinkState): void
  onStatus(status: Status): void
  onActivity(activity: Activity): void
}

/** Failed starts in a row after which the window says so, instead of "starting again". */
const FAILURES_UNTIL_TOLD = 3

/**
 * Keeps a connection to the profile's daemon: attaches to the one that runs, else starts one, and
 * begins again whenever it is gone. The daemon is never ended with the link.
 */
export class DaemonLink implements AsyncDisposable {
  readonly #ports: DaemonPorts
  readonly #listener: LinkListener
  readonly #version: string
  readonly #end = new AbortController()
  #client: DaemonClient | undefined
  #state: LinkState = { state: 'starting', error: undefined, version: '' }
  #running: Promise<void> | undefined
  #failures = 0

  /** @param version version of the app, to tell an older daemon from a newer one. */
  constructor(ports: DaemonPorts, listener: LinkListener, version: string) {
    this.#ports = ports
    this.#listener = listener
    this.#version = version
  }

  get state(): LinkState {
    return this.#state
  }

  /** Begins; called once. */
  open(): void {
    this.#running = this.#run()
  }

  /** @throws AppError of the daemon, `daemon_unreachable` while there is no connection. */
  async call<N extends MethodName>(method: N, params: MethodParams<N>): Promise<MethodResult<N>> {
    if (this.#client === undefined) throw new AppError('daemon_unreachable')
    return await this.#client.call(method, params)
  }

  /** As `call`, for parameters that were checked against the method's schema. */
  async callChecked(method: MethodName, params: unknown): Promise<unknown> {
    // The schema that was checked is the one that the type was made from.
    return await this.call(method, params as MethodParams<MethodName>)
  }

  /** Ends the link and its daemon, which nothing starts again from here on. */
  async stopDaemon(): Promise<void> {
    const client = this.#client
    this.#end.abort()
    await client?.call('shutdown', {})
  }

  /** Ends the connection and all attempts to get one. Idempotent. */
  close(): void {
    this.#end.abort()
    this.#client?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#end
    while (!signal.aborted) {
      try {
        await this.#serve(await this.#reach())
      } catch (error) {
        this.#fail(error)
      }
      if (!signal.aborted) await this.#ports.wait(restartWaitMs(this.#failures), signal)
    }
  }

  /** A connection, by any of the ways to get one. */
  async #reach(): Promise<DaemonClient> {
    try {
      return await this.#ports.connect()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'daemon_version') await this.#replace(error)
      else if (error.code !== 'daemon_unreachable') throw error
      return await this.#ports.start(this.#end.signal)
    }
  }

  /** Stops a daemon of another protocol, unless it is newer than this app. */
  async #replace(refusal: AppError): Promise<void> {
    const { daemon } = refusal.details
    if (typeof daemon === 'string' && compareVersions(daemon, this.#version) > 0) throw refusal
    await this.#ports.stopOther()
  }

  /** Serves until the connection ends. */
  async #serve(client: DaemonClient): Promise<void> {
    const sinceMs = this.#ports.nowMs()
    const closed = new Promise<void>((resolve) => client.onClosed(resolve))
    client.on('status', (status) => this.#listener.onStatus(status))
    client.on('activity', (activity) => this.#listener.onActivity(activity))
    this.#client = client
    try {
      if (this.#end.signal.aborted) return client.close()
      await client.call('subscribe', {})
      this.#show({ state: 'connected', error: undefined, version: client.daemonVersion })
      await closed
    } finally {
      this.#client = undefined
    }
    const livedMs = this.#ports.nowMs() - sinceMs
    this.#failures = livedMs >= HEALTHY_AFTER_MS ? 1 : this.#failures + 1
    this.#showFailure(new AppError('daemon_unreachable'))
  }

  #fail(error: unknown): void {
    this.#failures++
    this.#showFailure(
      error instanceof AppError ? error : new AppError('internal', {}, { cause: error }),
    )
  }

  #showFailure(error: AppError): void {
    if (this.#end.signal.aborted) return
    const { version } = this.#state
    const state = stateAfter(error, this.#failures, version !== '')
    this.#show({
      state,
      error: state === 'failed' || state === 'too_new' ? error : undefined,
      version,
    })
  }

  #show(state: LinkState): void {
    this.#state = state
    this.#listener.onState(state)
  }
}

/** How the window calls it that there is no connection. */
function stateAfter(error: AppError, failures: number, wasConnected: boolean): DaemonState {
  if (error.code === 'daemon_version') return 'too_new'
  if (failures >= FAILURES_UNTIL_TOLD) return 'failed'
  return wasConnected ? 'restarting' : 'starting'
}
