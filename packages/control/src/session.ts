import { AppError } from '@tidemark/protocol'
import { Compile, type Validator } from 'typebox/compile'
import { toControlError } from './errors.js'
import { encodeLine, LineDecoder } from './framing.js'
import { type ControlRequest, ControlRequestSchema } from './messages.js'
import {
  isMethodName,
  METHODS,
  type MethodName,
  type MethodParams,
  type MethodResult,
} from './methods.js'
import type { EventData, EventName } from './status.js'
import type { ControlTransport } from './transport.js'
import { CONTROL_PROTOCOL } from './version.js'

/** One function per call; `hello` and `subscribe` are the session's own. */
export type ControlHandlers = {
  readonly [N in Exclude<MethodName, 'hello' | 'subscribe'>]: (
    params: MethodParams<N>,
  ) => Promise<MethodResult<N>>
}

/** What a session needs from its daemon. */
export interface ControlHost {
  readonly version: string
  readonly pid: number
  readonly handlers: ControlHandlers
  /** Called when a client subscribed: send it a first status. */
  onSubscribed(session: ControlSession): void
  /** An error that no client should see the inside of, for the log. */
  onInternalError(method: string, error: unknown): void
}

/** Calls that one client may have open; further ones are refused, so that memory stays bounded. */
const MAX_OPEN_CALLS = 64

/**
 * The daemon's end of one connection: checks the handshake and every parameter, runs handlers,
 * answers in the order in which they finish. A peer that breaks the framing is disconnected.
 */
export class ControlSession {
  readonly #transport: ControlTransport
  readonly #host: ControlHost
  readonly #decoder = new LineDecoder()
  readonly #isRequest = Compile(ControlRequestSchema)
  readonly #params = new Map<MethodName, Validator>()
  #openCalls = 0
  #hasShakenHands = false
  #isSubscribed = false
  #isClosed = false

  private constructor(transport: ControlTransport, host: ControlHost) {
    this.#transport = transport
    this.#host = host
  }

  /** Serves `transport` until it ends; `onClosed` is called once, then. */
  static serve(
    transport: ControlTransport,
    host: ControlHost,
    onClosed: () => void,
  ): ControlSession {
    const session = new ControlSession(transport, host)
    transport.open({
      onText: (text) => session.#receive(text),
      onClose: () => {
        session.#isClosed = true
        onClosed()
      },
    })
    return session
  }

  /** Sends an event when the client asked for them. */
  notify<N extends EventName>(event: N, data: EventData<N>): void {
    if (this.#isSubscribed) this.#send({ event, data })
  }

  /** Ends the connection. Idempotent. */
  close(): void {
    this.#transport.close()
  }

  #receive(text: string): void {
    try {
      for (const message of this.#decoder.push(text)) this.#accept(message)
      if (this.#decoder.failure !== undefined) this.close()
    } catch {
      // A peer that does not speak the framing gets no answer: there is nothing to answer to.
      this.close()
    }
  }

  #accept(message: unknown): void {
    if (!this.#isRequest.Check(message)) {
      this.close()
      return
    }
    this.#openCalls++
    void this.#answer(message).then((answer) => {
      this.#openCalls--
      this.#send({ id: message.id, ...answer })
      if (message.method === 'subscribe' && this.#isSubscribed) this.#host.onSubscribed(this)
    })
  }

  async #answer(request: ControlRequest): Promise<object> {
    try {
      if (this.#openCalls > MAX_OPEN_CALLS) throw new AppError('rate_limited')
      return { result: await this.#run(request.method, request.params ?? {}) }
    } catch (error) {
      if (!(error instanceof AppError)) this.#host.onInternalError(request.method, error)
      return { error: toControlError(error) }
    }
  }

  async #run(method: string, params: unknown): Promise<unknown> {
    if (!isMethodName(method)) throw new AppError('invalid_request', { method })
    if (!this.#paramsCheck(method).Check(params)) throw this.#badParams(method, params)
    if (method === 'hello') return this.#shakeHands(params as MethodParams<'hello'>) // just checked
    // Whoever comes with another version must at least be able to take this daemon's place.
    if (!this.#hasShakenHands && method !== 'shutdown') throw new AppError('daemon_version')
    if (method === 'subscribe') {
      this.#isSubscribed = true
      return {}
    }
    // The table ties the handler's parameters to the schema that was just checked.
    const handler = this.#host.handlers[method] as (params: unknown) => Promise<unknown>
    return await handler(params)
  }

  #shakeHands(params: MethodParams<'hello'>): MethodResult<'hello'> {
    const { version, pid } = this.#host
    if (params.protocol !== CONTROL_PROTOCOL) {
      throw new AppError('daemon_version', { daemon: version, client: params.version })
    }
    this.#hasShakenHands = true
    return { protocol: CONTROL_PROTOCOL, version, pid }
  }

  #badParams(method: MethodName, params: unknown): AppError {
    const [first] = this.#paramsCheck(method).Errors(params)
    return new AppError('invalid_request', {
      method,
      ...(first === undefined ? {} : { at: first.instancePath, problem: first.message }),
    })
  }

  #paramsCheck(method: MethodName): Validator {
    const known = this.#params.get(method)
    if (known !== undefined) return known
    const check: Validator = Compile(METHODS[method].params)
    this.#params.set(method, check)
    return check
  }

  #send(message: object): void {
    if (this.#isClosed) return
    try {
      this.#transport.send(encodeLine(message))
    } catch (error) {
      // Only a result over the line limit gets here; the caller must not wait for ever.
      this.#host.onInternalError('send', error)
      if ('id' in message) {
        this.#transport.send(encodeLine({ id: message.id, error: toControlError(error) }))
      }
    }
  }
}
