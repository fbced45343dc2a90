import { open } from 'node:fs/promises'
import Database from 'better-sqlite3'

/** How long a statement waits for another process, such as the operator's command line. */
const BUSY_TIMEOUT_MS = 10_000

/** Creates the file when there is none, readable by the server's user alone (SEC-156). */
export async function ensureDatabaseFile(path: string): Promise<void> {
  // SQLite gives its log files the mode of the database.
  const file = await open(path, 'a', 0o600)
  await file.close()
}

/**
 * Opens a connection whose commits survive a power cut: write-ahead log, flushed at each commit
 * (b.4 rule 4).
 */
export function openConnection(path: string, use: 'read' | 'write'): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma('cache_size = -16000')
  // Rows with random keys touch many pages: a longer log writes each of them back less often.
  database.pragma('wal_autocheckpoint = 4000')
  if (use === 'read') database.pragma('query_only = ON')
  return database
}
