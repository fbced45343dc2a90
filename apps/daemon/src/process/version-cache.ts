import { createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FetchedVersion } from '@tidemark/control'
import { AppError, type NodeId, type RevisionId, type SpaceId } from '@tidemark/protocol'
import type { ServerClient } from '../adapters/remote-http/server-client.js'
import { ensurePrivateDirectory } from '../profile/private-files.js'

/** What is looked at is a text or a picture; a film is restored instead. */
export const MAX_VERSION_BYTES = 64 * 1024 * 1024
const KEPT_MS = 24 * 3_600_000
/** Together; the oldest go first. */
const MAX_CACHE_BYTES = 512 * 1024 * 1024

/** One version of one file. */
export interface VersionRequest {
  readonly spaceId: SpaceId
  readonly nodeId: NodeId
  readonly revisionId: RevisionId
}

/**
 * Versions of files that somebody looks at, in a directory that only this user can enter. A version
 * never changes, so a file that is there is right.
 */
export class VersionCache {
  readonly #directory: string
  readonly #nowMs: () => number
  readonly #fetches = new Map<string, Promise<FetchedVersion>>()

  constructor(directory: string, nowMs: () => number) {
    this.#directory = directory
    this.#nowMs = nowMs
  }

  /**
   * The file of a version, fetched unless it is there. Two callers share one fetch.
   * @throws AppError `version_too_large`, `node_missing`, `revision_missing`.
   */
  async fetch(
    client: Pick<ServerClient, 'openBytes'>,
    request: VersionRequest,
    signal: AbortSignal,
  ): Promise<FetchedVersion> {
    const name = `${request.nodeId}-${request.revisionId}`
    const running = this.#fetches.get(name)
    if (running !== undefined) return await running
    const fetching = this.#findOrFetch(name, client, request, signal)
    this.#fetches.set(name, fetching)
    try {
      return await fetching
    } finally {
      this.#fetches.delete(name)
    }
  }

  /** Removes what nobody has fetched for a day, what was left half, and what is too much. */
  async sweep(): Promise<void> {
    const files = await this.#list()
    let keptBytes = 0
    for (const { path, sizeBytes, atMs, isWhole } of files.sort((a, b) => b.atMs - a.atMs)) {
      const isOld = this.#nowMs() - atMs > KEPT_MS
      const isLeftOver = !isWhole && this.#fetches.size === 0
      if (!isOld && !isLeftOver && keptBytes + sizeBytes <= MAX_CACHE_BYTES) keptBytes += sizeBytes
      else await rm(path, { force: true })
    }
  }

  async #findOrFetch(
    name: string,
    client: Pick<ServerClient, 'openBytes'>,
    { revisionId, ...params }: VersionRequest,
    signal: AbortSignal,
  ): Promise<FetchedVersion> {
    await ensurePrivateDirectory(this.#directory)
    const path = join(this.#directory, name)
    const known = await stat(path).catch(() => undefined)
    if (known !== undefined) return { path, sizeBytes: known.size }
    await this.sweep()
    const input = { params, query: { revision: revisionId } }
    const { sizeBytes, body, discard } = await client.openBytes('readContent', input, signal)
    if (sizeBytes > MAX_VERSION_BYTES) {
      discard()
      throw new AppError('version_too_large', { sizeBytes, limitBytes: MAX_VERSION_BYTES })
    }
    const half = `${path}.part`
    try {
      await pipeline(Readable.from(body), createWriteStream(half, { mode: 0o600 }), { signal })
      await rename(half, path)
    } catch (error) {
      await rm(half, { force: true })
      throw error
    }
    return { path, sizeBytes }
  }

  async #list() {
    const names = await readdir(this.#directory).catch(() => [])
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#directory, name)
        const stats = await stat(path).catch(() => undefined)
        if (stats === undefined) return []
        const isWhole = !name.endsWith('.part')
        return [{ path, sizeBytes: stats.size, atMs: stats.mtimeMs, isWhole }]
      }),
    )
    return found.flat()
  }
}
