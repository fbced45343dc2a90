/** What the daemon says about itself and its folders. */

import { idSchema, nullable, oneOf, type SpaceId } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { ActivitySchema } from './activity.js'
import { ControlErrorSchema } from './messages.js'
import { TokenStateSchema } from './token.js'

const Count = Type.Integer({ minimum: 0 })

/**
 * `attention`: a person has to decide something. `stopped`: nothing happens until a person acts.
 * `offline`: the server cannot be reached, changes are kept.
 */
export const FolderStateSchema = oneOf(
  'starting',
  'scanning',
  'syncing',
  'idle',
  'paused',
  'offline',
  'attention',
  'stopped',
)
export type FolderState = Static<typeof FolderStateSchema>

/** Progress of one direction in the current round: bytes known to have arrived, and of all. */
export const TransferSchema = Type.Object({
  doneBytes: Type.Number({ minimum: 0 }),
  totalBytes: Type.Number({ minimum: 0 }),
  bytesPerSecond: Type.Number({ minimum: 0 }),
})
export type Transfer = Static<typeof TransferSchema>

/** An item that is not synced right now, with the reason (a code of the error registry). */
export const HeldItemSchema = Type.Object({
  path: Type.String(),
  code: Type.String(),
  detail: Type.String(),
  sinceMs: Type.Number(),
  retryAtMs: nullable(Type.Number()),
})
export type HeldItemStatus = Static<typeof HeldItemSchema>

/** One linked folder. */
export const FolderStatusSchema = Type.Object({
  folderId: Type.String(),
  /** Absolute path on this computer. */
  path: Type.String(),
  spaceId: idSchema<SpaceId>(),
  spaceName: Type.String(),
  state: FolderStateSchema,
  /** Who or what paused it; absent unless `state` is `paused`. */
  pausedBy: Type.Optional(oneOf('person', 'hours', 'battery', 'metered')),
  /** Why the state is what it is, when something is wrong. */
  error: nullable(ControlErrorSchema),
  /** What the synced folder holds. */
  counts: Type.Object({ items: Count, pending: Count, held: Count, conflicts: Count }),
  bytes: Type.Object({ up: TransferSchema, down: TransferSchema }),
  /** Paths being worked on, a few. */
  activePaths: Type.Array(Type.String()),
  /** The first held items; `counts.held` has the number of all. */
  held: Type.Array(HeldItemSchema),
  /** Deletions that wait for a person: by this device's brake and by the server's. */
  heldDeletes: Type.Object({ local: Count, server: Count }),
  /**
   * Bytes that needed not be sent: of whole files put on the server, less what went over the wire for
   * them. Grows over restarts until the folder is unlinked.
   */
  savedBytes: Type.Optional(Type.Number({ minimum: 0 })),
  lastSyncAtMs: nullable(Type.Number()),
  /** How changes on this disk are noticed; `advice` tells how to improve it. */
  watch: Type.Object({
    mode: oneOf('starting', 'watching', 'scanning'),
    advice: nullable(Type.String()),
  }),
  /** Times that the folder's worker had to be started again since the daemon started. */
  restarts: Count,
  /** Idle, nothing waiting, and the server had nothing newer when last asked. */
  settled: Type.Boolean(),
})
export type FolderStatus = Static<typeof FolderStatusSchema>

/** Who is signed in, from this device's memory. */
export const AccountStatusSchema = Type.Object({
  serverUrl: Type.String(),
  login: Type.String(),
  deviceName: Type.String(),
  /** The connection is not encrypted and not loopback: the user allowed it (SEC-129). */
  insecure: Type.Boolean(),
})
export type AccountStatus = Static<typeof AccountStatusSchema>

/** Everything in one picture. */
export const StatusSchema = Type.Object({
  version: Type.String(),
  profile: Type.String(),
  account: nullable(AccountStatusSchema),
  /** Absent while nobody is signed in. */
  token: Type.Optional(TokenStateSchema),
  folders: Type.Array(FolderStatusSchema),
  /** All folders are settled. */
  settled: Type.Boolean(),
})
export type Status = Static<typeof StatusSchema>

/** Events by name, sent after `subscribe`. `status` comes at most four times a second. */
export const EVENTS = {
  status: StatusSchema,
  activity: ActivitySchema,
} as const
export type EventName = keyof typeof EVENTS
export type EventData<N extends EventName> = Static<(typeof EVENTS)[N]>
