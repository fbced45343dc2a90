import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@tidemark/protocol'
import type { MetadataStore } from '@tidemark/server-core'
import type { ServerConfig } from '../config/config.js'
import { ensurePrivateFolder, hasSystemCode } from '../storage/disk/durable-file.js'
import { SqliteMetadataStore } from '../storage/sqlite/sqlite-metadata-store.js'

/** Opens the database alone, also while a server runs on the same data folder. */
export async function openMetadata({
  dataFolder,
}: ServerConfig): Promise<MetadataStore & AsyncDisposable> {
  await ensurePrivateFolder(dataFolder)
  const database = join(dataFolder, 'metadata.db')
  const segments = join(dataFolder, 'segments')
  if (!(await exists(database)) && (await exists(segments))) {
    throw new AppError('config_invalid', {
      file: database,
      problem: 'the database is missing but there are stored blocks',
      todo: 'restore the database from your backup',
    })
  }
  return SqliteMetadataStore.open(database)
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return false
    throw error
  }
}
