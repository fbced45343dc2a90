import binding from 'zstd-napi/binding.js'
import { isSoundZstdFrame } from './zstd-frame.js'

const LEVEL = 3
/** A compressed form is worth keeping when it saves at least 1/32 of the block. */
const MIN_SAVING_SHIFT = 5

/** Compresses and decompresses blocks with contexts that are made once. For one thread. */
export class ZstdBlocks {
  readonly #compressor = new binding.CCtx()
  readonly #decompressor = new binding.DCtx()
  #scratch = Buffer.alloc(0)

  constructor() {
    this.#compressor.setParameter(binding.CParameter.compressionLevel, LEVEL)
    this.#compressor.setParameter(binding.CParameter.contentSizeFlag, 1)
  }

  /**
   * One zstd frame stating its content size, or undefined when it saves too little. The result is
   * valid until the next call.
   */
  compress(plain: Uint8Array): Uint8Array | undefined {
    const boundBytes = binding.compressBound(plain.length)
    if (this.#scratch.length < boundBytes) this.#scratch = Buffer.allocUnsafeSlow(boundBytes)
    const length = this.#compressor.compress2(this.#scratch, plain)
    if (length > plain.length - (plain.length >> MIN_SAVING_SHIFT) - 1) return undefined
    return this.#scratch.subarray(0, length)
  }

  /**
   * Plaintext of a frame, or undefined when the frame is not sound or does not give exactly
   * `rawLength` bytes. Allocates `rawLength` bytes and never more (SEC-80).
   */
  decompress(
    payload: Uint8Array,
    rawLength: number,
    dictionary?: Uint8Array,
  ): Uint8Array | undefined {
    if (!isSoundZstdFrame(payload, rawLength)) return undefined
    const plain = Buffer.allocUnsafeSlow(rawLength)
    try {
      const length =
        dictionary === undefined
          ? this.#decompressor.decompress(plain, payload)
          : this.#decompressor.decompressUsingDict(plain, payload, dictionary)
      return length === rawLength ? plain : undefined
    } catch {
      // The frame does not decode: an expected outcome for bytes from a network or a disk.
      return undefined
    }
  }
}
