import { randomUUID } from 'node:crypto'
import { AppError, MAX_JSON_BYTES } from '@tidemark/protocol'
import { authenticate, noteDeviceSeen } from '@tidemark/server-core'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { ServerConfig } from './config/config.js'
import { registerEndpoints } from './http/register-endpoint.js'
import { openApiDocument } from './openapi/document.js'
import { registerAuthentication } from './plugins/authentication.js'
import { registerQueryNumbers } from './plugins/query-numbers.js'
import { allowedHostsFor, registerRequestGuards } from './plugins/request-guards.js'
import { registerSecurityHeaders } from './plugins/security-headers.js'
import { registerWireErrors, sendError } from './plugins/wire-errors.js'
import { createHandlers, type HandlerParts } from './routes/handlers.js'

export interface AppParts extends HandlerParts {
  readonly config: Pick<ServerConfig, 'host' | 'publicUrl' | 'trustedProxies'>
  readonly logger: Logger
}

/** Builds the HTTP server out of the endpoint table. It does not listen yet. */
export function createApp(parts: AppParts): FastifyInstance {
  const { config, logger, storage, clock, hashing, board } = parts
  const app = createFastify(config, logger)
  registerBodyParsers(app)
  registerSecurityHeaders(app, config.publicUrl.startsWith('https:'))
  registerWireErrors(app)
  const ports = { store: storage.metadata, clock, hashing }
  registerAuthentication(
    app,
    (token) => authenticate(ports, token),
    (caller) => noteDeviceSeen(ports, caller),
  )
  registerRequestGuards(app, allowedHostsFor(config.host, config.publicUrl))
  registerQueryNumbers(app)
  registerEndpoints(app, createHandlers(parts))
  const document = openApiDocument(parts.identity.version)
  app.get(
    '/v1/openapi.json',
    { config: { auth: 'public', takes: 'nothing' } },
    async () => document,
  )
  app.addHook('preClose', async () => board.close())
  return app
}

/** Every timeout is set: Fastify's own defaults wait for ever (SEC-86). */
function createFastify(config: AppParts['config'], logger: Logger): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: MAX_JSON_BYTES,
    // For a whole request with its body; the routes of JSON end sooner by their handler timeout.
    requestTimeout: 300_000,
    // A connection on which nothing moves; longer than a poll is held.
    connectionTimeout: 90_000,
    keepAliveTimeout: 65_000,
    handlerTimeout: 30_000,
    maxRequestsPerSocket: 1000,
    routerOptions: { maxParamLength: 256 },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 20_000 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allErrors: false,
      },
    },
    frameworkErrors: (error, request, reply) => {
      void sendError(new AppError('invalid_request', {}, { cause: error }), request, reply)
    },
  }) as unknown as FastifyInstance // the logger's own type is of no use to the routes
}

/** JSON and nothing else is parsed; a pack goes to its route as it comes. */
function registerBodyParsers(app: FastifyInstance): void {
  const json = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, json)
  app.addContentTypeParser('application/vnd.tidemark.pack', (_request, payload, done) => {
    done(null, payload)
  })
}
