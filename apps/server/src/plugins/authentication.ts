import { AppError, type EndpointAuth } from '@tidemark/protocol'
import type { Caller } from '@tidemark/server-core'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call; a route without this rule cannot be added (SEC-14). */
    auth?: EndpointAuth
  }
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** Who holds a token; undefined when nobody does. */
export type FindCaller = (token: string) => Promise<Caller | undefined>

/**
 * Checks the caller of every route before its body is read. Tokens are looked up for each call and
 * never remembered, so a revoked one ends at once (P16).
 */
export function registerAuthentication(
  app: FastifyInstance,
  findCaller: FindCaller,
  noteSeen: (caller: Caller) => Promise<void>,
): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.auth === undefined) throw new Error(`route ${method} ${url} has no auth rule`)
  })
  app.addHook('onRequest', async (request) => {
    const rule = request.routeOptions.config.auth
    // Only requests without a route have no rule; they get their 404.
    if (rule === undefined || rule === 'public') return
    request.caller = await authenticated(request, rule, findCaller)
  })
  app.addHook('onResponse', async (request) => {
    if (request.caller !== null) await noteSeen(request.caller)
  })
}

async function authenticated(
  request: FastifyRequest,
  rule: Exclude<EndpointAuth, 'public'>,
  findCaller: FindCaller,
): Promise<Caller> {
  const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  const caller = token === undefined ? undefined : await findCaller(token)
  if (caller === undefined) throw new AppError('unauthorized')
  if (rule !== 'any' && caller.kind !== rule) throw new AppError('unauthorized', { needs: rule })
  return caller
}
