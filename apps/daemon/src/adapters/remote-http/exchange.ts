import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import { AppError } from '@tidemark/protocol'
import type { Got, PlainResponse, Request } from 'got'
import { PacedUpload, pacedDownload } from './paced-transfer.js'
import type { SharedPace } from './shared-pace.js'

/** One request as it goes out. The body is sent with its length known. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: readonly Uint8Array[]
  /** From the request being sent whole to the first byte of the answer. */
  readonly responseTimeoutMs: number
  /** Content of files: the limits of bandwidth hold for body and answer. */
  readonly isPaced?: boolean
}

/** Limits of bandwidth, shared with other threads. */
export interface Paces {
  readonly up: SharedPace
  readonly down: SharedPace
}

/** Head of an answer, its body still to come. Read or `discard` it. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: AsyncIterable<Uint8Array>
  discard(): void
}

/** Phases that do not depend on the request. */
const LOOKUP_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 15_000
const SECURE_CONNECT_TIMEOUT_MS = 20_000
/** No byte in either direction for so long: the connection is dead. */
const IDLE_TIMEOUT_MS = 60_000
const MAX_SOCKETS = 8

/** Connections of one process to one server: kept alive, no redirects, no cookies, no retries. */
export class HttpConnections implements Disposable {
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  }
  readonly #paces: Paces | undefined
  #got: Promise<Got> | undefined

  constructor(paces?: Paces) {
    this.#paces = paces
  }

  /**
   * Sends a request and waits for the head of its answer.
   * @throws AppError `server_unreachable` when none comes, `cancelled` when `signal` aborts.
   */
  async exchange(request: ExchangeRequest, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw new AppError('cancelled', {}, { cause: signal.reason })
    const paces = request.isPaced ? this.#paces : undefined
    const pacing = await startPacing(request.body, paces, signal)
    try {
      this.#got ??= this.#load()
      const stream = openStream(await this.#got, request, signal)
      sendBody(stream, request, pacing)
      const response = await new Promise<PlainResponse>((resolve, reject) => {
        stream.once('response', resolve)
        // Stays attached: an error after the head also reaches whoever reads the body.
        stream.on('error', (error) => reject(toAppError(error, signal)))
      })
      const body = readBody(stream, signal)
      return {
        status: response.statusCode,
        headers: response.headers,
        body: paces === undefined ? body : pacedDownload(body, paces.down, signal),
        discard: () => stream.destroy(),
      }
    } finally {
      pacing?.end()
    }
  }

  /** With the first request: a daemon's own thread may go for weeks without one. */
  async #load(): Promise<Got> {
    const { default: got } = await import('got')
    return got.extend({
      agent: this.#agents,
      // Retrying is decided by what the answer means, one level up.
      retry: { limit: 0 },
      throwHttpErrors: false,
      // A redirect could lead the token anywhere (SEC-134).
      followRedirect: false,
      decompress: false,
      strictContentLength: true,
    })
  }

  [Symbol.dispose](): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }
}

/** Waits for the turn of a body that a limit holds back; undefined for one that may go at once. */
async function startPacing(
  body: ExchangeRequest['body'],
  paces: Paces | undefined,
  signal: AbortSignal,
): Promise<PacedUpload | undefined> {
  if (body === undefined || paces === undefined || paces.up.rate === 0n) return undefined
  const pacing = new PacedUpload(lengthOf(body), paces.up, signal)
  try {
    await pacing.begin()
    return pacing
  } catch (error) {
    pacing.end()
    throw error
  }
}

function openStream(got: Got, request: ExchangeRequest, signal: AbortSignal): Request {
  const { method, url, headers, body, responseTimeoutMs } = request
  const length = body === undefined ? {} : { 'content-length': String(lengthOf(body)) }
  return got.stream(url, {
    method,
    headers: { 'accept-encoding': 'identity', ...headers, ...length },
    signal,
    timeout: {
      lookup: LOOKUP_TIMEOUT_MS,
      connect: CONNECT_TIMEOUT_MS,
      secureConnect: SECURE_CONNECT_TIMEOUT_MS,
      socket: Math.max(IDLE_TIMEOUT_MS, responseTimeoutMs),
      response: responseTimeoutMs,
    },
  })
}

/**
 * A stream of a method that may have a body waits for one. Given as an option, a body would be asked
 * whether it is a form, which loads all of undici for the name of a class.
 */
function sendBody(
  stream: Request,
  { method, body = [] }: ExchangeRequest,
  pacing: PacedUpload | undefined,
): void {
  if (method === 'GET') return
  if (pacing !== undefined) {
    // Ends the stream in any case, and whoever waits for the answer hears of it.
    void sendPaced(stream, pacing.slices(body))
    return
  }
  for (const part of body) stream.write(part)
  stream.end()
}

async function sendPaced(stream: Request, slices: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const slice of slices) {
      // The server may have answered before it had all.
      if (stream.destroyed) return
      stream.write(slice)
    }
    stream.end()
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error('not sent', { cause: error }))
  }
}

async function* readBody(stream: Readable, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw toAppError(error, signal)
  }
}

function lengthOf(body: readonly Uint8Array[]): number {
  return body.reduce((sum, part) => sum + part.length, 0)
}

function toAppError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new AppError('cancelled', {}, { cause: signal.reason })
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reason = typeof code === 'string' ? code : 'connection lost'
  return new AppError('server_unreachable', { reason }, { cause: error })
}
