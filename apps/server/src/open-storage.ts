import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import {
  type BlockStorage,
  type CrashPoint,
  DamagedBlocks,
  type KeyRing,
  listAccounts,
  type MetadataStore,
  StoredListBlockReader,
} from '@tidemark/server-core'
import type { Logger } from 'pino'
import type { ServerConfig } from './config/config.js'
import { crashingMetadataStore } from './platform/crashing-metadata-store.js'
import { lockDataFolder } from './storage/disk/data-folder-lock.js'
import { DiskSegmentStore } from './storage/disk/disk-segment-store.js'
import { ensurePrivateFolder } from './storage/disk/durable-file.js'
import { FileKeyRing } from './storage/disk/file-key-ring.js'
import { ensureServerId } from './storage/disk/server-identity-file.js'
import { WorkerBlockCodec } from './storage/disk/worker-block-codec.js'
import type { WorkerSource } from './storage/disk/worker-pool.js'
import { SqliteMetadataStore } from './storage/sqlite/sqlite-metadata-store.js'

export interface OpenStorageOptions {
  readonly config: ServerConfig
  readonly logger: Logger
  readonly crashPoint: CrashPoint
  readonly codecWorker: WorkerSource
}

/** Everything under the data folder, opened and locked for this process. */
export interface OpenStorage extends AsyncDisposable {
  readonly serverId: string
  readonly storage: BlockStorage
  readonly listBlocks: StoredListBlockReader
  /** Hashes the codes of pairings; the database does not have it. */
  readonly pairingKey: Uint8Array
  /** Whether another process has written to the database since the last call. */
  readonly takeForeignCommits: () => boolean
}

/**
 * Opens the data folder:
 *
 *     server.json        identity of this server's data
 *     master-key.json    unless it is kept elsewhere
 *     keys/<account>.json  keys of an account, wrapped by the master key
 *     metadata.db        accounts, trees, journals, block index (SQLite)
 *     segments/<kind>/   sealed blocks
 *     lock.db            lock of the running server
 *
 * @throws AppError `config_invalid` when another server has the folder, or when a part of it is
 *   missing that the others need: nothing is ever made anew over a loss
 */
export async function openStorage(options: OpenStorageOptions): Promise<OpenStorage> {
  const { config, logger, crashPoint } = options
  const folder = config.dataFolder
  await ensurePrivateFolder(folder)
  await using opened = new AsyncDisposableStack()
  opened.use(await lockDataFolder(folder))
  const serverId = await ensureServerId(join(folder, 'server.json'))
  const segments = opened.use(
    await DiskSegmentStore.open({
      folder: join(folder, 'segments'),
      segmentBytes: config.segmentBytes,
      reserveBytes: config.reserveBytes,
      crashPoint,
    }),
  )
  const hasSegments = (await segments.list()).length > 0
  const database = join(folder, 'metadata.db')
  if (hasSegments) await requireDatabase(database)
  const keyRing = await FileKeyRing.open({
    masterKeyPath: config.masterKeyFile || join(folder, 'master-key.json'),
    accountsFolder: join(folder, 'keys'),
    mayCreate: !hasSegments,
  })
  const sqlite = opened.use(await SqliteMetadataStore.open(database, crashPoint))
  // The folder is locked: whoever had a lease was killed with it in hand.
  await sqlite.write((tx) => tx.endLeases())
  await requireKeys(sqlite, keyRing)
  const codec = opened.use(
    new WorkerBlockCodec({
      keyRing,
      worker: options.codecWorker,
      workerCount: config.codecThreads,
    }),
  )
  const damage = new DamagedBlocks((accountId, blockId, reason) => {
    logger.error({ accountId, blockId, reason }, 'damaged block')
  })
  const storage = { metadata: crashingMetadataStore(sqlite, crashPoint), segments, codec, damage }
  const everything = opened.move()
  return {
    serverId,
    storage,
    listBlocks: new StoredListBlockReader(storage),
    pairingKey: keyRing.deriveKey('pairing codes'),
    takeForeignCommits: () => sqlite.takeForeignCommits(),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

/** An account with blocks has keys: new ones would only hide that the old ones are lost. */
async function requireKeys(store: MetadataStore, keyRing: KeyRing): Promise<void> {
  for (const { accountId } of await listAccounts(store)) {
    const [block] = await store.read((tx) => tx.listBlocks(accountId, '', 1))
    if (block !== undefined) await keyRing.accountKeys(accountId)
  }
}

/** An empty database beside blocks would look like an empty server to every device (P8). */
async function requireDatabase(path: string): Promise<void> {
  try {
    await access(path)
  } catch (cause) {
    throw new AppError(
      'config_invalid',
      {
        file: path,
        problem: 'the database is missing but there are stored blocks',
        todo: 'restore the database from your backup',
      },
      { cause },
    )
  }
}
