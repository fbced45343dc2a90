import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { AppError } from '@tidemark/protocol'
import {
  type CrashPoint,
  encodeSegmentHeader,
  type RecordKind,
  type RecordLocation,
  SEGMENT_HEADER_BYTES,
} from '@tidemark/server-core'
import { createPrivateFile, hasSystemCode, syncFolder } from './durable-file.js'
import { requireFreeSpace } from './free-space.js'

export interface SegmentAppenderOptions {
  readonly kind: RecordKind
  readonly folder: string
  /** A segment of at least this size takes no further batch. */
  readonly segmentBytes: number
  readonly reserveBytes: number
  readonly crashPoint: CrashPoint
  readonly pathOf: (segmentId: string) => string
}

interface OpenSegment {
  readonly segmentId: string
  readonly file: FileHandle
  sizeBytes: number
}

interface PendingAppend {
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
  readonly resolve: (locations: RecordLocation[]) => void
  readonly reject: (error: unknown) => void
}

/** Appends that wait are written together, up to this size, and share one flush. */
const MAX_FLUSH_BYTES = 32 * 1024 * 1024

/**
 * The one writer of a kind's open segment. A segment is never opened again for writing after a
 * restart: whatever a crash left at its end stays behind the last acknowledged record, unread.
 */
export class SegmentAppender implements AsyncDisposable {
  readonly #options: SegmentAppenderOptions
  readonly #pending: PendingAppend[] = []
  #segment: OpenSegment | undefined
  #writing: Promise<void> | undefined

  constructor(options: SegmentAppenderOptions) {
    this.#options = options
  }

  get openSegmentId(): string | undefined {
    return this.#segment?.segmentId
  }

  /** See SegmentStore.append. */
  append(records: readonly Uint8Array[]): Promise<RecordLocation[]> {
    const sizeBytes = records.reduce((sum, record) => sum + record.length, 0)
    return new Promise((resolve, reject) => {
      this.#pending.push({ records, sizeBytes, resolve, reject })
      this.#writing ??= this.#writeAll()
    })
  }

  /** Closes the open segment after what is being written. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
    await this.#retire()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#takeBatch()
      try {
        const locations = await this.#write(batch)
        for (const [i, { resolve }] of batch.entries()) resolve(locations[i] ?? [])
      } catch (error) {
        // After a failed write or flush nobody knows what is on disk, and a second flush would
        // report success for pages that the kernel dropped. The segment takes nothing more.
        await this.#retire().catch(() => undefined)
        const reason = hasSystemCode(error, 'ENOSPC')
          ? new AppError('storage_full', {}, { cause: error })
          : error
        for (const { reject } of batch) reject(reason)
      }
    }
    this.#writing = undefined
  }

  #takeBatch(): PendingAppend[] {
    let sizeBytes = 0
    let count = 0
    for (const append of this.#pending) {
      if (count > 0 && sizeBytes + append.sizeBytes > MAX_FLUSH_BYTES) break
      sizeBytes += append.sizeBytes
      count += 1
    }
    return this.#pending.splice(0, count)
  }

  async #write(batch: readonly PendingAppend[]): Promise<RecordLocation[][]> {
    const { kind, folder, reserveBytes, crashPoint } = this.#options
    const neededBytes = batch.reduce((sum, append) => sum + append.sizeBytes, SEGMENT_HEADER_BYTES)
    await requireFreeSpace(folder, neededBytes, reserveBytes)
    const segment = await this.#ensureSegment()
    const locations = batch.map(({ records }) =>
      records.map((record): RecordLocation => {
        const offset = segment.sizeBytes
        segment.sizeBytes += record.length
        return { kind, segmentId: segment.segmentId, offset, length: record.length }
      }),
    )
    const first = segment.sizeBytes - (neededBytes - SEGMENT_HEADER_BYTES)
    await writeFully(
      segment.file,
      first,
      batch.flatMap(({ records }) => records),
    )
    crashPoint('S02')
    await segment.file.datasync()
    crashPoint('S03')
    return locations
  }

  async #ensureSegment(): Promise<OpenSegment> {
    if (this.#segment !== undefined && this.#segment.sizeBytes >= this.#options.segmentBytes) {
      await this.#retire()
    }
    this.#segment ??= await this.#createSegment()
    return this.#segment
  }

  async #createSegment(): Promise<OpenSegment> {
    const { kind, folder, crashPoint, pathOf } = this.#options
    const segmentId = randomBytes(16).toString('hex')
    const file = await createPrivateFile(pathOf(segmentId))
    try {
      await writeFully(file, 0, [encodeSegmentHeader({ kind, segmentId })])
      await file.sync()
      crashPoint('S04')
      await syncFolder(folder)
    } catch (error) {
      await file.close()
      throw error
    }
    return { segmentId, file, sizeBytes: SEGMENT_HEADER_BYTES }
  }

  async #retire(): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    await segment?.file.close()
  }
}

/** Parts that one `writev` takes at most (IOV_MAX of Linux). */
const MAX_PARTS = 1024

async function writeFully(
  file: FileHandle,
  position: number,
  parts: readonly Uint8Array[],
): Promise<void> {
  let at = position
  for (let i = 0; i < parts.length; i += MAX_PARTS) {
    const some = parts.slice(i, i + MAX_PARTS)
    const wanted = some.reduce((sum, part) => sum + part.length, 0)
    const { bytesWritten } = await file.writev(some, at)
    at += bytesWritten
    if (bytesWritten < wanted) await writeRest(file, at, some, bytesWritten)
    at += wanted - bytesWritten
  }
}

/** A regular file takes less than everything only when room runs out; the next write says so. */
async function writeRest(
  file: FileHandle,
  position: number,
  parts: readonly Uint8Array[],
  skipBytes: number,
): Promise<void> {
  const rest = Buffer.concat(parts).subarray(skipBytes)
  let done = 0
  while (done < rest.length) {
    const { bytesWritten } = await file.write(rest, done, rest.length - done, position + done)
    if (bytesWritten === 0) throw new AppError('storage_full')
    done += bytesWritten
  }
}
