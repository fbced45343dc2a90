import type { ControlHandlers, Diagnostics, Status, SyncResult } from '@tidemark/control'
import type { Accounts } from './accounts.js'
import type { ActivityLog } from './activity-log.js'
import type { ConflictDecisions } from './conflict-decisions.js'
import type { ConflictLookup } from './conflict-details.js'
import type { DeviceUndo } from './device-undo.js'
import { listDevices, revokeDevice } from './devices.js'
import { runDoctor } from './doctor.js'
import type { FolderRunner } from './folder-runner.js'
import { testIgnoreRules } from './ignore-test.js'
import type { LinkPreviews } from './link-previews.js'
import type { LinkedFolders } from './linked-folders.js'
import type { SelectionKeeper } from './selection-keeper.js'
import type { SpaceViews } from './space-views.js'
import type { SettingsKeeper } from './sync-settings.js'
import type { VersionCache } from './version-cache.js'

export interface HandlerParts {
  readonly accounts: Accounts
  readonly folders: LinkedFolders
  readonly previews: LinkPreviews
  readonly activity: ActivityLog
  readonly settings: SettingsKeeper
  readonly selection: SelectionKeeper
  readonly views: SpaceViews
  readonly conflicts: ConflictLookup
  readonly versions: VersionCache
  readonly decisions: ConflictDecisions
  readonly undo: DeviceUndo
  /** Aborts when the daemon stops. */
  readonly signal: AbortSignal
  /** Everything in one picture. */
  status(): Status
  /** Writes an archive for whoever looks for a fault. */
  diagnose(path: string): Promise<Diagnostics>
  /** The status is another one now, though no folder says so: nobody is signed in any more. */
  statusChanged(): void
  shutDown(): void
}

/** The control API's calls, each handed to the part that knows. */
export function newHandlers(parts: HandlerParts): ControlHandlers {
  return {
    ...accountHandlers(parts),
    ...folderHandlers(parts),
    ...viewHandlers(parts),
    ...settingsHandlers(parts),
    ...upkeepHandlers(parts),
    ...selectionHandlers(parts),
    ...decisionHandlers(parts),
  }
}

type AccountCalls =
  | 'status'
  | 'login'
  | 'setup'
  | 'pair'
  | 'makePairingCode'
  | 'pairing'
  | 'logout'
  | 'readToken'
  | 'placeToken'
  | 'listSpaces'
  | 'doctor'
  | 'shutdown'

function accountHandlers(parts: HandlerParts): Pick<ControlHandlers, AccountCalls> {
  const { accounts, folders, signal } = parts
  /** A new token reaches running engines only by starting them anew. */
  const afterSignIn = async () => {
    await folders.moveToSignedInAccount(signal)
    await folders.stopAll()
    await folders.startAll()
  }
  return {
    status: async () => parts.status(),
    login: async (params) => {
      const account = await accounts.logIn(params, signal)
      await afterSignIn()
      return account
    },
    setup: async (params) => {
      const account = await accounts.setUp(params, signal)
      await afterSignIn()
      return account
    },
    pair: async (params) => {
      const account = await accounts.pair(params, signal)
      await afterSignIn()
      return account
    },
    makePairingCode: () => accounts.makePairingCode(signal),
    pairing: ({ pairingId }) => accounts.pairing(pairingId, signal),
    logout: async () => {
      await folders.stopAll()
      await accounts.logOut(signal)
      parts.statusChanged()
      return {}
    },
    readToken: () => accounts.readToken(),
    placeToken: async (placing) => {
      await accounts.placeToken(placing)
      // Those that waited for it start; the picture is told anew in any case.
      await folders.startAll()
      return {}
    },
    listSpaces: async () => {
      const { spaces } = await (await accounts.client()).call('listSpaces', {}, signal)
      return { spaces: spaces.map(({ spaceId, name, role }) => ({ spaceId, name, role })) }
    },
    doctor: async () => ({ checks: await runDoctor(parts.status(), accounts, signal) }),
    shutdown: async () => {
      parts.shutDown()
      return {}
    },
  }
}

type FolderCalls =
  | 'listFolders'
  | 'previewLink'
  | 'linkFolder'
  | 'unlinkFolder'
  | 'pause'
  | 'resume'
  | 'sync'
  | 'why'
  | 'repair'
  | 'approveDeletes'
  | 'rejectDeletes'

function folderHandlers(parts: HandlerParts): Pick<ControlHandlers, FolderCalls> {
  const { folders, previews, settings, views, signal } = parts
  const decide = async (reference: string | undefined, decision: 'approve' | 'revert') => {
    const call = decision === 'approve' ? 'approveDeletes' : 'rejectDeletes'
    const counts = await each(folders.select(reference), async (runner) => {
      const local = await runner.call(call, undefined)
      return local + (await views.decideHolds(runner, decision, signal))
    })
    return { fileCount: counts.reduce((sum, count) => sum + count, 0) }
  }
  return {
    listFolders: async () => ({ folders: folders.statuses }),
    previewLink: (params) => previews.preview(params, signal),
    linkFolder: async (params) => {
      previews.cancel()
      return await folders.link(params, signal)
    },
    unlinkFolder: async ({ folder }) => ({ path: await folders.unlink(folder) }),
    pause: async ({ folder }) => {
      await each(folders.select(folder), (runner) => runner.call('pause', undefined))
      return {}
    },
    resume: async ({ folder }) => {
      await each(folders.select(folder), async (runner) => {
        await runner.call('resume', undefined)
        settings.pauses.goOn(runner.folder.folderId)
      })
      return {}
    },
    sync: async ({ folder }) => {
      const results = await each(folders.select(folder), (runner) => runner.call('sync', undefined))
      return combine(results)
    },
    why: async ({ path }) => {
      const place = folders.locate(path)
      const { folderId, path: folderPath } = place.runner.folder
      const answer = await place.runner.call('explain', place.path)
      return { folderId, folderPath, path: place.path, ...answer }
    },
    repair: async ({ path }) => {
      const place = folders.locate(path)
      return { path: place.path, isDamaged: await place.runner.call('repair', place.path) }
    },
    approveDeletes: ({ folder }) => decide(folder, 'approve'),
    rejectDeletes: ({ folder }) => decide(folder, 'revert'),
  }
}

type ViewCalls =
  | 'conflicts'
  | 'listActivity'
  | 'conflictDetails'
  | 'fetchVersion'
  | 'history'
  | 'restore'
  | 'restoreTrash'
  | 'trash'
  | 'heldDeletes'

function viewHandlers(parts: HandlerParts): Pick<ControlHandlers, ViewCalls> {
  const { accounts, activity, folders, views, conflicts, versions, signal } = parts
  return {
    listActivity: async ({ folder, ...query }) => {
      if (folder === undefined) return activity.list(query)
      return activity.list({ ...query, folder: folders.getLinked(folder).folderId })
    },
    conflictDetails: ({ conflictId }) => conflicts.details(conflictId, signal),
    fetchVersion: async ({ folder, nodeId, revisionId }) => {
      const { spaceId } = folders.getLinked(folder)
      const client = await accounts.client()
      return await versions.fetch(client, { spaceId, nodeId, revisionId }, signal)
    },
    conflicts: async ({ folder }) => ({ conflicts: await views.conflicts(folder, signal) }),
    history: ({ path }) => views.history(path, signal),
    restore: (params) => views.restorePath(params, signal),
    restoreTrash: ({ nodeId }) => views.restoreTrashed(nodeId, signal),
    trash: ({ folder }) => views.trash(folder, signal),
    heldDeletes: ({ folder }) => views.heldDeletes(folder, signal),
  }
}

type UpkeepCalls =
  | 'ignoreRules'
  | 'testIgnore'
  | 'writeIgnoreRules'
  | 'listDevices'
  | 'revokeDevice'
  | 'writeDiagnostics'

function upkeepHandlers(parts: HandlerParts): Pick<ControlHandlers, UpkeepCalls> {
  const { accounts, folders, signal } = parts
  return {
    ignoreRules: async ({ folder }) => {
      const listings = await each(folders.select(folder), async (runner) => {
        const { folderId, path } = runner.folder
        return { folderId, folderPath: path, ...(await runner.call('ignoreRules', undefined)) }
      })
      return { folders: listings }
    },
    testIgnore: async ({ rules, paths }) => ({ results: testIgnoreRules(rules, paths) }),
    writeIgnoreRules: async ({ folder, text }) => {
      const { folderId } = folders.getLinked(folder)
      await each(folders.select(folderId), (runner) => runner.call('writeIgnoreRules', text))
      return {}
    },
    listDevices: async () => ({ devices: await listDevices(accounts, signal) }),
    revokeDevice: async ({ deviceId }) => {
      await revokeDevice(accounts, deviceId, signal)
      return {}
    },
    writeDiagnostics: ({ path }) => parts.diagnose(path),
  }
}

type SelectionCalls = 'listTree' | 'select'

function selectionHandlers({
  folders,
  selection,
}: HandlerParts): Pick<ControlHandlers, SelectionCalls> {
  return {
    listTree: async ({ folder: reference, ...query }) => {
      const { runner, path } = folders.locate(reference)
      const page = await runner.call('listTree', { ...query, path })
      const { folderId, path: folderPath } = runner.folder
      return { folderId, folderPath, ...page }
    },
    select: (params) => selection.change(params),
  }
}

type SettingsCalls = 'getSettings' | 'changeSettings' | 'setConditions'

function settingsHandlers({ settings }: HandlerParts): Pick<ControlHandlers, SettingsCalls> {
  return {
    getSettings: async () => settings.state,
    changeSettings: (change) => settings.change(change),
    setConditions: async (conditions) => {
      settings.setConditions(conditions)
      return {}
    },
  }
}

type DecisionCalls =
  | 'resolve'
  | 'resolveMany'
  | 'resolvedConflicts'
  | 'undoResolve'
  | 'previewUndo'
  | 'undoDevice'

function decisionHandlers({
  decisions,
  undo,
  signal,
}: HandlerParts): Pick<ControlHandlers, DecisionCalls> {
  return {
    resolve: async (params) => {
      await decisions.resolve(params, signal)
      return {}
    },
    resolveMany: (params) => decisions.resolveMany(params, signal),
    resolvedConflicts: async ({ folder }) => ({
      conflicts: await decisions.resolved(folder, signal),
    }),
    undoResolve: async ({ conflictId }) => {
      await decisions.undo(conflictId, signal)
      return {}
    },
    previewUndo: (params) => undo.preview(params, signal),
    undoDevice: (params) => undo.run(params, signal),
  }
}

function combine(results: readonly SyncResult[]): SyncResult {
  const failed = results.find((result) => !result.settled)
  return failed ?? { settled: true, error: null }
}

async function each<T>(
  runners: readonly FolderRunner[],
  act: (runner: FolderRunner) => Promise<T>,
): Promise<T[]> {
  return await Promise.all(runners.map(act))
}
