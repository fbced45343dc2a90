import { AppError } from '@tidemark/protocol'
import { type Logger, pino } from 'pino'
import { RotatingFile } from './rotating-file.js'

export type { Logger } from 'pino'

const MAX_LOG_BYTES = 5 * 1024 * 1024
const OLD_LOGS = 2

/** Members that never reach the log, at whatever name an object carries them. */
const SECRETS = ['token', 'password', 'code', 'authorization']

/**
 * The daemon's log: JSON lines in a file of the profile. Errors are written as code, details and
 * stack; secrets are cut out.
 */
export function openLog(path: string): { readonly log: Logger; readonly file: RotatingFile } {
  const file = new RotatingFile(path, { maxBytes: MAX_LOG_BYTES, keep: OLD_LOGS })
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [`params.${name}`, `*.params.${name}`]),
        remove: true,
      },
      serializers: { error: describeError },
    },
    file,
  )
  return { log, file }
}

/** An error as the log keeps it, causes included. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const known = error instanceof AppError ? { code: error.code, details: error.details } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { ...known, message: error.message, stack: error.stack, ...cause }
}
