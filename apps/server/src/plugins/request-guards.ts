import { AppError, PACK_MEDIA_TYPE } from '@tidemark/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The one type of body that the route takes. */
    takes?: 'json' | 'pack' | 'nothing'
  }
}

const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset="?utf-8"?)?$/i

/**
 * Refuses by its headers alone what no route takes: a compressed body (SEC-81), a body of another
 * type than the route's one (SEC-100), and on a server that listens for this computer only, a
 * foreign Host, which is how a web page would reach it by rebinding its name (SEC-103).
 */
export function registerRequestGuards(
  app: FastifyInstance,
  allowedHosts: ReadonlySet<string> | undefined,
): void {
  app.addHook('onRequest', async (request) => {
    if (allowedHosts !== undefined) requireHost(request, allowedHosts)
    requireIdentityEncoding(request)
    requireBodyType(request)
  })
}

/** The names under which a server on `host` may be called; undefined when any will do. */
export function allowedHostsFor(host: string, publicUrl: string): Set<string> | undefined {
  const loopback = ['localhost', '127.0.0.1', '[::1]']
  if (!['localhost', '127.0.0.1', '::1'].includes(host)) return undefined
  const own = publicUrl === '' ? [] : [new URL(publicUrl).hostname]
  return new Set([...loopback, ...own])
}

function requireHost(request: FastifyRequest, allowedHosts: ReadonlySet<string>): void {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  if (!allowedHosts.has(name)) throw new AppError('invalid_request', { at: 'headers/host' })
}

function requireIdentityEncoding({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type', { at: 'headers/content-encoding' })
  }
}

function requireBodyType({ headers, routeOptions }: FastifyRequest): void {
  const { takes } = routeOptions.config
  if (takes === undefined) return
  const type = headers['content-type'] ?? ''
  const isRight =
    takes === 'nothing'
      ? !hasBody(headers)
      : takes === 'json'
        ? JSON_TYPE.test(type)
        : type.toLowerCase() === PACK_MEDIA_TYPE
  if (!isRight) throw new AppError('unsupported_media_type', { at: 'headers/content-type' })
}

function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
