import { setTimeout as sleep } from 'node:timers/promises'
import {
  AppError,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  type ErrorCode,
  PACK_MEDIA_TYPE,
  PROTOCOL_VERSION,
  type ServerInfo,
} from '@tidemark/protocol'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { checkMediaType, readFailure, readJson } from './answer-reader.js'
import { backOffMs } from './back-off.js'
import type { Answer, HttpConnections } from './exchange.js'

type Table = typeof ENDPOINTS
/** Calls that answer JSON (or nothing). */
export type JsonCall = {
  [N in EndpointName]: Table[N]['response'] extends 'pack' | 'bytes' ? never : N
}[EndpointName]
export type CallResult<N extends JsonCall> = Table[N]['response'] extends TSchema
  ? Static<Table[N]['response']>
  : undefined

/** Variable parts of one call. */
export interface CallInput {
  /** Values of the path's `:name` parts. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** A value to be sent as JSON, or the parts of a pack. */
  readonly json?: unknown
  readonly pack?: readonly Uint8Array[]
  /** Overrides the token of the client, for calls of a session. */
  readonly token?: string
  readonly responseTimeoutMs?: number
  /** Tries in all. Calls that are not safe to repeat need 1. */
  readonly tries?: number
}

/** Content of a file on its way. */
export interface ByteAnswer {
  readonly sizeBytes: number
  readonly body: AsyncIterable<Uint8Array>
  discard(): void
}

export interface ServerClientOptions {
  readonly connections: HttpConnections
  /** Address of the server, ending in `/`. */
  readonly baseUrl: URL
  readonly token?: string
  /** The server that this device signed in to; another one is never given the token (E103). */
  readonly serverId?: string
  readonly userAgent: string
  /** In [0, 1), for jitter. */
  readonly random: () => number
  /** Waits; tests make it instant. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const DEFAULT_RESPONSE_TIMEOUT_MS = 60_000
const DEFAULT_TRIES = 4
/** A longer wait than this is left to the caller, who can show it. */
const LONGEST_WAIT_MS = 60_000
const RETRIED: ReadonlySet<ErrorCode> = new Set([
  'server_unreachable',
  'rate_limited',
  'unavailable',
  'internal',
])

const BYTES_OR_FAILURE = 'application/octet-stream, application/json'

/** Calls of protocol v1 over HTTP: typed by the endpoint table, retried, checked. */
export class ServerClient {
  readonly #options: ServerClientOptions
  readonly #checks = new Map<EndpointName, Validator>()
  #isServerKnown = false

  constructor(options: ServerClientOptions) {
    this.#options = options
  }

  /**
   * Makes one call and returns its JSON, checked against the endpoint's schema.
   * @throws AppError with the server's code, or a device code when no server of ours answered.
   */
  async call<N extends JsonCall>(
    name: N,
    input: CallInput,
    signal: AbortSignal,
  ): Promise<CallResult<N>> {
    return await this.#retrying(input, signal, async () => {
      const answer = await this.#send(name, input, signal)
      if (answer.status === 204) {
        answer.discard()
        return undefined as CallResult<N> // the table says `none` exactly for these
      }
      return (await readJson(answer, this.#checkOf(name))) as CallResult<N> // just checked
    })
  }

  /**
   * Asks for a pack and returns its bytes as they arrive; not retried once they began.
   * @throws AppError
   */
  async openPack(
    name: 'readBlocks',
    input: CallInput,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    return await this.#retrying(input, signal, async () => {
      const answer = await this.#send(name, input, signal)
      checkMediaType(answer, PACK_MEDIA_TYPE)
      return answer.body
    })
  }

  /**
   * Asks for the content of a file and returns its bytes as they arrive; not retried once they
   * began. `discard` when they are not wanted.
   * @throws AppError `server_unexpected` when the answer does not say how long it is.
   */
  async openBytes(name: 'readContent', input: CallInput, signal: AbortSignal): Promise<ByteAnswer> {
    return await this.#retrying(input, signal, async () => {
      const answer = await this.#send(name, input, signal)
      checkMediaType(answer, 'application/octet-stream')
      const sizeBytes = Number(answer.headers['content-length'] ?? Number.NaN)
      if (!Number.isSafeInteger(sizeBytes)) {
        answer.discard()
        throw new AppError('server_unexpected', { problem: 'no content length' })
      }
      return { sizeBytes, body: answer.body, discard: answer.discard }
    })
  }

  /** Runs `attempt` until it succeeds, fails for good, or the tries are used up. */
  async #retrying<T>(input: CallInput, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    const tries = input.tries ?? DEFAULT_TRIES
    for (let failed = 0; ; failed++) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof AppError) || signal.aborted) throw error
        if (error.code === 'server_unreachable') this.#isServerKnown = false
        if (!RETRIED.has(error.code) || failed + 1 >= tries) throw error
        const { retryAfterMs } = error.details
        const asked = typeof retryAfterMs === 'number' ? retryAfterMs : undefined
        const waitMs = backOffMs(failed, this.#options.random(), asked)
        if (waitMs > LONGEST_WAIT_MS) throw error
        await (this.#options.wait ?? waitFor)(waitMs, signal)
      }
    }
  }

  async #send(name: EndpointName, input: CallInput, signal: AbortSignal): Promise<Answer> {
    if (name !== 'getServer') await this.#ensureServer(signal)
    const endpoint: Endpoint = ENDPOINTS[name]
    const answer = await this.#options.connections.exchange(
      {
        method: endpoint.method,
        url: this.#urlOf(endpoint.path, input),
        headers: this.#headersOf(endpoint, input),
        ...bodyOf(input),
        responseTimeoutMs: input.responseTimeoutMs ?? DEFAULT_RESPONSE_TIMEOUT_MS,
        isPaced: input.pack !== undefined || endpoint.response === 'pack',
      },
      signal,
    )
    if (answer.status >= 200 && answer.status < 300) return answer
    throw await readFailure(answer, Date.now())
  }

  /**
   * Before the first call, and again after the connection was lost, asks who answers: the token
   * is never sent to another server (E103).
   */
  async #ensureServer(signal: AbortSignal): Promise<void> {
    const { serverId } = this.#options
    if (this.#isServerKnown || serverId === undefined) return
    const info: ServerInfo = await this.call('getServer', { tries: 1 }, signal)
    if (info.serverId !== serverId) throw new AppError('server_changed')
    if (!info.protocolVersions.includes(PROTOCOL_VERSION)) {
      throw new AppError('version_unsupported', { server: info.version })
    }
    this.#isServerKnown = true
  }

  #urlOf(path: string, { params = {}, query = {} }: CallInput): URL {
    const filled = path.replace(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(params[key] ?? ''),
    )
    const url = new URL(`.${filled}`, this.#options.baseUrl)
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value))
    }
    return url
  }

  #headersOf(endpoint: Endpoint, input: CallInput): Record<string, string> {
    const token = input.token ?? this.#options.token
    return {
      accept: acceptedBy(endpoint),
      'user-agent': this.#options.userAgent,
      ...(token === undefined || endpoint.auth === 'public'
        ? {}
        : { authorization: `Bearer ${token}` }),
      ...(input.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(input.pack === undefined ? {} : { 'content-type': PACK_MEDIA_TYPE }),
    }
  }

  #checkOf(name: JsonCall): Validator {
    const known = this.#checks.get(name)
    if (known !== undefined) return known
    const schema: Endpoint['response'] = ENDPOINTS[name].response
    if (typeof schema === 'string') throw new AppError('server_unexpected', { call: name })
    const check: Validator = Compile(schema)
    this.#checks.set(name, check)
    return check
  }
}

function acceptedBy({ response }: Endpoint): string {
  if (response === 'pack') return PACK_MEDIA_TYPE
  return response === 'bytes' ? BYTES_OR_FAILURE : 'application/json'
}

function bodyOf({ json, pack }: CallInput): { body?: readonly Uint8Array[] } {
  if (pack !== undefined) return { body: pack }
  return json === undefined ? {} : { body: [Buffer.from(JSON.stringify(json))] }
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', {}, { cause })
  }
}
