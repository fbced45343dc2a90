import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CrashPoint,
  noCrash,
  type RecordKind,
  type RecordLocation,
  type ScannedSpan,
  type SegmentInfo,
  SegmentMissingError,
  type SegmentRef,
  type SegmentStore,
  scanSegment,
} from '@tidemark/server-core'
import { ensurePrivateFolder, hasSystemCode, syncFolder } from './durable-file.js'
import { SegmentAppender } from './segment-appender.js'
import { SegmentFiles } from './segment-files.js'

export interface DiskSegmentStoreOptions {
  /** Folder of the segments; made when missing. */
  readonly folder: string
  readonly segmentBytes?: number
  /** Room that the device must keep free after a write. */
  readonly reserveBytes?: number
  readonly crashPoint?: CrashPoint
}

const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024
const DEFAULT_RESERVE_BYTES = 1024 * 1024 * 1024
const OPEN_FILES = 64
const KINDS: readonly RecordKind[] = ['data', 'list']
const FILE_NAME = /^([0-9a-f]{32})\.seg$/

/** Segments as files `FOLDER/<kind>/<segmentId>.seg`. One process at a time may write. */
export class DiskSegmentStore implements SegmentStore {
  readonly #folder: string
  readonly #appenders: Readonly<Record<RecordKind, SegmentAppender>>
  readonly #files: SegmentFiles

  private constructor(options: DiskSegmentStoreOptions) {
    this.#folder = options.folder
    this.#appenders = {
      data: this.#appender('data', options),
      list: this.#appender('list', options),
    }
    this.#files = new SegmentFiles(OPEN_FILES, (segment) => this.#pathOf(segment))
  }

  static async open(options: DiskSegmentStoreOptions): Promise<DiskSegmentStore> {
    for (const kind of KINDS) await ensurePrivateFolder(join(options.folder, kind))
    return new DiskSegmentStore(options)
  }

  append(kind: RecordKind, records: readonly Uint8Array[]): Promise<RecordLocation[]> {
    return this.#appenders[kind].append(records)
  }

  async read(location: RecordLocation): Promise<Uint8Array> {
    const { offset, length } = location
    return this.#files.withFile(location, (file) => readAt(file, offset, length))
  }

  async list(): Promise<SegmentInfo[]> {
    const segments: SegmentInfo[] = []
    for (const kind of KINDS) {
      const openSegmentId = this.#appenders[kind].openSegmentId
      for (const name of await readdir(join(this.#folder, kind))) {
        const segmentId = FILE_NAME.exec(name)?.[1]
        if (segmentId === undefined) continue
        const { size } = await stat(join(this.#folder, kind, name))
        segments.push({ kind, segmentId, sizeBytes: size, isOpen: segmentId === openSegmentId })
      }
    }
    return segments
  }

  async *scan(segment: SegmentRef): AsyncGenerator<ScannedSpan> {
    const sizeBytes = await this.#sizeOf(segment)
    yield* scanSegment(
      (offset, length) => this.#files.withFile(segment, (file) => readAt(file, offset, length)),
      sizeBytes,
    )
  }

  async closeOpen(): Promise<void> {
    await Promise.all(KINDS.map((kind) => this.#appenders[kind].close()))
  }

  async remove(segment: SegmentRef): Promise<void> {
    if (this.#appenders[segment.kind].openSegmentId === segment.segmentId) {
      throw new RangeError(`segment ${segment.segmentId} is open`)
    }
    await this.#files.evict(segment.segmentId)
    await rm(this.#pathOf(segment), { force: true })
    await syncFolder(join(this.#folder, segment.kind))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeOpen()
    await this.#files[Symbol.asyncDispose]()
  }

  #appender(kind: RecordKind, options: DiskSegmentStoreOptions): SegmentAppender {
    return new SegmentAppender({
      kind,
      folder: join(options.folder, kind),
      segmentBytes: options.segmentBytes ?? DEFAULT_SEGMENT_BYTES,
      reserveBytes: options.reserveBytes ?? DEFAULT_RESERVE_BYTES,
      crashPoint: options.crashPoint ?? noCrash,
      pathOf: (segmentId) => this.#pathOf({ kind, segmentId }),
    })
  }

  #pathOf({ kind, segmentId }: SegmentRef): string {
    return join(this.#folder, kind, `${segmentId}.seg`)
  }

  async #sizeOf(segment: SegmentRef): Promise<number> {
    try {
      return (await stat(this.#pathOf(segment))).size
    } catch (error) {
      if (!hasSystemCode(error, 'ENOENT')) throw error
      throw new SegmentMissingError(segment.segmentId, { cause: error })
    }
  }
}

interface ReadableFile {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesRead: number }>
}

async function readAt(file: ReadableFile, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}
