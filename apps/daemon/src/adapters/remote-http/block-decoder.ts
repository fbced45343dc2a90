import { hash } from 'node:crypto'
import { AppError, type BlockFrame } from '@tidemark/protocol'
import zstd from 'zstd-napi/binding.js'

/** Takes frames apart and proves their content. */
export class BlockDecoder {
  readonly #context = new zstd.DCtx()

  /**
   * The plaintext of a frame, checked against its id. Memory is what the frame's checked head says,
   * never what the compressed bytes claim (SEC-80).
   * @throws AppError `block_damaged` when it cannot be decoded or has other content,
   *   `server_unexpected` for an encoding that was not asked for.
   */
  decode(frame: BlockFrame): Uint8Array {
    const bytes = this.#plaintext(frame)
    if (hash('sha256', bytes, 'hex') === frame.blockId) return bytes
    throw new AppError('block_damaged', { blockId: frame.blockId })
  }

  #plaintext({ encoding, payload, rawLength, blockId }: BlockFrame): Uint8Array {
    switch (encoding) {
      case 'raw':
        return payload
      case 'zstd': {
        const bytes = Buffer.allocUnsafeSlow(rawLength)
        try {
          if (this.#context.decompress(bytes, payload) === rawLength) return bytes
        } catch (cause) {
          throw new AppError('block_damaged', { blockId }, { cause })
        }
        throw new AppError('block_damaged', { blockId })
      }
      case 'zstd_dictionary':
        // Reads name no bases in this version, so no answer may use them.
        throw new AppError('server_unexpected', { blockId, problem: 'a delta without a base' })
    }
  }
}
