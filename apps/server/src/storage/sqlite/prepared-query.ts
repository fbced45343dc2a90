import type { Database, Statement } from 'better-sqlite3'
import {
  type Compilable,
  DummyDriver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Schema } from './schema.js'

/** What SQLite can store and bind. */
export type SqlValue = string | number | bigint | Uint8Array | null

/** A query compiled once, with the names of its parameters in the order of their places. */
export interface Query<Params, Row> {
  readonly sql: string
  readonly names: readonly (keyof Params & string)[]
  /** Carries the row's type; never set. */
  readonly row?: Row
}

/** A named parameter inside a query that is being built. */
class NamedParameter {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Only compiles; it never runs anything. */
const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** Stands for the value of the parameter `name`. */
type Bind<Params> = <K extends keyof Params & string>(name: K) => RawBuilder<Params[K]>

/** Names the parameters of a query; the types of its rows come from the builder. */
export function forParams<Params extends Record<string, SqlValue>>() {
  return function query<Row>(
    build: (db: Kysely<Schema>, bind: Bind<Params>) => Compilable<Row>,
  ): Query<Params, Row> {
    const bind: Bind<Params> = (name) => sql`${new NamedParameter(name)}`
    const compiled = build(builder, bind).compile()
    const names = compiled.parameters.map((parameter) => {
      if (parameter instanceof NamedParameter) return parameter.name
      throw new Error('a query holds a value in place of a named parameter')
    })
    return { sql: compiled.sql, names }
  }
}

/** A limit that SQLite takes for none. */
export const NO_LIMIT = -1

/** A list of ids as rows: for `where … in`, whatever its length, in one compiled query. */
export function idsIn(json: RawBuilder<string>): RawBuilder<Uint8Array> {
  return sql`(select unhex(value) from json_each(${json}))`
}

/** Runs queries on one connection; each is prepared at its first use there. */
export class Statements {
  readonly #database: Database
  readonly #prepared = new Map<string, Statement<SqlValue[]>>()

  constructor(database: Database) {
    this.#database = database
  }

  all<Params, Row>(query: Query<Params, Row>, params: Params): Row[] {
    // The builder derived Row from the columns that the query selects.
    return this.#prepare(query).all(...valuesOf(query, params)) as Row[]
  }

  get<Params, Row>(query: Query<Params, Row>, params: Params): Row | undefined {
    // As above.
    return this.#prepare(query).get(...valuesOf(query, params)) as Row | undefined
  }

  /** Runs a write and answers how many rows it changed. */
  run<Params, Row>(query: Query<Params, Row>, params: Params): number {
    return this.#prepare(query).run(...valuesOf(query, params)).changes
  }

  #prepare<Params, Row>(query: Query<Params, Row>): Statement<SqlValue[]> {
    const known = this.#prepared.get(query.sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare<SqlValue[]>(query.sql)
    this.#prepared.set(query.sql, statement)
    return statement
  }
}

function valuesOf<Params, Row>({ names }: Query<Params, Row>, params: Params): SqlValue[] {
  // forParams admits parameters of SqlValue only.
  return names.map((name) => params[name] as SqlValue)
}
