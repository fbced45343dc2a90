import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import { AppError } from '@tidemark/protocol'
import type { Got, PlainResponse } from 'got'

/** One request as it goes out. The body is sent with its length known. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: readonly Uint8Array[]
  /** From the request being sent whole to the first byte of the answer. */
  readonly responseTimeoutMs: number
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
  #got: Promise<Got> | undefined

  /**
   * Sends a request and waits for the head of its answer.
   * @throws AppError `server_unreachable` when none comes, `cancelled` when `signal` aborts.
   */
  async exchange(request: ExchangeRequest, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw new AppError('cancelled', {}, { cause: signal.reason })
    this.#got ??= this.#load()
    const got = await this.#got
    const stream = got.stream(request.url, {
      method: request.method,
      headers: { 'accept-encoding': 'identity', ...request.headers, ...lengthOf(request.body) },
      signal,
      timeout: {
        lookup: LOOKUP_TIMEOUT_MS,
        connect: CONNECT_TIMEOUT_MS,
        secureConnect: SECURE_CONNECT_TIMEOUT_MS,
        socket: Math.max(IDLE_TIMEOUT_MS, request.responseTimeoutMs),
        response: request.responseTimeoutMs,
      },
    })
    // A stream of a method that may have a body waits for one. Given as an option, a body would be
    // asked whether it is a form, which loads all of undici for the name of a class.
    if (request.method !== 'GET') {
      for (const part of request.body ?? []) stream.write(part)
      stream.end()
    }
    const response = await new Promise<PlainResponse>((resolve, reject) => {
      stream.once('response', resolve)
      // Stays attached: an error after the head also reaches whoever reads the body.
      stream.on('error', (error) => reject(toAppError(error, signal)))
    })
    return {
      status: response.statusCode,
      headers: response.headers,
      body: readBody(stream, signal),
      discard: () => stream.destroy(),
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

async function* readBody(stream: Readable, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw toAppError(error, signal)
  }
}

function lengthOf(body: readonly Uint8Array[] | undefined): Record<string, string> {
  if (body === undefined) return {}
  return { 'content-length': String(body.reduce((sum, part) => sum + part.length, 0)) }
}

function toAppError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new AppError('cancelled', {}, { cause: signal.reason })
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reason = typeof code === 'string' ? code : 'connection lost'
  return new AppError('server_unreachable', { reason }, { cause: error })
}
