import { openStorage } from './open-storage.js'
import { type RunningServer, type ServeOptions, serveData } from './serve-data.js'
import type { WorkerSource } from './storage/disk/worker-pool.js'

export interface StartOptions extends ServeOptions {
  readonly codecWorker: WorkerSource
}

/**
 * Opens the data folder and listens; see `openStorage` and `serveData`.
 * @throws AppError `port_in_use`, `config_invalid`
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  return serveData(await openStorage(options), options)
}
