import { DiagnosticsSchema } from '@tidemark/control'
import {
  idSchema,
  type NodeId,
  nullable,
  oneOf,
  type RevisionId,
  strictObject,
} from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { AppSettingsChangeSchema, AppSettingsSchema, AppStateSchema } from './app-state.js'
import type { IpcAnswer, IpcCall } from './call.js'
import { type AppCallName, appChannel } from './channels.js'
import { VersionContentSchema } from './version-content.js'

const PathSchema = Type.String({ minLength: 1, maxLength: 32_767 })

function call<
  const N extends AppCallName,
  P extends IpcCall['params'],
  R extends IpcCall['result'],
>(name: N, params: P, result: R) {
  return { channel: appChannel(name), params, result }
}

/** Rows of the calls that the app answers itself. */
export const APP_CALLS = {
  getState: call('getState', strictObject({}), AppStateSchema),
  changeSettings: call('changeSettings', AppSettingsChangeSchema, AppSettingsSchema),
  /** The system's dialog; null when it was closed without a choice. */
  chooseFolder: call('chooseFolder', strictObject({}), Type.Object({ path: nullable(PathSchema) })),
  /** Shows a linked folder, or an item in it by its path relative to the folder ('' = itself). */
  openFolder: call(
    'openFolder',
    strictObject({
      folderId: Type.String({ minLength: 1, maxLength: 128 }),
      path: Type.String({ maxLength: 32_767 }),
    }),
    Type.Object({}),
  ),
  /** Starts a server on this computer; `setupCode` is of use until it has an account. */
  startServer: call(
    'startServer',
    strictObject({ directory: Type.Optional(PathSchema) }),
    Type.Object({ url: Type.String(), setupCode: nullable(Type.String()) }),
  ),
  /** A person's word on a link; what an accepted one asks for is the answer. */
  confirmLink: call(
    'confirmLink',
    strictObject({ linkId: Type.String({ minLength: 1, maxLength: 64 }), accept: Type.Boolean() }),
    Type.Object({
      action: nullable(Type.Object({ kind: oneOf('connect', 'open'), target: Type.String() })),
    }),
  ),
  /** Ends the app. Syncing goes on, unless it is to stop, too. */
  quit: call('quit', strictObject({ stopSyncing: Type.Boolean() }), Type.Object({})),
  /** The content of a version, as far as the window can show it. */
  readVersion: call(
    'readVersion',
    strictObject({
      folderId: Type.String({ minLength: 1, maxLength: 128 }),
      nodeId: idSchema<NodeId>(),
      revisionId: idSchema<RevisionId>(),
    }),
    VersionContentSchema,
  ),
  /** Writes the archive of diagnostics where the person says; null when that was nowhere. */
  saveDiagnostics: call(
    'saveDiagnostics',
    strictObject({}),
    Type.Object({ saved: nullable(DiagnosticsSchema) }),
  ),
} as const satisfies Readonly<Record<AppCallName, IpcCall>>

export type AppCallParams<N extends AppCallName> = Static<(typeof APP_CALLS)[N]['params']>
export type AppCallResult<N extends AppCallName> = Static<(typeof APP_CALLS)[N]['result']>

/** The app's own calls as the window has them. */
export type AppBridge = {
  readonly [N in AppCallName]: (params: AppCallParams<N>) => Promise<IpcAnswer<AppCallResult<N>>>
}
