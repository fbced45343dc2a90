import { AppError } from '@tidemark/protocol'
import type { CrashPoint } from '@tidemark/server-core'
import type { Database } from 'better-sqlite3'
import { initial } from './001-initial.js'
import { listsAndAges } from './002-lists-and-ages.js'
import { resolvedConflicts } from './003-resolved-conflicts.js'
import { deletions } from './004-deletions.js'
import { pairings } from './005-pairings.js'

/** One step of the schema. A released step is never edited. */
export interface Migration {
  /** The step's number, counted from 1 without gaps; kept in SQLite's `user_version`. */
  readonly version: number
  readonly what: string
  readonly statements: readonly string[]
}

const MIGRATIONS: readonly Migration[] = [
  initial,
  listsAndAges,
  resolvedConflicts,
  deletions,
  pairings,
]

/**
 * Brings the schema to the newest version, each step in a transaction of its own.
 * @throws AppError config_invalid when a newer server wrote the database: an older one would
 *   misread it.
 */
export function migrate(database: Database, crashPoint: CrashPoint): void {
  for (const { version, statements } of MIGRATIONS) {
    if (schemaVersion(database) >= version) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      // Looked at again under the lock: another process may have been faster.
      if (schemaVersion(database) < version) {
        for (const statement of statements) database.exec(statement)
        crashPoint('U01')
        database.pragma(`user_version = ${version}`)
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const version = schemaVersion(database)
  if (version > MIGRATIONS.length) {
    throw new AppError('config_invalid', {
      file: database.name,
      problem: `the database has schema ${version}, this server knows up to ${MIGRATIONS.length}`,
      todo: 'start the newer version of the server',
    })
  }
}

function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
