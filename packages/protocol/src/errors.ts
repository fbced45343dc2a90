/**
 * The error registry: one row per code, used by server, daemon, CLI and desktop. A code's meaning
 * never changes and a retired code is never reused. The message says what happened and what to do.
 */

/** What the caller should do with an error, decided once here. */
export interface ErrorRow {
  /** HTTP status on the wire; 0 for errors that only ever occur on a device. */
  readonly status: number
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly message: string
}

const rows = {
  // requests
  invalid_request: row(400, false, 'The request does not match what this endpoint takes.'),
  unsupported_media_type: row(
    415,
    false,
    'The request body has a type this endpoint does not take.',
  ),
  body_too_large: row(413, false, 'The request body is larger than this endpoint takes.'),
  not_found: row(404, false, 'There is nothing here, or not for this account.'),
  version_unsupported: row(
    426,
    false,
    'Client and server speak different protocol versions. Update the older one.',
  ),
  rate_limited: row(429, true, 'Too many requests. Wait and try again.'),
  internal: row(500, true, 'The server met an unexpected problem. Its log has the request id.'),
  unavailable: row(503, true, 'The server is not taking requests right now. Try again shortly.'),

  // identity
  unauthorized: row(401, false, 'Sign in again: this device is not (or no longer) allowed.'),
  wrong_credentials: row(401, false, 'The login or the password is wrong.'),
  setup_closed: row(404, false, 'This server is already set up.'),
  setup_code_wrong: row(
    403,
    false,
    'The setup code is wrong. The server printed it when it started.',
  ),
  pairing_code_wrong: row(
    403,
    false,
    'This code is wrong, used or too old. Show a new one on a device that is signed in.',
  ),
  login_taken: row(409, false, 'An account with this login exists already.'),
  password_weak: row(400, false, 'The password is too short: use at least 10 characters.'),

  // blocks
  block_hash_mismatch: row(422, false, 'The bytes of a block do not match its id.'),
  block_too_large: row(422, false, 'A block is larger than the limit.'),
  block_undecodable: row(422, false, 'A block cannot be decompressed within its stated size.'),
  block_not_yours: row(
    403,
    false,
    'A block is named that this space does not hold and this device did not upload.',
  ),
  block_damaged: row(
    500,
    true,
    'A stored block failed its check. A device that holds the file will be asked for it.',
  ),
  pack_truncated: row(
    400,
    true,
    'The block pack ended early. Blocks that arrived whole were kept.',
  ),
  pack_corrupt: row(400, true, 'The block pack is damaged. Blocks before the damage were kept.'),
  pack_too_large: row(413, false, 'The block pack is larger than the limit.'),

  // journal and operations
  epoch_mismatch: row(
    409,
    false,
    'The server was restored or re-installed. The folder is compared again; nothing is deleted.',
  ),
  cursor_reset: row(
    409,
    false,
    'The journal has changed since this position. The folder is compared again; nothing is deleted.',
  ),
  cursor_expired: row(410, false, 'This position is too old. A full listing follows.'),
  parent_missing: row(409, false, 'The folder that should hold this item does not exist.'),
  parent_not_folder: row(409, false, 'The item that should hold this one is not a folder.'),
  would_cycle: row(409, false, 'A folder cannot be moved into itself.'),
  name_invalid: row(400, false, 'The name cannot be stored.'),
  name_taken: row(409, false, 'An item with this name exists already.'),
  node_exists: row(409, false, 'The node id is in use already.'),
  node_missing: row(404, false, 'The item does not exist.'),
  node_kind: row(409, false, 'The operation does not fit this kind of item.'),
  content_changed: row(409, false, 'The file has changed meanwhile. Look at its versions again.'),
  revision_missing: row(404, false, 'This version no longer exists.'),
  content_invalid: row(400, false, 'The list of blocks does not add up to the stated size.'),
  depth_exceeded: row(400, false, 'The folder is nested too deeply.'),
  group_failed: row(
    409,
    false,
    'Another operation of the same group failed, so none of them was applied.',
  ),
  op_reused: row(409, false, 'The operation id was used before for something else.'),
  hold_missing: row(404, false, 'There is no such held deletion.'),
  conflict_missing: row(404, false, 'There is no such conflict.'),
  conflict_resolved: row(409, false, 'This conflict was resolved already.'),
  changed_since: row(
    409,
    false,
    'Something was changed since, so this cannot be undone any more. Nothing was done; versions and trash have everything.',
  ),

  // space and limits
  file_too_large: row(413, false, 'The file is larger than this server takes.'),
  quota_exceeded: row(
    507,
    false,
    'The account has no room left. Delete something or ask for a larger quota.',
  ),
  storage_full: row(507, true, 'The server has no disk space left. Its operator must make room.'),

  // on a device only
  server_unreachable: row(
    0,
    true,
    'The server cannot be reached. Changes are kept and sent later.',
  ),
  server_unexpected: row(
    0,
    true,
    'Something answered that is not a Tidemark server, perhaps a sign-in page of the network.',
  ),
  server_changed: row(
    0,
    false,
    'A different server answers at this address. Confirm it before anything is synced.',
  ),
  folder_missing: row(
    0,
    true,
    'The synced folder is not there. Syncing is paused and nothing is deleted.',
  ),
  folder_replaced: row(
    0,
    false,
    'This is not the folder that was linked. Syncing is paused and nothing is deleted.',
  ),
  folder_unsuitable: row(0, false, 'This folder cannot be synced.'),
  folder_in_use: row(0, false, 'Another Tidemark client already syncs this folder.'),
  disk_full: row(0, true, 'The disk of this computer is full. Downloads wait until there is room.'),
  file_unreadable: row(0, true, 'The file cannot be read. It is left as it is and tried again.'),
  file_busy: row(0, true, 'The file is in use by another program. It is tried again.'),
  file_changing: row(0, true, 'The file keeps changing. It is sent once it is quiet.'),
  file_io_error: row(
    0,
    true,
    'The disk reported an error for this file. The server copy is kept as it is.',
  ),
  file_damaged: row(
    0,
    false,
    'The content changed although nothing has written it. It is not sent. Save it to keep it, or repair it.',
  ),
  link_held: row(0, false, 'Symbolic links are listed but not synced.'),
  special_held: row(0, false, 'Sockets, pipes and devices are not synced.'),
  mount_held: row(0, false, 'Another disk is mounted here; it is not entered.'),
  name_held: row(0, false, 'The name cannot exist on this computer.'),
  name_clash_held: row(0, false, 'Two items have names that this disk cannot tell apart.'),
  folder_kept: row(
    0,
    true,
    'The folder was deleted elsewhere or is online only. It stays here for what is in it and is not synced.',
  ),
  unsupported_held: row(0, false, 'A newer client made this item; update to sync it.'),
  deletes_held: row(0, false, 'Many files are about to be deleted. Confirm or undo it.'),
  selection_too_large: row(
    0,
    false,
    'Too many single items would be kept online only. Choose whole folders, or fewer items.',
  ),
  state_corrupt: row(
    0,
    false,
    'The record of synced files is damaged. It is rebuilt; nothing is deleted.',
  ),
  state_newer: row(
    0,
    false,
    'The record of synced files was written by a newer version. Update this client.',
  ),
  version_too_large: row(
    0,
    false,
    'This version is too large to be shown. Restore it to look at it.',
  ),
  watch_limited: row(
    0,
    true,
    'The system cannot watch this many folders. Changes are found by scanning.',
  ),
  daemon_unreachable: row(0, true, 'The sync daemon does not answer.'),
  server_start_failed: row(
    0,
    false,
    'The server on this computer could not be started. Its log, server.log in its folder, says why.',
  ),
  daemon_running: row(0, false, 'A sync daemon runs on this profile already.'),
  daemon_version: row(0, false, 'Command and daemon have different versions. Restart the daemon.'),
  not_signed_in: row(0, false, 'Sign in first: tidemark login <server>.'),
  sign_in_locked: row(
    0,
    false,
    'Sign-in waits for the Tidemark app, which keeps its key in the key store of your desktop. Open the app, or sign in again: tidemark login <server>.',
  ),
  not_linked: row(0, false, 'No folder is linked here: tidemark link <folder>.'),
  port_in_use: row(0, false, 'The port is in use by another program. Choose another with --port.'),
  config_invalid: row(0, false, 'The configuration is not valid.'),
  service_unavailable: row(0, false, 'The daemon cannot be made a service of this system.'),
  cancelled: row(0, false, 'Cancelled.'),
  addon_unusable: row(
    0,
    false,
    'Native code cannot be unpacked or loaded. Set TIDEMARK_CACHE_DIR to a folder that only you can write to.',
  ),
} as const satisfies Record<string, ErrorRow>

function row(status: number, retryable: boolean, message: string): ErrorRow {
  return { status, retryable, message }
}

/** Identity of an error: survives HTTP, the control API and IPC. */
export type ErrorCode = keyof typeof rows

/** The whole registry, by code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = rows

/** Whether `text` is a code of this registry. A newer server may send codes that are not. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(rows, text)
}

/** Facts that make an error concrete: a path, a limit, a count. Never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>

/**
 * The one error class. Callers branch on `code`, never on the message or the class.
 * `message` is the registry's text, followed by the details when there are any.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(formatErrorMessage(code, details), options)
    this.code = code
    this.details = details
  }

  /** Whether the same request may succeed later by itself. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }
}

/** The registry's text for `code` with `details` appended as `(key: value, …)`. */
export function formatErrorMessage(code: ErrorCode, details: ErrorDetails = {}): string {
  const facts = Object.entries(details).map(([key, value]) => `${key}: ${value}`)
  return facts.length === 0 ? ERRORS[code].message : `${ERRORS[code].message} (${facts.join(', ')})`
}
