import { AppError, type ErrorDetails, isErrorCode } from '@tidemark/protocol'
import type { ControlError } from './messages.js'

/**
 * An error as it goes over the control API. Anything that is no AppError becomes `internal`
 * without its message, which may hold what a client must not see.
 */
export function toControlError(error: unknown): ControlError {
  const known = error instanceof AppError ? error : new AppError('internal')
  return { code: known.code, message: known.message, details: { ...known.details } }
}

/** The AppError that was sent. A code that this version does not know becomes `internal`. */
export function fromControlError(error: ControlError): AppError {
  const details: ErrorDetails = error.details ?? {}
  if (isErrorCode(error.code)) return new AppError(error.code, details)
  return new AppError('internal', { ...details, code: error.code, text: error.message })
}
