/** Names alone, so that preload is made of them without carrying a schema. */

/** Calls of the control API that the window may make. The rest is for the app itself. */
export const DAEMON_CALL_NAMES = [
  'status',
  'login',
  'setup',
  'pair',
  'logout',
  'listSpaces',
  'previewLink',
  'linkFolder',
  'unlinkFolder',
  'pause',
  'resume',
  'sync',
  'conflicts',
  'conflictDetails',
  'resolveMany',
  'undoResolve',
  'history',
  'restore',
  'restoreTrash',
  'trash',
  'heldDeletes',
  'approveDeletes',
  'rejectDeletes',
  'previewUndo',
  'undoDevice',
  'why',
  'repair',
  'listActivity',
  'listTree',
  'select',
  'ignoreRules',
  'testIgnore',
  'writeIgnoreRules',
  'getSettings',
  'changeSettings',
  'listDevices',
  'revokeDevice',
  'makePairingCode',
  'pairing',
  'doctor',
] as const
export type DaemonCallName = (typeof DAEMON_CALL_NAMES)[number]

/** Calls that the app answers itself. */
export const APP_CALL_NAMES = [
  'getState',
  'changeSettings',
  'chooseFolder',
  'openFolder',
  'startServer',
  'confirmLink',
  'quit',
  'readVersion',
  'saveDiagnostics',
] as const
export type AppCallName = (typeof APP_CALL_NAMES)[number]

/** What main tells the window unasked. */
export const EVENT_NAMES = ['daemon:status', 'daemon:activity', 'app:state'] as const
export type IpcEventName = (typeof EVENT_NAMES)[number]

export function daemonChannel(name: string): string {
  return `daemon:${name}`
}

export function appChannel(name: string): string {
  return `app:${name}`
}
