/**
 * Every call of protocol v1: method, path, who may call it, schemas, and the error codes it can
 * answer. Server routes, client and OpenAPI document are made from this one table.
 */

import { type TSchema, Type } from 'typebox'
import * as account from './account.js'
import * as blocks from './blocks.js'
import * as changes from './changes.js'
import * as commit from './commit.js'
import * as conflict from './conflict.js'
import type { ErrorCode } from './errors.js'
import * as history from './history.js'
import * as hold from './hold.js'
import { MAX_JSON_BYTES, MAX_LIST_JSON_BYTES, MAX_PACK_BYTES } from './limits.js'
import { NodeStateSchema } from './node.js'
import * as pairing from './pairing.js'
import * as poll from './poll.js'
import { ServerInfoSchema } from './server-info.js'
import * as undo from './undo.js'

/** Who may call: anybody, a signed-in person, a device, or either of the two. */
export type EndpointAuth = 'public' | 'session' | 'device' | 'any'

/** One call of the protocol: a row of ENDPOINTS. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path with `:name` parameters; all parameters are 128-bit ids. */
  readonly path: string
  readonly auth: EndpointAuth
  readonly summary: string
  readonly query?: TSchema
  /** JSON body; `pack` = a block pack. */
  readonly body?: TSchema | 'pack'
  /** Largest body in bytes. */
  readonly maxBodyBytes?: number
  /** JSON response; `pack` = a block pack; `bytes` = file content; `none` = 204. */
  readonly response: TSchema | 'pack' | 'bytes' | 'none'
  /** Codes beside those every call can answer (COMMON_ERRORS). */
  readonly errors: readonly ErrorCode[]
}

/** Codes that any call can answer. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'invalid_request',
  'unsupported_media_type',
  'body_too_large',
  'unauthorized',
  'not_found',
  'rate_limited',
  'internal',
  'unavailable',
]

/** The one error shape on the wire. */
export const WireErrorSchema = Type.Object({
  error: Type.String(),
  message: Type.String(),
  details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  requestId: Type.String(),
})

const endpoint = <const E extends Endpoint>(row: E): E => row
const json = { maxBodyBytes: MAX_JSON_BYTES }
const listJson = { maxBodyBytes: MAX_LIST_JSON_BYTES }

// biome-ignore format: one call per line reads as a table
/** Protocol v1 by operation name. */
export const ENDPOINTS = {
  getServer: endpoint({ method: 'GET', path: '/v1/server', auth: 'public', summary: 'What answers here', response: ServerInfoSchema, errors: [] }),
  setUp: endpoint({ method: 'POST', path: '/v1/setup', auth: 'public', summary: 'Make the first account', body: account.SetupRequestSchema, ...json, response: account.SetupResponseSchema, errors: ['setup_closed', 'setup_code_wrong', 'password_weak'] }),
  openSession: endpoint({ method: 'POST', path: '/v1/session', auth: 'public', summary: 'Sign in with login and password', body: account.SessionRequestSchema, ...json, response: account.SessionResponseSchema, errors: ['wrong_credentials'] }),
  closeSession: endpoint({ method: 'DELETE', path: '/v1/session', auth: 'session', summary: 'Sign out', response: 'none', errors: [] }),
  addDevice: endpoint({ method: 'POST', path: '/v1/devices', auth: 'session', summary: 'Register a device', body: account.DeviceRequestSchema, ...json, response: account.DeviceResponseSchema, errors: [] }),
  listDevices: endpoint({ method: 'GET', path: '/v1/devices', auth: 'any', summary: 'Devices of the account', response: account.DeviceListSchema, errors: [] }),
  revokeDevice: endpoint({ method: 'DELETE', path: '/v1/devices/:deviceId', auth: 'any', summary: 'Revoke a device within 5 s', response: 'none', errors: [] }),
  addPairing: endpoint({ method: 'POST', path: '/v1/pairings', auth: 'device', summary: 'Make a code for a new device', response: pairing.NewPairingSchema, errors: [] }),
  getPairing: endpoint({ method: 'GET', path: '/v1/pairings/:pairingId', auth: 'device', summary: 'What has become of a code', response: pairing.PairingSchema, errors: [] }),
  claimPairing: endpoint({ method: 'POST', path: '/v1/pairings/claim', auth: 'public', summary: 'Join an account with a code', body: pairing.PairingClaimSchema, ...json, response: pairing.PairingClaimedSchema, errors: ['pairing_code_wrong'] }),
  getAccount: endpoint({ method: 'GET', path: '/v1/account', auth: 'any', summary: 'The account and its quota', response: account.AccountSchema, errors: [] }),
  listAccountChanges: endpoint({ method: 'GET', path: '/v1/account/changes', auth: 'any', summary: 'Spaces joined or left, devices', query: account.AccountChangesQuerySchema, response: account.AccountChangesResponseSchema, errors: [] }),
  listSpaces: endpoint({ method: 'GET', path: '/v1/spaces', auth: 'any', summary: 'Spaces this account can read', response: account.SpaceListSchema, errors: [] }),
  addSpace: endpoint({ method: 'POST', path: '/v1/spaces', auth: 'any', summary: 'Make a space', body: account.SpaceRequestSchema, ...json, response: account.SpaceSchema, errors: [] }),
  findMissingBlocks: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/blocks/missing', auth: 'device', summary: 'Which blocks must be uploaded', body: blocks.BlocksMissingRequestSchema, ...listJson, response: blocks.BlocksMissingResponseSchema, errors: [] }),
  uploadBlocks: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/blocks', auth: 'device', summary: 'Upload a pack of blocks', body: 'pack', maxBodyBytes: MAX_PACK_BYTES, response: blocks.BlockUploadResponseSchema, errors: ['pack_corrupt', 'pack_truncated', 'pack_too_large', 'quota_exceeded', 'storage_full'] }),
  readBlocks: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/blocks/read', auth: 'device', summary: 'Download a pack of blocks', body: blocks.BlocksReadRequestSchema, ...listJson, response: 'pack', errors: [] }),
  commit: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/commits', auth: 'any', summary: 'Apply operations', body: commit.CommitRequestSchema, ...listJson, response: commit.CommitResponseSchema, errors: ['epoch_mismatch', 'storage_full'] }),
  listChanges: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/changes', auth: 'any', summary: 'Journal after a cursor', query: changes.ChangesQuerySchema, response: changes.ChangesResponseSchema, errors: ['cursor_reset', 'cursor_expired'] }),
  listTree: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/tree', auth: 'any', summary: 'Snapshot with a cursor', query: changes.TreeQuerySchema, response: changes.TreeResponseSchema, errors: [] }),
  lookUpPath: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/lookup', auth: 'any', summary: 'The node at a path', query: history.LookupQuerySchema, response: NodeStateSchema, errors: ['node_missing'] }),
  poll: endpoint({ method: 'POST', path: '/v1/poll', auth: 'device', summary: 'Wait until something changed', body: poll.PollRequestSchema, ...json, response: poll.PollResponseSchema, errors: [] }),
  readContent: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/files/:nodeId/content', auth: 'any', summary: 'Whole file, with Range and ETag', query: history.ContentQuerySchema, response: 'bytes', errors: ['node_missing', 'node_kind', 'revision_missing', 'block_damaged'] }),
  listRevisions: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/nodes/:nodeId/revisions', auth: 'any', summary: 'Versions of a file', response: history.RevisionListSchema, errors: ['node_missing'] }),
  listTrash: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/trash', auth: 'any', summary: 'Deleted items', query: history.TrashQuerySchema, response: history.TrashListSchema, errors: [] }),
  listConflicts: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/conflicts', auth: 'any', summary: 'Open or resolved conflicts', query: conflict.ConflictsQuerySchema, response: conflict.ConflictListSchema, errors: [] }),
  resolveConflict: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/conflicts/:conflictId/resolution', auth: 'any', summary: 'Settle a conflict', body: conflict.ResolveRequestSchema, ...json, response: conflict.ResolveResponseSchema, errors: ['conflict_missing', 'conflict_resolved', 'content_changed', 'quota_exceeded'] }),
  undoResolution: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/conflicts/:conflictId/undo', auth: 'any', summary: 'Take a resolution back', response: conflict.ResolveResponseSchema, errors: ['conflict_missing', 'changed_since', 'revision_missing', 'quota_exceeded'] }),
  listHolds: endpoint({ method: 'GET', path: '/v1/spaces/:spaceId/holds', auth: 'any', summary: 'Deletions held back', response: hold.HoldListSchema, errors: [] }),
  decideHold: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/holds/:holdId/decision', auth: 'any', summary: 'Approve or revert a held deletion', body: hold.HoldDecisionSchema, ...json, response: hold.HoldDecisionResponseSchema, errors: ['hold_missing'] }),
  undoDevice: endpoint({ method: 'POST', path: '/v1/spaces/:spaceId/undo', auth: 'any', summary: 'Take back what a device did', body: undo.UndoRequestSchema, ...json, response: undo.UndoReportSchema, errors: ['epoch_mismatch', 'storage_full'] }),
} as const

export type EndpointName = keyof typeof ENDPOINTS
