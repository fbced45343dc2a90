import type { FastifyInstance } from 'fastify'

const HEADERS: Readonly<Record<string, string>> = {
  // Nothing that the API answers is a page; user files least of all (SEC-104).
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Sets the headers that keep browsers from making anything of an answer but data. */
export function registerSecurityHeaders(app: FastifyInstance, isHttps: boolean): void {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers(HEADERS)
    if (isHttps) void reply.header('strict-transport-security', 'max-age=31536000')
  })
}
