import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Activity, ActivityEntry } from '@tidemark/control'

/** Which entries are wanted, the newest first. */
export interface ActivityQuery {
  readonly folderId?: string
  /** Part of a path, in whatever case. */
  readonly search?: string
  /** Only entries older than this one. */
  readonly beforeId?: number
  readonly limit: number
}

export interface ActivityStoreOptions {
  /** Entries that are kept; the oldest go. */
  readonly maxRows: number
  /** Called when a damaged file was set aside, or a write failed. */
  onTrouble(error: unknown, what: string): void
}

/** `TMac` in ASCII: Tidemark's activity. */
const APPLICATION_ID = 0x54_4d_61_63
const VERSION = 1
const SCHEMA = `
  CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    detail TEXT,
    sought TEXT NOT NULL
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};`

/**
 * What happened to items, in a file. It is a record for people: whatever is wrong with the file, it
 * is set aside and a new one begun, and nothing here ever throws.
 */
export class ActivityStore implements Disposable {
  readonly #path: string
  readonly #options: ActivityStoreOptions
  #database: DatabaseSync | undefined

  constructor(path: string, options: ActivityStoreOptions) {
    this.#path = path
    this.#options = options
    this.#database = this.#openOrReplace()
  }

  /** Adds entries in one transaction and lets the oldest go. */
  add(entries: readonly Activity[]): void {
    this.#guarded('activity was not written down', undefined, (database) => {
      database.exec('BEGIN')
      try {
        const insert = database.prepare(
          'INSERT INTO activity (folder_id, at_ms, kind, path, detail, sought) VALUES (?, ?, ?, ?, ?, ?)',
        )
        for (const entry of entries) insertEntry(insert, entry)
        database
          .prepare('DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity) - ?')
          .run(this.#options.maxRows)
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  }

  /** The newest entries that match, the newest first. */
  list({ folderId, search, beforeId, limit }: ActivityQuery): ActivityEntry[] {
    const conditions = ['id < ?']
    const values: (string | number)[] = [beforeId ?? Number.MAX_SAFE_INTEGER]
    if (folderId !== undefined) {
      conditions.push('folder_id = ?')
      values.push(folderId)
    }
    if (search !== undefined) {
      conditions.push('instr(sought, ?) > 0')
      values.push(folded(search))
    }
    const sql = `SELECT * FROM activity WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`
    return this.#guarded('activity was not read', [], (database) =>
      database
        .prepare(sql)
        .all(...values, limit)
        .map(entryOf),
    )
  }

  [Symbol.dispose](): void {
    this.#close()
  }

  /** Runs `act`; a damaged file is replaced and `act` tried once more. */
  #guarded<T>(what: string, otherwise: T, act: (database: DatabaseSync) => T): T {
    for (const isLastTry of [false, true]) {
      try {
        if (this.#database === undefined) return otherwise
        return act(this.#database)
      } catch (error) {
        this.#options.onTrouble(error, what)
        if (isLastTry || !isDamage(error)) return otherwise
        this.#setAside()
        this.#database = this.#openOrReplace()
      }
    }
    return otherwise
  }

  #openOrReplace(): DatabaseSync | undefined {
    for (const isLastTry of [false, true]) {
      try {
        return openDatabase(this.#path)
      } catch (error) {
        this.#options.onTrouble(error, 'the record of activity cannot be opened')
        if (isLastTry || !isDamage(error)) return undefined
        this.#setAside()
      }
    }
    return undefined
  }

  /** One damaged file is kept: the last. */
  #setAside(): void {
    this.#close()
    try {
      for (const suffix of ['', '-wal', '-shm']) {
        const target = `${this.#path}.damaged${suffix}`
        rmSync(target, { force: true })
        if (existsSync(this.#path + suffix)) renameSync(this.#path + suffix, target)
      }
    } catch (error) {
      this.#options.onTrouble(error, 'the damaged record of activity cannot be moved')
    }
  }

  #close(): void {
    try {
      this.#database?.close()
    } catch (error) {
      this.#options.onTrouble(error, 'the record of activity was not closed')
    }
    this.#database = undefined
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
    // The last entries before a power cut may be lost; the file stays whole.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024')
    const { user_version: version } = { ...database.prepare('PRAGMA user_version').get() }
    const { application_id: owner } = { ...database.prepare('PRAGMA application_id').get() }
    const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (isEmpty) database.exec(SCHEMA)
    else if (owner !== APPLICATION_ID || version !== VERSION) throw new ForeignFile()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A database, but none that this version wrote. */
class ForeignFile extends Error {
  override readonly name = 'ForeignFile'
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, and their kin in the low byte of the code. */
const DAMAGE: ReadonlySet<number> = new Set([11, 26])

function isDamage(error: unknown): boolean {
  if (error instanceof ForeignFile) return true
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    DAMAGE.has(error.errcode & 0xff)
  )
}

function insertEntry(insert: StatementSync, entry: Activity): void {
  const { folderId, atMs, kind, path, detail } = entry
  const sought = folded(`${path}\n${detail ?? ''}`)
  insert.run(folderId, Math.trunc(atMs), kind, path, detail ?? null, sought)
}

/** What a search compares: letters in whatever case and spelling of accents. */
function folded(text: string): string {
  return text.normalize().toLowerCase()
}

function entryOf(row: Record<string, unknown>): ActivityEntry {
  const { id, folder_id: folderId, at_ms: atMs, kind, path, detail } = row
  return {
    id: Number(id),
    ...{ folderId: String(folderId), atMs: Number(atMs), kind: String(kind), path: String(path) },
    ...(typeof detail === 'string' && { detail }),
  }
}
