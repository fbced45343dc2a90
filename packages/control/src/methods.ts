/**
 * Every call of the control API. Daemon and clients are made from this one table: parameters are
 * checked strictly by the daemon, results are read tolerantly by the client.
 */

import {
  type ConflictId,
  type DeviceId,
  idSchema,
  LabelSchema,
  LoginSchema,
  NewPairingSchema,
  type NodeId,
  PairingClaimSchema,
  type PairingId,
  PairingSchema,
  PasswordSchema,
  ResolutionSchema,
  type RevisionId,
  SetupRequestSchema,
  type SpaceId,
  strictObject,
} from '@tidemark/protocol'
import { type Static, type TSchema, Type } from 'typebox'
import { ActivityPageSchema, MAX_ACTIVITY_PAGE } from './activity.js'
import * as decisions from './decisions.js'
import { LinkPreviewSchema } from './link-preview.js'
import * as results from './results.js'
import * as selection from './selection.js'
import { ConditionsSchema, SettingsChangeSchema, SettingsStateSchema } from './settings.js'
import { AccountStatusSchema, FolderStatusSchema, StatusSchema } from './status.js'
import { KeptTokenSchema, TokenPlacingSchema } from './token.js'
import { DevicesSchema, DiagnosticsSchema, IgnoreTestSchema, MAX_IGNORE_TEXT } from './upkeep.js'

/** Absolute path on this computer: 32,767 is the longest that any platform knows. */
const PathSchema = Type.String({ minLength: 1, maxLength: 32_767 })
/** A folder by its id or by a path at or inside it; absent = all folders. */
const someFolders = strictObject({ folder: Type.Optional(PathSchema) })
const nothing = strictObject({})
const done = Type.Object({})
const IgnoreTextSchema = Type.String({ maxLength: MAX_IGNORE_TEXT })
const linkedFolder = {
  path: PathSchema,
  spaceName: Type.Optional(LabelSchema),
  spaceId: Type.Optional(idSchema<SpaceId>()),
}

const joining = {
  server: Type.String({ minLength: 1, maxLength: 2048 }),
  deviceName: Type.Optional(LabelSchema),
  /** Allows `http://` beyond loopback (SEC-129). */
  allowInsecure: Type.Optional(Type.Boolean()),
  /** Accepts that a different server answers at the known address (E103). */
  acceptNewServer: Type.Optional(Type.Boolean()),
}
const signIn = { ...joining, login: LoginSchema, password: PasswordSchema }
/** A code; `serverUrl` is where the new device gives it. */
const PairingCodeSchema = Type.Object({
  ...NewPairingSchema.properties,
  serverUrl: Type.String(),
})

/** One call: what it takes, what it answers. */
export interface ControlMethod {
  readonly summary: string
  readonly params: TSchema
  readonly result: TSchema
}

const method = <const M extends ControlMethod>(row: M): M => row

// biome-ignore format: one call per line reads as a table
/** The control API by method name. */
export const METHODS = {
  hello: method({ summary: 'First call: agree on the protocol', params: strictObject({ protocol: Type.Integer({ minimum: 0 }), version: Type.String({ maxLength: 64 }) }), result: Type.Object({ protocol: Type.Integer(), version: Type.String(), pid: Type.Integer() }) }),
  status: method({ summary: 'Everything in one picture', params: nothing, result: StatusSchema }),
  subscribe: method({ summary: 'Events from now on, a status first', params: nothing, result: done }),
  login: method({ summary: 'Sign this device in', params: strictObject(signIn), result: AccountStatusSchema }),
  setup: method({ summary: 'Make the first account and sign in', params: strictObject({ ...signIn, code: SetupRequestSchema.properties.code }), result: AccountStatusSchema }),
  pair: method({ summary: 'Sign this device in with a code that another device shows', params: strictObject({ ...joining, code: PairingClaimSchema.properties.code }), result: AccountStatusSchema }),
  makePairingCode: method({ summary: 'Make a code with which a new device can join the account', params: nothing, result: PairingCodeSchema }),
  pairing: method({ summary: 'What has become of a code', params: strictObject({ pairingId: idSchema<PairingId>() }), result: PairingSchema }),
  logout: method({ summary: 'Sign this device out; files stay', params: nothing, result: done }),
  readToken: method({ summary: 'The token, for a key store of the desktop that is to keep it', params: nothing, result: KeptTokenSchema }),
  placeToken: method({ summary: 'Where the daemon is to have its token; only who holds it can say so', params: TokenPlacingSchema, result: done }),
  listSpaces: method({ summary: 'Spaces that can be linked', params: nothing, result: results.SpaceListingSchema }),
  listFolders: method({ summary: 'Linked folders', params: nothing, result: Type.Object({ folders: Type.Array(FolderStatusSchema) }) }),
  linkFolder: method({ summary: 'Sync a folder; a space of that name is made when there is none', params: strictObject(linkedFolder), result: FolderStatusSchema }),
  previewLink: method({ summary: 'What linking a folder would do; nothing is changed, and a newer preview ends this one', params: strictObject(linkedFolder), result: LinkPreviewSchema }),
  unlinkFolder: method({ summary: 'Stop syncing a folder; files stay', params: strictObject({ folder: PathSchema }), result: Type.Object({ path: Type.String() }) }),
  pause: method({ summary: 'Pause syncing', params: someFolders, result: done }),
  resume: method({ summary: 'Resume syncing, also while a rule pauses it', params: someFolders, result: done }),
  sync: method({ summary: 'Look at disk and server now; answers when settled or stuck', params: someFolders, result: results.SyncResultSchema }),
  conflicts: method({ summary: 'Open conflicts', params: someFolders, result: results.OpenConflictsSchema }),
  resolve: method({ summary: 'Settle a conflict', params: strictObject({ ...decisions.seenConflict, choice: ResolutionSchema }), result: done }),
  resolveMany: method({ summary: 'Settle many conflicts alike', params: decisions.ResolveManySchema, result: decisions.ResolvedManySchema }),
  resolvedConflicts: method({ summary: 'Conflicts settled lately', params: someFolders, result: decisions.ResolvedConflictsSchema }),
  undoResolve: method({ summary: 'Open a settled conflict again, both files as before', params: strictObject({ conflictId: idSchema<ConflictId>() }), result: done }),
  previewUndo: method({ summary: 'What undoing a device since a moment would do', params: decisions.PreviewUndoSchema, result: decisions.UndoPreviewSchema }),
  undoDevice: method({ summary: 'Take back what a device did, as previewed', params: decisions.UndoDeviceSchema, result: decisions.UndoneDeviceSchema }),
  conflictDetails: method({ summary: 'A conflict with both versions and what they had in common', params: strictObject({ conflictId: idSchema<ConflictId>() }), result: results.ConflictDetailsSchema }),
  fetchVersion: method({ summary: 'A version of a file, to look at: in a private cache for a day', params: strictObject({ folder: PathSchema, nodeId: idSchema<NodeId>(), revisionId: idSchema<RevisionId>() }), result: results.FetchedVersionSchema }),
  history: method({ summary: 'Versions of a file', params: strictObject({ path: PathSchema }), result: results.HistorySchema }),
  restore: method({ summary: 'Bring back an earlier version', params: strictObject({ path: PathSchema, revisionId: Type.Optional(idSchema<RevisionId>()) }), result: results.RestoredSchema }),
  restoreTrash: method({ summary: 'Bring back a deleted item', params: strictObject({ nodeId: idSchema<NodeId>() }), result: results.RestoredSchema }),
  trash: method({ summary: 'Deleted items', params: someFolders, result: results.TrashSchema }),
  heldDeletes: method({ summary: 'Deletions that wait for a decision', params: someFolders, result: results.HeldDeletesSchema }),
  approveDeletes: method({ summary: 'Let held deletions happen', params: someFolders, result: Type.Object({ fileCount: Type.Integer() }) }),
  rejectDeletes: method({ summary: 'Undo held deletions', params: someFolders, result: Type.Object({ fileCount: Type.Integer() }) }),
  why: method({ summary: 'Why an item is (not) synced', params: strictObject({ path: PathSchema }), result: results.ExplanationSchema }),
  repair: method({ summary: "Give a file that changed by itself the server's version back; yours stays as a copy", params: strictObject({ path: PathSchema }), result: Type.Object({ path: Type.String(), isDamaged: Type.Boolean() }) }),
  listTree: method({ summary: "A folder of the server's tree: what is here and what is online only", params: selection.ListTreeSchema, result: selection.TreePageSchema }),
  select: method({ summary: 'Keep items online only, or have them here again', params: selection.SelectSchema, result: selection.SelectionEffectSchema }),
  ignoreRules: method({ summary: 'Rules by which items are left alone', params: someFolders, result: results.IgnoreRuleListingsSchema }),
  listActivity: method({ summary: 'What happened to items, the newest first', params: strictObject({ folder: Type.Optional(PathSchema), search: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })), before: Type.Optional(Type.Integer({ minimum: 1 })), limit: Type.Integer({ minimum: 1, maximum: MAX_ACTIVITY_PAGE }) }), result: ActivityPageSchema }),
  getSettings: method({ summary: 'Settings of syncing, and the rule that pauses it now', params: nothing, result: SettingsStateSchema }),
  changeSettings: method({ summary: 'Change settings of syncing; what is not named stays', params: SettingsChangeSchema, result: SettingsStateSchema }),
  setConditions: method({ summary: 'Tell the state of the computer that rules of pausing ask for; repeat it within five minutes', params: ConditionsSchema, result: done }),
  testIgnore: method({ summary: 'What rules would say of paths in a folder; a path of a folder ends in /', params: strictObject({ rules: IgnoreTextSchema, paths: Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), { maxItems: 1_000 }) }), result: IgnoreTestSchema }),
  writeIgnoreRules: method({ summary: "Replace the folder's own file of rules", params: strictObject({ folder: PathSchema, text: IgnoreTextSchema }), result: done }),
  listDevices: method({ summary: 'Devices of the account', params: nothing, result: DevicesSchema }),
  revokeDevice: method({ summary: 'Sign another device out, within seconds', params: strictObject({ deviceId: idSchema<DeviceId>() }), result: done }),
  writeDiagnostics: method({ summary: 'Write a new archive that helps to find a fault and names no file, server or person', params: strictObject({ path: PathSchema }), result: DiagnosticsSchema }),
  doctor: method({ summary: 'Check everything that often goes wrong', params: nothing, result: results.DoctorReportSchema }),
  shutdown: method({ summary: 'Stop the daemon', params: nothing, result: done }),
} as const

export type MethodName = keyof typeof METHODS
export type MethodParams<N extends MethodName> = Static<(typeof METHODS)[N]['params']>
export type MethodResult<N extends MethodName> = Static<(typeof METHODS)[N]['result']>

/** Whether `text` names a call of this table. */
export function isMethodName(text: string): text is MethodName {
  return Object.hasOwn(METHODS, text)
}
