import { existsSync, renameSync } from 'node:fs'
import { AppError } from '@tidemark/protocol'
import SqliteDatabase, { type Database, type Options } from 'better-sqlite3'
import { guard } from './query.js'
import { APPLICATION_ID, SCHEMA_SQL, SCHEMA_UPGRADES, SCHEMA_VERSION } from './schema.js'
import { SqliteStateStore } from './sqlite-state-store.js'

/** An open store and what happened on the way. */
export interface OpenedStateStore {
  readonly store: SqliteStateStore
  /** Where a damaged file was put; the store is empty then and is filled by a union merge (E85). */
  readonly damagedPath: string | undefined
}

/** How to open. */
export interface OpenStateOptions {
  /** Goes into the name of a damaged file that is moved aside. */
  readonly nowMs: number
  /** The SQLite addon where it is no file of a package, as in the single executable. */
  readonly nativeBinding?: Options['nativeBinding']
}

/**
 * Opens the state store at `path` or makes a new one. A damaged file is renamed, never deleted.
 * @throws AppError `state_newer` for a file of a newer version, which stays untouched (E93);
 *   `folder_in_use` while another process has it open.
 */
export function openStateStore(path: string, options: OpenStateOptions): OpenedStateStore {
  try {
    return { store: openOnce(path, options), damagedPath: undefined }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'state_corrupt') throw error
    const damagedPath = moveAside(path, options.nowMs)
    return { store: openOnce(path, options), damagedPath }
  }
}

function openOnce(path: string, { nativeBinding }: OpenStateOptions): SqliteStateStore {
  // Whoever has the file open keeps it open, so waiting would be in vain.
  const db = new SqliteDatabase(path, { timeout: 0, ...(nativeBinding && { nativeBinding }) })
  try {
    return guard(() => {
      // One process only, so no shared memory file; WAL loses no consistency at NORMAL.
      db.pragma('locking_mode = EXCLUSIVE')
      prepareSchema(db)
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = NORMAL')
      db.pragma('temp_store = MEMORY')
      // Ids are random, so writes touch pages all over; a small store never fills this (KiB, pages).
      db.pragma('cache_size = -65536')
      db.pragma('wal_autocheckpoint = 4096')
      return new SqliteStateStore(db)
    })
  } catch (error) {
    db.close()
    throw error
  }
}

function prepareSchema(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  const applicationId = Number(db.pragma('application_id', { simple: true }))
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (isEmpty && version === 0) {
    db.transaction(() => {
      for (const statement of SCHEMA_SQL) db.exec(statement)
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${SCHEMA_VERSION}`)
    }).exclusive()
    return
  }
  if (applicationId !== APPLICATION_ID)
    throw new AppError('state_corrupt', { reason: 'other file' })
  if (version > SCHEMA_VERSION) throw new AppError('state_newer', { version })
  if (version < SCHEMA_VERSION) upgrade(db, version)
}

function upgrade(db: Database, from: number): void {
  db.transaction(() => {
    for (let version = from; version < SCHEMA_VERSION; version++) {
      for (const statement of SCHEMA_UPGRADES[version] ?? []) db.exec(statement)
    }
    db.pragma(`user_version = ${SCHEMA_VERSION}`)
  }).exclusive()
}

function moveAside(path: string, nowMs: number): string {
  let target = `${path}.damaged-${nowMs}`
  for (let count = 2; existsSync(target); count++) target = `${path}.damaged-${nowMs}-${count}`
  for (const suffix of ['', '-wal', '-journal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
  }
  return target
}
