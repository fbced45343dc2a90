import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { strictObject } from '@tidemark/protocol'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import type { Command } from '../programs/spawn-detached.js'
import { startServer } from './start-server.js'

/** What is kept of the server on this computer, for the next start of the app. */
const RecordSchema = strictObject({
  directory: Type.String({ minLength: 1 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Printed by a start of an empty server, and of use until the first account. */
  setupCode: Type.Union([Type.String(), Type.Null()]),
})
type ServerRecord = Static<typeof RecordSchema>

const ANSWER_TIMEOUT_MS = 3000

/**
 * A server on this computer for whoever has none elsewhere: on loopback, in a process of its own
 * that outlives the app. It is started again with the app when it does not run any more.
 */
export class LocalServer {
  readonly #executable: () => Promise<Command>
  readonly #recordPath: string
  readonly #defaultDirectory: string
  #starting: Promise<ServerRecord> | undefined

  /** @param appData folder of the app's own files. */
  constructor(executable: () => Promise<Command>, appData: string) {
    this.#executable = executable
    this.#recordPath = join(appData, 'local-server.json')
    this.#defaultDirectory = join(appData, 'server')
  }

  /** Starts it, or tells of the one that runs. @throws AppError `server_start_failed`. */
  async ensure(directory?: string): Promise<{ url: string; setupCode: string | null }> {
    this.#starting ??= this.#ensure(directory).finally(() => {
      this.#starting = undefined
    })
    const { port, setupCode } = await this.#starting
    return { url: urlOf(port), setupCode }
  }

  /** Starts it again when an earlier run of the app had one. */
  async resume(): Promise<void> {
    if ((await this.#read()) !== undefined) await this.ensure()
  }

  async #ensure(directory: string | undefined): Promise<ServerRecord> {
    const known = await this.#read()
    if (known !== undefined && (await isAnswering(known.port))) return known
    const place = known?.directory ?? directory ?? this.#defaultDirectory
    const { port, setupCode } = await startServer(await this.#executable(), place, known?.port ?? 0)
    const record: ServerRecord = { directory: place, port, setupCode }
    await mkdir(dirname(this.#recordPath), { recursive: true, mode: 0o700 })
    const beside = `${this.#recordPath}.tmp`
    await writeFile(beside, JSON.stringify(record), { mode: 0o600 })
    await rename(beside, this.#recordPath)
    return record
  }

  async #read(): Promise<ServerRecord | undefined> {
    try {
      const record: unknown = JSON.parse(await readFile(this.#recordPath, 'utf8'))
      return Check(RecordSchema, record) ? record : undefined
    } catch {
      return undefined // never started here, or the note is damaged: a start writes it anew
    }
  }
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    return (await fetch(`${urlOf(port)}/v1/server`, { signal })).ok
  } catch {
    return false // nothing listens, or not in time
  }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`
}
