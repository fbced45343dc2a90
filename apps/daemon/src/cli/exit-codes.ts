import { AppError, type ErrorCode } from '@tidemark/protocol'

/** Exit codes of `tidemark`, documented in the README. Scripts rely on them: never renumber. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notSignedInOrLinked: 3,
  unreachable: 4,
  needsAttention: 5,
  alreadyRunning: 6,
  cancelled: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const CODES: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  invalid_request: EXIT.usage,
  password_weak: EXIT.usage,
  not_signed_in: EXIT.notSignedInOrLinked,
  sign_in_locked: EXIT.notSignedInOrLinked,
  not_linked: EXIT.notSignedInOrLinked,
  unauthorized: EXIT.notSignedInOrLinked,
  wrong_credentials: EXIT.notSignedInOrLinked,
  pairing_code_wrong: EXIT.notSignedInOrLinked,
  server_unreachable: EXIT.unreachable,
  server_unexpected: EXIT.unreachable,
  unavailable: EXIT.unreachable,
  rate_limited: EXIT.unreachable,
  daemon_unreachable: EXIT.unreachable,
  server_changed: EXIT.needsAttention,
  deletes_held: EXIT.needsAttention,
  daemon_running: EXIT.alreadyRunning,
  folder_missing: EXIT.needsAttention,
  folder_replaced: EXIT.needsAttention,
  quota_exceeded: EXIT.needsAttention,
  storage_full: EXIT.needsAttention,
  disk_full: EXIT.needsAttention,
  cancelled: EXIT.cancelled,
}

/** Exit code for a failed command. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return CODES[code] ?? EXIT.failure
}

/** Exit code for anything thrown; arguments that are no ids are a matter of usage. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof AppError) return exitCodeOf(error.code)
  return error instanceof RangeError ? EXIT.usage : EXIT.failure
}
