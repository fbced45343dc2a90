import { type FileHandle, open } from 'node:fs/promises'
import { SegmentMissingError, type SegmentRef } from '@tidemark/server-core'
import { hasSystemCode } from './durable-file.js'

interface CachedFile {
  readonly opening: Promise<FileHandle>
  useCount: number
  isEvicted: boolean
}

/**
 * Segment files open for reading: at most `capacity` idle ones, the least recently used closed
 * first. A file in use is closed only after its last reader.
 */
export class SegmentFiles implements AsyncDisposable {
  readonly #capacity: number
  readonly #pathOf: (segment: SegmentRef) => string
  /** In order of last use. */
  readonly #files = new Map<string, CachedFile>()

  constructor(capacity: number, pathOf: (segment: SegmentRef) => string) {
    this.#capacity = capacity
    this.#pathOf = pathOf
  }

  /**
   * Lends an open file to `use`.
   * @throws SegmentMissingError
   */
  async withFile<T>(segment: SegmentRef, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const cached = this.#take(segment)
    cached.useCount += 1
    try {
      return await use(await cached.opening)
    } catch (error) {
      if (!hasSystemCode(error, 'ENOENT')) throw error
      throw new SegmentMissingError(segment.segmentId, { cause: error })
    } finally {
      cached.useCount -= 1
      if (cached.isEvicted && cached.useCount === 0) await closeQuietly(cached)
    }
  }

  /** Forgets a segment that is about to be removed. */
  async evict(segmentId: string): Promise<void> {
    const cached = this.#files.get(segmentId)
    if (cached === undefined) return
    this.#files.delete(segmentId)
    cached.isEvicted = true
    if (cached.useCount === 0) await closeQuietly(cached)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#files.keys()].map((segmentId) => this.evict(segmentId)))
  }

  #take(segment: SegmentRef): CachedFile {
    const found = this.#files.get(segment.segmentId)
    const cached = found ?? this.#open(segment)
    this.#files.delete(segment.segmentId)
    this.#files.set(segment.segmentId, cached)
    if (found === undefined) this.#evictOldest()
    return cached
  }

  #open(segment: SegmentRef): CachedFile {
    const opening = open(this.#pathOf(segment), 'r')
    const cached = { opening, useCount: 0, isEvicted: false }
    // A failure is told to who waits now and not remembered: with file descriptors used up for a
    // moment the segment must not count as unreadable for good.
    opening.catch(() => {
      if (this.#files.get(segment.segmentId) === cached) this.#files.delete(segment.segmentId)
    })
    return cached
  }

  #evictOldest(): void {
    if (this.#files.size <= this.#capacity) return
    const [oldest] = this.#files.keys()
    if (oldest !== undefined) void this.evict(oldest)
  }
}

/** A file that was only read loses nothing when closing fails or it never opened. */
async function closeQuietly({ opening }: CachedFile): Promise<void> {
  await opening.then((file) => file.close()).catch(() => undefined)
}
