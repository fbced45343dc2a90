import { AppError } from '@tidemark/protocol'
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3'

/** What SQLite takes and gives. Integers come as `bigint` where a query asks for it. */
export type SqlValue = string | number | bigint | null

/** One prepared statement whose rows are arrays and whose failures are AppErrors. */
export class Query {
  readonly #statement: Statement<SqlValue[], SqlValue[]>

  constructor(db: Database, sql: string, options: { readonly bigints?: boolean } = {}) {
    this.#statement = db.prepare<SqlValue[], SqlValue[]>(sql)
    if (this.#statement.reader) this.#statement.raw(true)
    if (options.bigints) this.#statement.safeIntegers(true)
  }

  get(...values: SqlValue[]): SqlValue[] | undefined {
    return guard(() => this.#statement.get(...values))
  }

  all(...values: SqlValue[]): SqlValue[][] {
    return guard(() => this.#statement.all(...values))
  }

  run(...values: SqlValue[]): void {
    guard(() => this.#statement.run(...values))
  }
}

/** Runs `work` and turns what SQLite says about its file into codes of the registry. */
export function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof SqliteDatabase.SqliteError ? translate(error) : error
  }
}

function translate(error: InstanceType<typeof SqliteDatabase.SqliteError>): unknown {
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) {
    return new AppError('state_corrupt', {}, { cause: error })
  }
  if (error.code === 'SQLITE_FULL') return new AppError('disk_full', {}, { cause: error })
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
    return new AppError('folder_in_use', {}, { cause: error })
  }
  return error
}
