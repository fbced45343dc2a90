import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * The server's logger. Lines are JSON on standard error. Requests appear as method and path without
 * the query, where people's paths are; tokens, bodies and passwords never appear (SEC-30).
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: {},
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: {
        req: (request: { id: string; method: string; url: string; ip: string }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?', 1)[0],
          address: request.ip,
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        err: pino.stdSerializers.err,
      },
      redact: ['*.password', '*.token', '*.authorization', 'password', 'token', 'authorization'],
    },
    destination,
  )
}
