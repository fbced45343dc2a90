import {
  AppError,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  ID_PATTERN,
  PACK_MEDIA_TYPE,
  WireErrorSchema,
} from '@tidemark/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { integerParametersOf } from '../plugins/query-numbers.js'
import type { BytesAnswer, Handlers } from './route-types.js'
import { requestBody, startStream } from './streams.js'

/** How long a request may take until its answer begins. */
const HANDLER_TIMEOUT_MS = 30_000
/** A poll is held for 55 s; a pack may come over a slow line; an undo may be of many items. */
const SLOW_TIMEOUT_MS = 300_000
/** The limit runs on while an answer streams; a reader that stalls ends by the connection's limit. */
const STREAM_TIMEOUT_MS = 24 * 3_600_000
const TIMEOUTS: Partial<Record<EndpointName, number>> = {
  poll: SLOW_TIMEOUT_MS,
  uploadBlocks: SLOW_TIMEOUT_MS,
  undoDevice: SLOW_TIMEOUT_MS,
  readBlocks: STREAM_TIMEOUT_MS,
  readContent: STREAM_TIMEOUT_MS,
}

/** Any row's handler, with the types of its row forgotten. */
type AnyHandler = (call: Record<string, unknown>) => Promise<unknown>

/** Adds a route for every row of the endpoint table. */
export function registerEndpoints(app: FastifyInstance, handlers: Handlers): void {
  for (const [name, handler] of Object.entries(handlers)) {
    // The keys of Handlers are the names, and a handler takes what the schemas of its row let in.
    registerEndpoint(app, name as EndpointName, handler as unknown as AnyHandler)
  }
}

/** One route with the schemas, limits and auth rule of its row. */
function registerEndpoint(app: FastifyInstance, name: EndpointName, run: AnyHandler): void {
  const endpoint: Endpoint = ENDPOINTS[name]
  const { method, path, auth, body, query, maxBodyBytes } = endpoint
  app.route({
    method,
    url: path,
    schema: routeSchema(endpoint),
    ...(maxBodyBytes === undefined ? {} : { bodyLimit: maxBodyBytes }),
    handlerTimeout: TIMEOUTS[name] ?? HANDLER_TIMEOUT_MS,
    config: {
      auth,
      takes: body === undefined ? 'nothing' : body === 'pack' ? 'pack' : 'json',
      integerParameters: integerParametersOf(query),
    },
    handler: async (request, reply) => {
      const answer = await run({
        params: request.params,
        query: request.query,
        body: body === 'pack' ? packBody(request, maxBodyBytes) : request.body,
        caller: request.caller ?? undefined,
        headers: request.headers,
        address: request.ip,
        signal: hangUpSignal(reply),
      })
      return send(reply, endpoint.response, answer)
    },
  })
}

function routeSchema({ path, query, body, response }: Endpoint): FastifySchema {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const params = {
    type: 'object',
    required: names,
    properties: Object.fromEntries(
      names.map((name) => [name, { type: 'string', pattern: ID_PATTERN }]),
    ),
  }
  return {
    ...(names.length > 0 ? { params } : {}),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined || body === 'pack' ? {} : { body }),
    // A schema per status: nothing leaves that is not in it.
    response: {
      ...(typeof response === 'string' ? {} : { 200: response }),
      '4xx': WireErrorSchema,
      '5xx': WireErrorSchema,
    },
  }
}

/** A pack is read as it comes; a length that is too large is refused before the first byte. */
function packBody(request: FastifyRequest, maxBytes = 0): AsyncIterable<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    request.raw.resume()
    throw new AppError('body_too_large', { maxBytes })
  }
  return requestBody(request.raw)
}

/** Aborted when the connection closes before the answer is out. */
function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}

async function send(
  reply: FastifyReply,
  kind: Endpoint['response'],
  answer: unknown,
): Promise<unknown> {
  if (kind === 'none') return reply.status(204).send()
  if (kind === 'pack') {
    const pieces = answer as AsyncIterable<Uint8Array> // what Handler answers for this row
    return reply.type(PACK_MEDIA_TYPE).send(await startStream(pieces))
  }
  if (kind !== 'bytes') return answer
  const { status, headers, body } = answer as BytesAnswer // likewise
  // The stream first: a damaged block at the start is still an error with a status.
  const stream = body === undefined ? undefined : await startStream(body)
  return reply.status(status).headers(headers).send(stream)
}
