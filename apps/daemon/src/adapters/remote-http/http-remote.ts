import {
  AppError,
  type BlockId,
  type CommitRequest,
  type CommitResponse,
  type Cursor,
  encodeFrame,
  encodePackEnd,
  encodePackHeader,
  type FrameChecksum,
  isErrorCode,
  MAX_PACK_BYTES,
  MAX_PACK_FRAMES,
  MAX_PAGE_ROWS,
  type SpaceId,
} from '@tidemark/protocol'
import type {
  ChangesPage,
  AbortSignal as EngineSignal,
  IncomingBlock,
  OutgoingBlock,
  Remote,
  TreePage,
  UploadResult,
} from '@tidemark/sync-engine'
import { BlockEncoder } from './block-encoder.js'
import { BlockReader } from './block-reader.js'
import { NativeSignal } from './native-signal.js'
import type { ServerClient } from './server-client.js'

/** Writing to disk and committing take their time on a small box. */
const WRITE_TIMEOUT_MS = 180_000
/** Room for the header and the end frame of a pack. */
const PACK_OVERHEAD_BYTES = 1024

export interface HttpRemoteOptions {
  readonly client: ServerClient
  readonly spaceId: SpaceId
  readonly checksum: FrameChecksum
}

/** What went up. */
export interface Traffic {
  /** Of whole files that the server has taken. */
  putBytes: number
  /** Of packs, as they were sent for them. */
  sentBytes: number
}

/** The engine's port over HTTP, for one space. */
export class HttpRemote implements Remote {
  readonly #client: ServerClient
  readonly #params: { readonly spaceId: SpaceId }
  readonly #checksum: FrameChecksum
  readonly #encoder = new BlockEncoder()
  readonly #reader: BlockReader
  /** What went up since this was made. */
  readonly traffic: Traffic = { putBytes: 0, sentBytes: 0 }

  constructor({ client, spaceId, checksum }: HttpRemoteOptions) {
    this.#client = client
    this.#params = { spaceId }
    this.#checksum = checksum
    this.#reader = new BlockReader({ client, spaceId, checksum })
  }

  async listChanges(cursor: Cursor, signal: EngineSignal): Promise<ChangesPage> {
    using native = new NativeSignal(signal)
    const query = { cursor, limit: MAX_PAGE_ROWS }
    try {
      const input = { params: this.#params, query }
      const page = await this.#client.call('listChanges', input, native.signal)
      return { result: 'page', ...page }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // Ordinary answers to an old position, not failures.
      if (error.code === 'cursor_reset') return { result: 'cursor_reset' }
      if (error.code === 'cursor_expired') return { result: 'cursor_expired' }
      throw error
    }
  }

  async listTree(page: string | undefined, signal: EngineSignal): Promise<TreePage> {
    using native = new NativeSignal(signal)
    const query = { page, limit: MAX_PAGE_ROWS }
    const tree = await this.#client.call('listTree', { params: this.#params, query }, native.signal)
    return { ...tree, nextPage: tree.nextPage }
  }

  async findMissing(
    blockIds: readonly BlockId[],
    signal: EngineSignal,
  ): Promise<ReadonlySet<BlockId>> {
    if (blockIds.length === 0) return new Set()
    using native = new NativeSignal(signal)
    const input = { params: this.#params, json: { blockIds } }
    const { missing } = await this.#client.call('findMissingBlocks', input, native.signal)
    return new Set(missing)
  }

  async uploadBlocks(
    blocks: readonly OutgoingBlock[],
    signal: EngineSignal,
  ): Promise<UploadResult> {
    const stored: BlockId[] = []
    const rejected: RejectedBlock[] = []
    for await (const pack of this.#packs(blocks)) {
      const sent = await this.#sendPack(pack, signal)
      stored.push(...sent.stored)
      rejected.push(...sent.rejected)
    }
    return { stored, rejected }
  }

  readBlocks(blockIds: readonly BlockId[], signal: EngineSignal): AsyncIterable<IncomingBlock> {
    return this.#reader.read(blockIds, signal)
  }

  async commit(request: CommitRequest, signal: EngineSignal): Promise<CommitResponse> {
    using native = new NativeSignal(signal)
    // Safe to repeat: operations carry their ids (E100).
    const input = { params: this.#params, json: request, responseTimeoutMs: WRITE_TIMEOUT_MS }
    const response = await this.#client.call('commit', input, native.signal)
    this.traffic.putBytes += putBytesOf(request, response)
    return response
  }

  /** Encodes blocks into packs within the limits; one unless the blocks fill it to the brim. */
  async *#packs(blocks: readonly OutgoingBlock[]): AsyncIterable<Uint8Array[]> {
    let parts: Uint8Array[] = []
    let frameCount = 0
    let sizeBytes = 0
    for (const block of blocks) {
      const frame = encodeFrame(this.#encoder.encode(block), this.#checksum)
      const frameBytes = sizeOf(frame)
      const isFull = sizeBytes + frameBytes > MAX_PACK_BYTES - PACK_OVERHEAD_BYTES
      if (frameCount > 0 && (isFull || frameCount >= MAX_PACK_FRAMES)) {
        yield this.#closePack(parts, frameCount)
        parts = []
        frameCount = 0
        sizeBytes = 0
      }
      parts.push(...frame)
      frameCount++
      sizeBytes += frameBytes
      // Compression is synchronous: let timers and sockets of this thread have their turn.
      await nextTurn()
    }
    if (frameCount > 0) yield this.#closePack(parts, frameCount)
  }

  #closePack(parts: readonly Uint8Array[], frameCount: number): Uint8Array[] {
    return [encodePackHeader(), ...parts, encodePackEnd(frameCount, this.#checksum)]
  }

  async #sendPack(pack: Uint8Array[], signal: EngineSignal): Promise<UploadResult> {
    using native = new NativeSignal(signal)
    const input = { params: this.#params, pack, responseTimeoutMs: WRITE_TIMEOUT_MS }
    const answer = await this.#client.call('uploadBlocks', input, native.signal)
    this.traffic.sentBytes += sizeOf(pack)
    const { error } = answer
    // What was stored stays stored; the next question for missing blocks shows it.
    if (error !== undefined) throw new AppError(isErrorCode(error) ? error : 'server_unexpected')
    return {
      stored: answer.results.filter((row) => row.result === 'stored').map((row) => row.blockId),
      rejected: answer.results
        .filter((row) => row.result === 'rejected')
        .map((row) => ({ blockId: row.blockId, error: row.error ?? 'internal' })),
    }
  }
}

type RejectedBlock = UploadResult['rejected'][number]

/** Bytes of the files whose content the server took, as itself or as a conflicted copy. */
function putBytesOf({ operations }: CommitRequest, { results }: CommitResponse): number {
  return operations.reduce((sum, operation, index) => {
    const outcome = results[index]?.result
    const isTaken = outcome === 'applied' || outcome === 'conflict'
    return operation.op === 'put' && isTaken ? sum + operation.content.sizeBytes : sum
  }, 0)
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
