import { type CrashPoint, type MetadataStore, noCrash } from '@tidemark/server-core'
import { onTestFinished } from 'vitest'
import type { ServerConfig } from '../src/config/config.js'
import { loadConfig } from '../src/config/load-config.js'
import { createLogger } from '../src/logger.js'
import { type OpenStorage, openStorage } from '../src/open-storage.js'
import { type RunningServer, serveData } from '../src/serve-data.js'
import { sourceWorker } from './_source-worker.js'
import { tempFolder } from './_temp-folder.js'

export const PASSWORD = 'a password of some length'

/** A configuration for a test: a folder of its own, any free port, cheap password hashes. */
export async function testConfig(overrides: Partial<ServerConfig> = {}): Promise<ServerConfig> {
  const dataFolder = overrides.dataFolder ?? (await tempFolder())
  const { config } = await loadConfig({ flags: { dataFolder, port: '0' }, env: {} })
  return {
    ...config,
    reserveBytes: 0,
    codecThreads: 1,
    passwordMemoryKib: 19 * 1024,
    passwordPasses: 2,
    cleanupHours: 0,
    ...overrides,
  }
}

/** A logger that keeps its lines. */
export function testLogger(lines: string[] = []) {
  return createLogger('debug', { write: (line) => void lines.push(line) })
}

/** Opens the storage that a configuration names; the test closes it or hands it on. */
export function openTestStorage(
  config: ServerConfig,
  crashPoint: CrashPoint = noCrash,
): Promise<OpenStorage> {
  return openStorage({ config, logger: testLogger(), crashPoint, codecWorker: sourceWorker() })
}

export interface TestServer {
  readonly server: RunningServer
  readonly config: ServerConfig
  readonly logLines: string[]
  /** The store under the routes; its methods may be replaced. */
  readonly metadata: MetadataStore
}

/** A whole server with SQLite and disk, on a free port and in a folder that goes with the test. */
export async function startTestServer(overrides: Partial<ServerConfig> = {}): Promise<TestServer> {
  const config = await testConfig(overrides)
  const logLines: string[] = []
  const data = await openTestStorage(config)
  const options = { config, logger: testLogger(logLines), crashPoint: noCrash }
  const server = await serveData(data, options)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { server, config, logLines, metadata: data.storage.metadata }
}
