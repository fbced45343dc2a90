import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  DamagedBlocks,
  type MetadataStore,
  noCrash,
  StoredListBlockReader,
} from '@tidemark/server-core'
import { MemoryMetadataStore } from '@tidemark/test-kit'
import { onTestFinished } from 'vitest'
import type { ServerConfig } from '../src/config/config.js'
import { loadConfig } from '../src/config/load-config.js'
import { createLogger } from '../src/logger.js'
import { type RunningServer, serveData } from '../src/serve-data.js'
import { DiskSegmentStore } from '../src/storage/disk/disk-segment-store.js'
import { FileKeyRing } from '../src/storage/disk/file-key-ring.js'
import { WorkerBlockCodec } from '../src/storage/disk/worker-block-codec.js'
import { sourceWorker } from './_source-worker.js'
import { tempFolder } from './_temp-folder.js'

export const PASSWORD = 'a password of some length'

/** A server of its own for one test, on a free port and in a folder that goes away with it. */
export async function startTestServer(
  overrides: Partial<ServerConfig> = {},
): Promise<{ server: RunningServer; logLines: string[]; metadata: MetadataStore }> {
  const dataFolder = await tempFolder()
  const loaded = await loadConfig({ flags: { dataFolder, port: '0' }, env: {} })
  const config: ServerConfig = {
    ...loaded.config,
    reserveBytes: 0,
    codecThreads: 1,
    passwordMemoryKib: 19 * 1024,
    passwordPasses: 2,
    cleanupHours: 0,
    ...overrides,
  }
  const logLines: string[] = []
  const logger = createLogger('debug', { write: (line) => void logLines.push(line) })
  const segments = await DiskSegmentStore.open({
    folder: join(dataFolder, 'segments'),
    reserveBytes: 0,
  })
  const keyRing = await FileKeyRing.open({
    masterKeyPath: join(dataFolder, 'master-key.json'),
    accountsFolder: join(dataFolder, 'keys'),
    mayCreate: true,
  })
  const codec = new WorkerBlockCodec({ keyRing, worker: sourceWorker(), workerCount: 1 })
  const metadata: MetadataStore = new MemoryMetadataStore()
  const storage = {
    metadata,
    segments,
    codec,
    damage: new DamagedBlocks(() => undefined),
  }
  const data = {
    serverId: randomBytes(16).toString('hex'),
    storage,
    listBlocks: new StoredListBlockReader(storage),
    [Symbol.asyncDispose]: async () => {
      await codec[Symbol.asyncDispose]()
      await segments[Symbol.asyncDispose]()
    },
  }
  const server = await serveData(data, { config, logger, crashPoint: noCrash })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { server, logLines, metadata }
}
