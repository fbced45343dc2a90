import {
  AppError,
  ERRORS,
  type ErrorCode,
  type ErrorDetails,
  formatErrorMessage,
} from '@tidemark/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Statuses that Fastify itself refuses requests with. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
}

/**
 * Gives every error the one shape of the wire. What is not in the registry is logged with its stack
 * and answered as `internal`, with nothing but the request id (SEC-106).
 */
export function registerWireErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | AppError, request, reply) =>
    sendError(error, request, reply),
  )
  app.setNotFoundHandler((request, reply) => sendError(new AppError('not_found'), request, reply))
}

/** Answers `request` with `error`. */
export function sendError(
  error: FastifyError | AppError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, details } = wireError(error)
  const { status } = ERRORS[code]
  if (status >= 500 && code !== 'unavailable') request.log.error({ err: error, code }, 'failed')
  if (code === 'rate_limited') void reply.header('retry-after', details.retryAfterSeconds ?? 60)
  if (code === 'unauthorized') void reply.header('www-authenticate', 'Bearer')
  const isAboutClient = status < 500 && Object.keys(details).length > 0
  return reply
    .status(status)
    .type('application/json')
    .send({
      error: code,
      message: formatErrorMessage(code, isAboutClient ? details : {}),
      ...(isAboutClient ? { details } : {}),
      requestId: request.id,
    })
}

function wireError(error: FastifyError | AppError): { code: ErrorCode; details: ErrorDetails } {
  if (error instanceof AppError) {
    // Codes without a status belong to a device or to the console: here they are a fault.
    if (ERRORS[error.code].status === 0) return { code: 'internal', details: {} }
    return { code: error.code, details: error.details }
  }
  const [fault] = error.validation ?? []
  if (fault !== undefined) {
    const part = error.validationContext ?? 'request'
    const at = `${part}${fault.instancePath}`.slice(0, 200)
    return { code: 'invalid_request', details: { at, problem: fault.message ?? 'not valid' } }
  }
  const status = error.statusCode ?? 500
  const known = CODE_BY_STATUS[status]
  if (known !== undefined) return { code: known, details: {} }
  return { code: status >= 400 && status < 500 ? 'invalid_request' : 'internal', details: {} }
}
