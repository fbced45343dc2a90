import type { Diagnostics, FetchedVersion, MethodParams, Status } from '@tidemark/control'
import { app, type BrowserWindow, dialog } from 'electron'
import type { AppSettings } from '../../ipc-contract/index.js'
import type { AppStatus } from '../app-status.js'
import { saveDiagnostics } from '../diagnostics/save-diagnostics.js'
import type { PendingLinkBox } from '../links/pending-link.js'
import type { LocalServer } from '../local-server/local-server.js'
import { openFolder } from '../opening/open-folder.js'
import { readVersion } from '../versions/read-version.js'
import type { AppHandlers } from './register-calls.js'

interface Parts {
  readonly status: AppStatus
  readonly links: PendingLinkBox
  readonly server: LocalServer
  daemonStatus(): Status | undefined
  fetchVersion(of: MethodParams<'fetchVersion'>): Promise<FetchedVersion>
  writeDiagnostics(path: string): Promise<Diagnostics>
  /** The window that asks: a dialog of it lies over it and is one at a time. */
  window(): BrowserWindow
  changeSettings(some: Partial<AppSettings>): Promise<AppSettings>
  /** Something of the app's own picture has changed. */
  changed(): void
  quit(stopSyncing: boolean): Promise<void>
}

/** Answers to the calls that are the app's own. */
export function appHandlers(parts: Parts): AppHandlers {
  return {
    getState: async () => parts.status.current,
    changeSettings: (some) => parts.changeSettings(some),
    chooseFolder: async () => {
      const { filePaths } = await dialog.showOpenDialog(parts.window(), {
        properties: ['openDirectory', 'createDirectory'],
      })
      return { path: filePaths[0] ?? null }
    },
    openFolder: async ({ folderId, path }) => {
      await openFolder(parts.daemonStatus(), folderId, path)
      return {}
    },
    readVersion: async ({ folderId, nodeId, revisionId }) =>
      await readVersion(await parts.fetchVersion({ folder: folderId, nodeId, revisionId })),
    startServer: ({ directory }) => parts.server.ensure(directory),
    confirmLink: async ({ linkId, accept }) => {
      const action = parts.links.answer(linkId, accept)
      parts.changed()
      if (action === undefined) return { action: null }
      const target = action.kind === 'connect' ? action.serverUrl : action.folderId
      return { action: { kind: action.kind, target } }
    },
    saveDiagnostics: async () => {
      const folder = app.getPath('downloads')
      return { saved: await saveDiagnostics(parts.window(), folder, parts.writeDiagnostics) }
    },
    quit: async ({ stopSyncing }) => {
      await parts.quit(stopSyncing)
      return {}
    },
  }
}
