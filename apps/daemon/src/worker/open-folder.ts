import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createFastestKernel } from '@tidemark/chunker'
import { defaultSettings, type EngineDeps, neverCrash } from '@tidemark/sync-engine'
import { NodeFileSystem } from '../adapters/fs/node-file-system.js'
import { ChangeWaiter } from '../adapters/remote-http/change-waiter.js'
import type { HttpConnections } from '../adapters/remote-http/exchange.js'
import { loadFrameChecksum } from '../adapters/remote-http/frame-checksum.js'
import { HttpRemote } from '../adapters/remote-http/http-remote.js'
import { ServerClient } from '../adapters/remote-http/server-client.js'
import type { SqliteStateStore } from '../adapters/state-sqlite/sqlite-state-store.js'
import { ChokidarWatcher } from '../adapters/watcher/chokidar-watcher.js'
import { FolderWatcher } from '../adapters/watcher/folder-watcher.js'
import type { WorkerSetup } from '../process/worker-messages.js'
import { VERSION } from '../version.js'
import { crashHook } from './crash-hook.js'
import type { FolderEngineOptions } from './folder-engine.js'
import { FolderSelection } from './folder-selection.js'
import { localMinute, systemClock, systemHasher, systemRng } from './platform.js'
import { SavedBytes } from './saved-bytes.js'
import { TrashKeeper } from './trash-keeper.js'

/** The real world of one folder's engine. */
export async function openFolder(
  setup: WorkerSetup,
  connections: HttpConnections,
  store: SqliteStateStore,
): Promise<Omit<FolderEngineOptions, 'send' | 'rulePause'>> {
  const { spaceId, serverUrl, serverId, token, deviceName } = setup
  const client = new ServerClient({
    connections,
    baseUrl: new URL(serverUrl),
    userAgent: `tidemark/${VERSION}`,
    random: Math.random,
    ...{ token, serverId },
  })
  const checksum = await loadFrameChecksum()
  const crashPoint =
    crashHook(process.env, () => process.kill(process.pid, 'SIGKILL')) ?? neverCrash
  const remote = new HttpRemote({ client, spaceId, checksum })
  const selection = new FolderSelection(store, setup.deselected)
  const fs = new NodeFileSystem({ rootPath: setup.path, nowMs: systemClock.nowMs, crashPoint })
  const trash = new TrashKeeper(fs, store, setup.trashLimits)
  const deps: EngineDeps = {
    store,
    fs,
    remote,
    clock: systemClock,
    rng: systemRng,
    hasher: systemHasher,
    kernel: createFastestKernel(),
    settings: { ...defaultSettings(deviceName), localMinute },
    crashPoint,
    selection,
  }
  const waiter = new ChangeWaiter({ client, spaceId })
  const watchers = { items: new ChokidarWatcher(), folders: new FolderWatcher() }
  const savedBytes = new SavedBytes(store, remote.traffic)
  return { deps, waiter, watchers, savedBytes, selection, trash, path: setup.path }
}

/** Makes the folder of a state file. */
export function ensureStateFolder(stateFile: string): void {
  mkdirSync(dirname(stateFile), { recursive: true, mode: 0o700 })
}
