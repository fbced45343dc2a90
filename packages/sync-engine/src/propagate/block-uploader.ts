import {
  AppError,
  type BlockId,
  type FileContent,
  formatBlockId,
  MAX_BLOCK_IDS_PER_CALL,
  type NodeId,
  type RelPath,
} from '@tidemark/protocol'
import type {
  AbortSignal,
  FileReader,
  FileSystem,
  Hasher,
  OutgoingBlock,
  Remote,
} from '../ports.js'
import type { StateReader } from '../state-store.js'
import { type FileStat, isSameStat } from '../trees.js'
import { type ContentBlock, localContentBlocks } from './content-blocks.js'
import type { CrashPoint } from './crash-point.js'
import { takeItemError } from './failure.js'
import type { TransferProgress } from './transfer-progress.js'

/** A local file with the facts under which its content was read. */
export interface UploadFile {
  readonly nodeId: NodeId
  readonly path: RelPath
  readonly stat: FileStat
  readonly content: FileContent
}

/** Bytes per pack: two packs are in memory per upload, one being sent and one being filled. */
const PACK_BYTES = 8 * 1024 * 1024
const PACK_BLOCKS = 1024

interface Pending {
  readonly file: UploadFile
  readonly block: ContentBlock
}

/**
 * Brings all blocks of files to the server. Many small files share calls; a file of any size
 * streams. Idempotent: what is there already is not sent, so an interrupted upload goes on where
 * it stopped (PS210).
 */
export class BlockUploader {
  readonly #store: StateReader
  readonly #fs: Pick<FileSystem, 'openRead'>
  readonly #remote: Pick<Remote, 'findMissing' | 'uploadBlocks'>
  readonly #hasher: Hasher
  readonly #progress: TransferProgress
  readonly #crashPoint: CrashPoint

  constructor(
    store: StateReader,
    fs: Pick<FileSystem, 'openRead'>,
    remote: Pick<Remote, 'findMissing' | 'uploadBlocks'>,
    hasher: Hasher,
    progress: TransferProgress,
    crashPoint: CrashPoint,
  ) {
    this.#store = store
    this.#fs = fs
    this.#remote = remote
    this.#hasher = hasher
    this.#progress = progress
    this.#crashPoint = crashPoint
  }

  /**
   * Uploads what is missing. Resolves with the files that failed: changed while being read,
   * unreadable, a block refused. The blocks of all others are durable on the server.
   * @throws AppError of the connection; what was sent stays sent.
   */
  async upload(
    files: readonly UploadFile[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<NodeId, AppError>> {
    const session = new UploadSession(
      { fs: this.#fs, remote: this.#remote, hasher: this.#hasher, crashPoint: this.#crashPoint },
      signal,
    )
    let pending: Pending[] = []
    const flush = async (): Promise<void> => {
      this.#crashPoint('C03')
      await session.send(pending)
      for (const { file, block } of pending) {
        if (block.kind === 'data') this.#progress.advance(file.nodeId, block.length)
      }
      pending = []
    }
    await using _session = session
    for (const file of files) {
      try {
        for (const block of localContentBlocks(
          this.#store,
          this.#hasher,
          file.nodeId,
          file.content,
        )) {
          pending.push({ file, block })
          if (pending.length >= MAX_BLOCK_IDS_PER_CALL) await flush()
        }
      } catch (error) {
        session.fail(file.nodeId, takeItemError(error))
      }
    }
    if (pending.length > 0) await flush()
    await session.drain()
    return session.failures
  }
}

interface UploadTools {
  readonly fs: Pick<FileSystem, 'openRead'>
  readonly remote: Pick<Remote, 'findMissing' | 'uploadBlocks'>
  readonly hasher: Hasher
  readonly crashPoint: CrashPoint
}

/** One run over files: the open file, the pack being filled, the pack on its way. */
class UploadSession implements AsyncDisposable {
  readonly failures = new Map<NodeId, AppError>()
  readonly #tools: UploadTools
  readonly #signal: AbortSignal
  #open: { readonly nodeId: NodeId; readonly reader: FileReader } | undefined
  #pack: { readonly nodeId: NodeId; readonly block: OutgoingBlock }[] = []
  #packBytes = 0
  #sending: Promise<void> = Promise.resolve()

  constructor(tools: UploadTools, signal: AbortSignal) {
    this.#tools = tools
    this.#signal = signal
  }

  fail(nodeId: NodeId, error: AppError): void {
    if (!this.failures.has(nodeId)) this.failures.set(nodeId, error)
  }

  async send(pending: readonly Pending[]): Promise<void> {
    const ids = [...new Set(pending.map(({ block }) => block.blockId))]
    if (ids.length === 0) return
    const missing = new Set(await this.#tools.remote.findMissing(ids, this.#signal))
    this.#tools.crashPoint('C04')
    for (const { file, block } of pending) {
      if (this.failures.has(file.nodeId) || !missing.delete(block.blockId)) continue
      try {
        const bytes = block.kind === 'list' ? block.bytes : await this.#read(file, block)
        await this.#add(file.nodeId, { blockId: block.blockId, kind: block.kind, bytes })
      } catch (error) {
        this.fail(file.nodeId, takeItemError(error))
        // Another file of this run may hold the same block.
        missing.add(block.blockId)
      }
    }
  }

  /** Sends what is left and waits for all of it. */
  async drain(): Promise<void> {
    await this.#flush()
    await this.#sending
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open?.reader[Symbol.asyncDispose]()
    // Its failure has reached the caller through `drain` or an earlier send.
    await this.#sending.catch(() => undefined)
  }

  async #read(file: UploadFile, { blockId, offset, length }: ContentBlock & { kind: 'data' }) {
    const reader = await this.#readerOf(file)
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const count = await reader.read(bytes.subarray(filled), offset + filled)
      if (count === 0) throw new AppError('file_changing', { path: file.path })
      filled += count
    }
    // The file is read a second time here: what is sent must be what was promised.
    if (formatBlockId(this.#tools.hasher.sha256(bytes)) !== blockId) {
      throw new AppError('file_changing', { path: file.path })
    }
    return bytes
  }

  async #readerOf(file: UploadFile): Promise<FileReader> {
    if (this.#open?.nodeId === file.nodeId) return this.#open.reader
    await this.#open?.reader[Symbol.asyncDispose]()
    this.#open = undefined
    const reader = await this.#tools.fs.openRead(file.path)
    if (reader === undefined) throw new AppError('file_changing', { path: file.path })
    this.#open = { nodeId: file.nodeId, reader }
    if (!isSameStat(await reader.stat(), file.stat)) {
      throw new AppError('file_changing', { path: file.path })
    }
    return reader
  }

  async #add(nodeId: NodeId, block: OutgoingBlock): Promise<void> {
    const isFull =
      this.#pack.length >= PACK_BLOCKS || this.#packBytes + block.bytes.length > PACK_BYTES
    if (isFull) await this.#flush()
    this.#pack.push({ nodeId, block })
    this.#packBytes += block.bytes.length
  }

  /** Starts sending the pack once the one before it has arrived. */
  async #flush(): Promise<void> {
    const pack = this.#pack
    this.#pack = []
    this.#packBytes = 0
    await this.#sending
    if (pack.length === 0) return
    this.#sending = this.#sendPack(pack)
    // Reported by the next `#flush` or `drain`; until then it must not count as unhandled.
    this.#sending.catch(() => undefined)
  }

  async #sendPack(
    pack: readonly { readonly nodeId: NodeId; readonly block: OutgoingBlock }[],
  ): Promise<void> {
    const blocks = pack.map(({ block }) => block)
    const { stored, rejected } = await this.#tools.remote.uploadBlocks(blocks, this.#signal)
    this.#tools.crashPoint('C05')
    const refused = new Map<BlockId, string>(rejected.map((item) => [item.blockId, item.error]))
    const arrived = new Set(stored)
    for (const { nodeId, block } of pack) {
      if (arrived.has(block.blockId)) continue
      const code = refused.get(block.blockId)
      this.fail(nodeId, uploadError(code))
    }
  }
}

function uploadError(code: string | undefined): AppError {
  if (code === 'quota_exceeded' || code === 'storage_full') return new AppError(code)
  // Bytes were hashed right before: a damage on the way, gone with the next try.
  return new AppError('file_busy', { cause: code ?? 'not stored' })
}
