import { AppError } from '@tidemark/protocol'
import { Compile, type Validator } from 'typebox/compile'
import { fromControlError } from './errors.js'
import { encodeLine, LineDecoder } from './framing.js'
import { ControlEventSchema, ControlResponseSchema } from './messages.js'
import { METHODS, type MethodName, type MethodParams, type MethodResult } from './methods.js'
import { EVENTS, type EventData, type EventName } from './status.js'
import type { CallSignal, ControlTransport } from './transport.js'
import { CONTROL_PROTOCOL } from './version.js'

interface OpenCall {
  readonly method: MethodName
  resolve(result: unknown): void
  reject(error: unknown): void
}

type EventListener<N extends EventName> = (data: EventData<N>) => void

/**
 * The client's end of one connection. Get one from `ControlClient.connect`. Calls may overlap.
 * When the connection ends, open calls reject with AppError `daemon_unreachable`.
 */
export class ControlClient {
  readonly #transport: ControlTransport
  readonly #decoder = new LineDecoder()
  readonly #calls = new Map<number, OpenCall>()
  readonly #listeners = new Map<EventName, Set<EventListener<EventName>>>()
  readonly #results = new Map<MethodName, Validator>()
  readonly #isResponse = Compile(ControlResponseSchema)
  readonly #isEvent = Compile(ControlEventSchema)
  readonly #onClosed = new Set<() => void>()
  #nextId = 1
  #isClosed = false
  /** Version of the daemon; '' until the handshake. */
  daemonVersion = ''

  private constructor(transport: ControlTransport) {
    this.#transport = transport
  }

  /**
   * Opens the connection and shakes hands.
   * @param version version of the calling program, for the daemon's log.
   * @throws AppError `daemon_version` when the daemon speaks another protocol,
   *   `daemon_unreachable` when the connection ends.
   */
  static async connect(transport: ControlTransport, version: string): Promise<ControlClient> {
    const client = new ControlClient(transport)
    transport.open({
      onText: (text) => client.#receive(text),
      onClose: (reason) => client.#end(reason),
    })
    try {
      const answer = await client.call('hello', { protocol: CONTROL_PROTOCOL, version })
      client.daemonVersion = answer.version
    } catch (error) {
      client.close()
      throw error
    }
    return client
  }

  /**
   * Asks a daemon of any protocol version to stop; resolves when the connection has ended.
   * `shutdown` is the one call that needs no handshake, and keeps its form for ever.
   */
  static async stopDaemon(transport: ControlTransport): Promise<void> {
    const client = new ControlClient(transport)
    const closed = new Promise<void>((resolve) => client.onClosed(resolve))
    transport.open({
      onText: (text) => client.#receive(text),
      onClose: (reason) => client.#end(reason),
    })
    await client.call('shutdown', {})
    await closed
  }

  /**
   * Makes one call.
   * @throws AppError with the daemon's code, `daemon_unreachable` when the connection ends,
   *   `cancelled` when `signal` aborts; the daemon may still carry the call out.
   */
  async call<N extends MethodName>(
    method: N,
    params: MethodParams<N>,
    signal?: CallSignal,
  ): Promise<MethodResult<N>> {
    if (this.#isClosed) throw new AppError('daemon_unreachable')
    if (signal?.aborted) throw new AppError('cancelled')
    const id = this.#nextId++
    const line = encodeLine({ id, method, params })
    const onAbort = () => this.#settle(id, (call) => call.reject(new AppError('cancelled')))
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      const answer = new Promise<unknown>((resolve, reject) => {
        this.#calls.set(id, { method, resolve, reject })
      })
      this.#transport.send(line)
      // The method's schema was checked when the answer arrived.
      return (await answer) as MethodResult<N>
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** Calls `listener` for each event of that name, once `subscribe` was called. Returns its end. */
  on<N extends EventName>(name: N, listener: EventListener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    // Listeners are stored by name and only ever called with data of that name's schema.
    const stored = listener as EventListener<EventName>
    listeners.add(stored)
    return () => listeners.delete(stored)
  }

  /** Calls `listener` once when the connection ends; at once when it has. */
  onClosed(listener: () => void): void {
    if (this.#isClosed) listener()
    else this.#onClosed.add(listener)
  }

  /** Ends the connection. Open calls reject. Idempotent. */
  close(): void {
    this.#transport.close()
    this.#end(undefined)
  }

  #receive(text: string): void {
    if (this.#isClosed) return
    try {
      for (const message of this.#decoder.push(text)) this.#dispatch(message)
      if (this.#decoder.failure !== undefined) throw this.#decoder.failure
    } catch (error) {
      this.#transport.close()
      this.#end(error)
    }
  }

  #dispatch(message: unknown): void {
    if (this.#isEvent.Check(message)) {
      this.#emit(message.event, message.data)
      return
    }
    if (!this.#isResponse.Check(message)) {
      throw new Error('the daemon sent neither answer nor event')
    }
    const { id, result, error } = message
    this.#settle(id, (call) => {
      if (error !== undefined) call.reject(fromControlError(error))
      else if (this.#resultCheck(call.method).Check(result)) call.resolve(result)
      else call.reject(new AppError('daemon_version', { method: call.method }))
    })
  }

  #emit(name: string, data: unknown): void {
    if (!isEventName(name)) return
    // Not compiled: events are few and the daemon is trusted with their inner form.
    for (const listener of this.#listeners.get(name) ?? []) listener(data as EventData<EventName>)
  }

  #settle(id: number, act: (call: OpenCall) => void): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    this.#calls.delete(id)
    act(call)
  }

  #resultCheck(method: MethodName): Validator {
    const known = this.#results.get(method)
    if (known !== undefined) return known
    const check: Validator = Compile(METHODS[method].result)
    this.#results.set(method, check)
    return check
  }

  #end(reason: unknown): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const error = new AppError('daemon_unreachable', {}, { cause: reason })
    for (const call of this.#calls.values()) call.reject(error)
    this.#calls.clear()
    for (const listener of this.#onClosed) listener()
    this.#onClosed.clear()
  }
}

function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name)
}
