import { ControlErrorSchema } from '@tidemark/control'
import { nullable, oneOf, strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'

const settings = {
  theme: oneOf('system', 'light', 'dark'),
  language: oneOf('system', 'en', 'ko'),
  notifications: strictObject({ conflicts: Type.Boolean(), problems: Type.Boolean() }),
  startAtLogin: Type.Boolean(),
  showTray: Type.Boolean(),
  /** Where the desktop has a key store, the key of this device is to be kept by it. */
  useKeyStore: Type.Boolean(),
}

/** What a person chose for the app. Choices about syncing are the daemon's. */
export const AppSettingsSchema = strictObject(settings)
/** Some of them. Made strict again: `Partial` forgets that nothing else is taken. */
export const AppSettingsChangeSchema = Type.Partial(Type.Object(settings), {
  additionalProperties: false,
})
export type AppSettings = Static<typeof AppSettingsSchema>

/**
 * `starting`: no daemon answered yet. `restarting`: the daemon ended and is started again.
 * `failed`: several starts in a row failed; tried on. `too_new`: a newer daemon than this app runs.
 */
export const DaemonStateSchema = oneOf('starting', 'connected', 'restarting', 'failed', 'too_new')
export type DaemonState = Static<typeof DaemonStateSchema>

/** A `tidemark://` link that waits for a person's word; nothing of it has happened. */
export const PendingLinkSchema = Type.Object({
  linkId: Type.String(),
  /** `connect` proposes a server, `open` a linked folder. */
  kind: oneOf('connect', 'open'),
  /** What it would do, for the question: the server's address, or the folder's path. */
  summary: Type.String(),
})
export type PendingLink = Static<typeof PendingLinkSchema>

/**
 * Where the key of this device is, and why not in the key store of the system. `unattended`: the
 * daemon runs as a service. `failed`: the store did not take it or give it back.
 */
export const TokenStoreSchema = Type.Object({
  place: oneOf('system', 'file'),
  reason: nullable(oneOf('unattended', 'no_key_store', 'chosen', 'failed')),
})
export type TokenStore = Static<typeof TokenStoreSchema>

/** What the app knows of itself. */
export const AppStateSchema = Type.Object({
  appVersion: Type.String(),
  daemon: Type.Object({
    state: DaemonStateSchema,
    error: nullable(ControlErrorSchema),
    /** '' until a daemon answered. */
    version: Type.String(),
  }),
  settings: AppSettingsSchema,
  /** Language of the system, as BCP 47. */
  locale: Type.String(),
  /** Whether an icon in the system's tray shows; without one everything is in the window. */
  hasTray: Type.Boolean(),
  tokenStore: TokenStoreSchema,
  pendingLink: nullable(PendingLinkSchema),
})
export type AppState = Static<typeof AppStateSchema>
