import { HttpConnections } from '../adapters/remote-http/exchange.js'
import { ControlServer } from '../control/control-server.js'
import { giveBackMemory, keepYoungGenerationSmall } from '../platform/memory.js'
import { proveNativeCode } from '../platform/native-code.js'
import { Profile } from '../profile/profile.js'
import type { ProfilePaths } from '../profile/profile-paths.js'
import { VERSION } from '../version.js'
import { Accounts } from './accounts.js'
import type { WorkerEntry } from './engine-thread.js'
import { wholeStatus } from './folder-status.js'
import { newHandlers } from './handlers.js'
import { LinkPreviews } from './link-previews.js'
import { LinkedFolders } from './linked-folders.js'
import { openLog } from './logger.js'
import { previewInThread } from './preview-thread.js'
import { SpaceViews } from './space-views.js'
import { StatusNotifier } from './status-notifier.js'

export interface DaemonOptions {
  readonly paths: ProfilePaths
  /** Runs one folder's engine. */
  readonly workerEntry: WorkerEntry
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
  await using folders = new LinkedFolders({
    ...{ profile, accounts, log, workerEntry: options.workerEntry },
    onStatus: () => notifier.changed(),
    onActivity: (activity) => control.notify('activity', activity),
  })
  const status = () => wholeStatus(profile.paths.directory, accounts.signIn, folders.statuses)
  const handlers = newHandlers({
    ...{ accounts, folders, profileDirectory: profile.paths.directory, signal: stopping.signal },
    previews: new LinkPreviews({
      ...{ accounts, folders },
      look: (setup, aborting) => previewInThread(options.workerEntry, setup, aborting),
    }),
    views: new SpaceViews(accounts, folders),
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

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
