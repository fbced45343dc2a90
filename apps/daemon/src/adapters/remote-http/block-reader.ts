import {
  AppError,
  type BlockId,
  type Frame,
  type FrameChecksum,
  MAX_BLOCK_IDS_PER_CALL,
  PackDecoder,
  PackError,
  type SpaceId,
} from '@tidemark/protocol'
import type { AbortSignal as EngineSignal, IncomingBlock } from '@tidemark/sync-engine'
import { BlockDecoder } from './block-decoder.js'
import { NativeSignal } from './native-signal.js'
import type { ServerClient } from './server-client.js'

/** Broken streams in a row, without one block between them, before the caller hears of it. */
const MAX_FRUITLESS_STREAMS = 3

export interface BlockReaderOptions {
  readonly client: ServerClient
  readonly spaceId: SpaceId
  readonly checksum: FrameChecksum
}

/** Reads blocks in order and carries on where a stream broke. */
export class BlockReader {
  readonly #options: BlockReaderOptions
  readonly #decoder = new BlockDecoder()

  constructor(options: BlockReaderOptions) {
    this.#options = options
  }

  /** Each id once, in order, proven or absent. */
  async *read(
    blockIds: readonly BlockId[],
    signal: EngineSignal,
  ): AsyncGenerator<IncomingBlock, void, undefined> {
    using native = new NativeSignal(signal)
    let done = 0
    let fruitless = 0
    while (done < blockIds.length) {
      const before = done
      try {
        const wanted = blockIds.slice(done, done + MAX_BLOCK_IDS_PER_CALL)
        for await (const block of this.#readOnce(wanted, native.signal)) {
          done++
          yield block
        }
      } catch (error) {
        fruitless = done > before ? 0 : fruitless + 1
        if (!isBrokenStream(error) || fruitless >= MAX_FRUITLESS_STREAMS) throw error
      }
    }
  }

  async *#readOnce(
    wanted: readonly BlockId[],
    signal: AbortSignal,
  ): AsyncGenerator<IncomingBlock, void, undefined> {
    const { client, spaceId, checksum } = this.#options
    const input = { params: { spaceId }, json: { blockIds: wanted } }
    const stream = await client.openPack('readBlocks', input, signal)
    const pack = new PackDecoder({ checksum, maxBytes: Number.POSITIVE_INFINITY })
    let position = 0
    for await (const chunk of stream) {
      for (const frame of decodeChunk(pack, chunk)) {
        const expected = wanted[position++]
        if (frame.blockId !== expected) throw unexpected('blocks in another order than asked for')
        yield this.#open(frame)
      }
    }
    finishPack(pack)
    if (position < wanted.length) throw unexpected('fewer blocks than asked for')
  }

  #open(frame: Frame): IncomingBlock {
    const { blockId } = frame
    if (frame.kind === 'absent') return { blockId, bytes: undefined }
    return { blockId, bytes: this.#decoder.decode(frame) }
  }
}

function decodeChunk(pack: PackDecoder, chunk: Uint8Array): Frame[] {
  return translating(() => pack.push(chunk))
}

function finishPack(pack: PackDecoder): void {
  translating(() => pack.finish())
}

function translating<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    throw new AppError(error.code, {}, { cause: error })
  }
}

/** Whether asking again for the rest makes sense: the connection broke, not the answer. */
function isBrokenStream(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return error.code === 'pack_truncated' || error.code === 'server_unreachable'
}

function unexpected(problem: string): AppError {
  return new AppError('server_unexpected', { problem })
}
