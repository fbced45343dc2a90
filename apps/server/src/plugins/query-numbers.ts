import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Query parameters that are integers. */
    integerParameters?: readonly string[]
  }
}

/**
 * Turns digits in integer parameters of a query into numbers before the schema is applied. Anything
 * else stays text and is refused by the schema; bodies are never converted.
 */
export function registerQueryNumbers(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const names = request.routeOptions.config.integerParameters ?? []
    const query = request.query as Record<string, unknown> // the query parser makes an object
    for (const name of names) {
      const value = query[name]
      if (typeof value === 'string' && /^(0|[1-9]\d{0,15})$/.test(value)) {
        query[name] = Number(value)
      }
    }
  })
}

/** Names of the integer properties of a query schema. */
export function integerParametersOf(schema: unknown): string[] {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { type?: string }> } // a JSON schema
  return Object.entries(properties)
    .filter(([, property]) => property.type === 'integer')
    .map(([name]) => name)
}
