import { AppError, type ErrorCode } from '@tidemark/protocol'

/**
 * What an error means for the engine. Decided here and nowhere else.
 *
 * - `item`: this file failed, the others go on, people see it in the list (PS034)
 * - `retry`: the server or the way to it is in trouble; everything waits and tries again
 * - `stop`: nothing may go on until a person has acted; nothing is deleted meanwhile
 * - `reset`: the journal is another one; a full listing and a union merge follow (I14)
 */
export type Handling = 'item' | 'retry' | 'stop' | 'reset'

const RETRY: ReadonlySet<ErrorCode> = new Set([
  'server_unreachable',
  'server_unexpected',
  'unavailable',
  'rate_limited',
  'internal',
  'pack_truncated',
  'pack_corrupt',
])

const STOP: ReadonlySet<ErrorCode> = new Set([
  'unauthorized',
  'version_unsupported',
  'server_changed',
  'not_found',
  'folder_missing',
  'folder_replaced',
  'folder_unsuitable',
  'folder_in_use',
  'state_corrupt',
  'state_newer',
  'not_signed_in',
  'sign_in_locked',
  'not_linked',
])

const RESET: ReadonlySet<ErrorCode> = new Set(['epoch_mismatch', 'cursor_reset'])

/** How to handle an error with a code of the registry. */
export function handlingOf(code: ErrorCode): Handling {
  if (RETRY.has(code)) return 'retry'
  if (STOP.has(code)) return 'stop'
  return RESET.has(code) ? 'reset' : 'item'
}

/**
 * Passes an error that concerns one item on as a value and throws every other: the engine decides
 * about those, and an error without a code is a fault of ours that must not look like a bad file.
 */
export function takeItemError(error: unknown): AppError {
  if (error instanceof AppError && handlingOf(error.code) === 'item') return error
  throw error
}

const FIRST_RETRY_MS = 2_000

/** When a held item is worth the next try: 2 s, 4 s, … `longestMs` after the `attempts`-th failure. */
export function itemRetryDelayMs(attempts: number, longestMs: number): number {
  return Math.min(longestMs, FIRST_RETRY_MS * 2 ** Math.min(20, attempts - 1))
}

/** Errors that nobody needs to be told about before they have come up a few times. */
export function isRace(code: string): boolean {
  return RACES.has(code)
}

/** The server's tree changed between planning and committing: the next plan knows better. */
const RACES: ReadonlySet<string> = new Set([
  'parent_missing',
  'parent_not_folder',
  'node_missing',
  'node_exists',
  'revision_missing',
  'would_cycle',
  'group_failed',
  'name_taken',
  'op_reused',
])
