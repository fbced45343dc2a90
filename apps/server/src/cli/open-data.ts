import { getAsset, isSea } from 'node:sea'
import type { Logger } from 'pino'
import { destination } from 'pino'
import type { ServerConfig } from '../config/config.js'
import { createLogger } from '../logger.js'
import { type OpenStorage, openStorage } from '../open-storage.js'
import { crashPointFromEnv } from '../platform/crash-points.js'
import type { WorkerSource } from '../storage/disk/worker-pool.js'

/** The code of the codec threads: a module of this program, or a part of the executable. */
export function codecWorkerSource(): WorkerSource {
  return {
    entry: isSea()
      ? getAsset('codec-worker.js', 'utf8')
      : new URL('../storage/disk/codec-worker.js', import.meta.url),
  }
}

/** A logger on standard error. */
export function consoleLogger(level: string): Logger {
  return createLogger(level, destination(2))
}

/** Opens a data folder that no server is using. */
export function openData(config: ServerConfig): Promise<OpenStorage> {
  return openStorage({
    config,
    logger: consoleLogger('error'),
    crashPoint: crashPointFromEnv(process.env),
    codecWorker: codecWorkerSource(),
  })
}
