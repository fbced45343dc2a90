import type { Diagnostics, Status } from '@tidemark/control'
import type { ProfilePaths } from '@tidemark/control-socket'
import { HttpConnections } from '../adapters/remote-http/exchange.js'
import { ControlServer } from '../control/control-server.js'
import { giveBackMemory, keepYoungGenerationSmall } from '../platform/memory.js'
import { proveNativeCode } from '../platform/native-code.js'
import { Profile } from '../profile/profile.js'
import { VERSION } from '../version.js'
import { Accounts } from './accounts.js'
import { ActivityLog } from './activity-log.js'
import { ActivityStore } from './activity-store.js'
import { ConflictDecisions } from './conflict-decisions.js'
import { ConflictLookup } from './conflict-details.js'
import { DeviceUndo } from './device-undo.js'
import { writeDiagnostics } from './diagnostics/write-diagnostics.js'
import { runDoctor } from './doctor.js'
import type { WorkerEntry } from './engine-thread.js'
import { wholeStatus } from './folder-status.js'
import { newHandlers } from './handlers.js'
import { LinkPreviews, type LookAtFolder } from './link-previews.js'
import { LinkedFolders } from './linked-folders.js'
import { type Logger, openLog } from './logger.js'
import { previewInThread } from './preview-thread.js'
import { repeatedly } from './repeatedly.js'
import { SelectionKeeper } from './selection-keeper.js'
import { SpaceViews } from './space-views.js'
import { StatusNotifier } from './status-notifier.js'
import { SettingsKeeper } from './sync-settings.js'
import { VersionCache } from './version-cache.js'

/** Entries of activity that are kept. */
const MAX_ACTIVITY_ROWS = 100_000
/** How often old versions are looked for in the cache. */
const SWEEP_EVERY_MS = 3_600_000

export interface DaemonOptions {
  readonly paths: ProfilePaths
  /** Runs one folder's engine. */
  readonly workerEntry: WorkerEntry
  /** Nobody is at the screen to unlock a key store. */
  readonly isUnattended: boolean
  /** Asks the daemon to stop. */
  readonly signal: AbortSignal
  /** Called when clients can connect. */
  onReady(): void
}

/**
 * Runs the daemon until `signal` aborts or a client asks it to stop. Its own thread only talks:
 * files are touched in the folders' threads, so the control API always answers.
 * @throws AppError `daemon_running` when one runs on this profile already, `config_invalid`,
 *   `addon_unusable`.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  keepYoungGenerationSmall()
  await proveNativeCode()
  using profile = await Profile.open(options.paths)
  const { log, file } = openLog(profile.paths.log)
  using _file = file
  log.info({ version: VERSION, pid: process.pid }, 'daemon starts')
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  options.signal.addEventListener('abort', stop, { once: true })

  using connections = new HttpConnections()
  const accounts = new Accounts({ profile, connections, log })
  using notifier = new StatusNotifier(() => control.notify('status', status()))
  using activity = new ActivityLog(openActivity(profile, log))
  using settings: SettingsKeeper = new SettingsKeeper({
    config: profile.config,
    folders: () => folders.running,
  })
  await using folders: LinkedFolders = new LinkedFolders({
    ...{ profile, accounts, log, workerEntry: options.workerEntry },
    bandwidth: settings.bandwidth,
    rulePauseOf: (folderId) => settings.pauses.ruleFor(folderId),
    onStatus: () => notifier.changed(),
    onActivity: (one) => {
      activity.add(one)
      control.notify('activity', one)
    },
  })
  const status = () => wholeStatus(profile, options.isUnattended, folders.statuses)
  const versions = new VersionCache(profile.paths.versions, Date.now)
  using _sweeping = repeatedly(() => versions.sweep(), SWEEP_EVERY_MS, log)
  const handlers = newHandlers({
    ...{ accounts, folders, activity, settings, versions },
    ...{ status, signal: stopping.signal, statusChanged: () => notifier.changed() },
    ...viewsOf(accounts, folders, options.workerEntry),
    diagnose: (path) =>
      diagnose(path, { status: status(), profile, accounts, signal: stopping.signal }),
    // In a later turn, so that the answer goes out first.
    shutDown: () => setImmediate(stop),
  })
  await using control = await ControlServer.listen(profile.paths.endpoint, {
    ...{ version: VERSION, pid: process.pid, handlers },
    onSubscribed: (session) => session.notify('status', status()),
    onInternalError: (method, error) => log.error({ method, error }, 'call failed'),
  })
  await folders.startAll()
  giveBackMemory()
  options.onReady()
  if (!options.signal.aborted) await untilAborted(stopping.signal)
  log.info('daemon stops')
}

function openActivity(profile: Profile, log: Logger): ActivityStore {
  return new ActivityStore(profile.paths.activity, {
    maxRows: MAX_ACTIVITY_ROWS,
    onTrouble: (error, what) => log.warn({ error }, what),
  })
}

/** What talks to server and disk for a client, and keeps nothing. */
function viewsOf(accounts: Accounts, folders: LinkedFolders, workerEntry: WorkerEntry) {
  const look: LookAtFolder = (setup, signal) => previewInThread(workerEntry, setup, signal)
  return {
    views: new SpaceViews(accounts, folders),
    selection: new SelectionKeeper(folders),
    conflicts: new ConflictLookup(accounts, folders),
    decisions: new ConflictDecisions(accounts, folders),
    undo: new DeviceUndo(accounts, folders),
    previews: new LinkPreviews({ accounts, folders, look }),
  }
}

interface Diagnosed {
  readonly status: Status
  readonly profile: Profile
  readonly accounts: Accounts
  readonly signal: AbortSignal
}

async function diagnose(
  path: string,
  { status, profile, accounts, signal }: Diagnosed,
): Promise<Diagnostics> {
  const { log } = profile.paths
  return await writeDiagnostics(path, {
    ...{ status, config: profile.config.current },
    checks: await runDoctor(status, accounts, signal),
    logPaths: [log, `${log}.1`, `${log}.2`],
    token: profile.token.find(),
  })
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
