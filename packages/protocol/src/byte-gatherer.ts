/**
 * Cuts pieces of known size out of a stream that arrives in chunks of any size. Holds at most one
 * unfinished piece; every byte is copied at most once.
 */
export class ByteGatherer {
  #chunk: Uint8Array = new Uint8Array(0)
  #offset = 0
  #piece: Uint8Array | undefined
  #filled = 0

  /** Bytes of the current chunk that were not taken yet. */
  get availableBytes(): number {
    return this.#chunk.length - this.#offset
  }

  /** Gives the next chunk. The one before must have been taken whole. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#offset = 0
  }

  /** Lets go of the chunk, so that the caller may reuse its memory. */
  release(): void {
    this.feed(new Uint8Array(0))
  }

  /**
   * The next `sizeBytes` bytes, or undefined until more chunks arrived; then ask again with the same
   * size. A view of the chunk when that holds the whole piece, otherwise a copy.
   */
  take(sizeBytes: number): Uint8Array | undefined {
    if (this.#piece === undefined && this.availableBytes >= sizeBytes) {
      const view = this.#chunk.subarray(this.#offset, this.#offset + sizeBytes)
      this.#offset += sizeBytes
      return view
    }
    // Between chunks nothing is allocated for a piece of which no byte has come.
    if (this.#piece === undefined && this.availableBytes === 0) return undefined
    return this.#fill(sizeBytes)
  }

  #fill(sizeBytes: number): Uint8Array | undefined {
    this.#piece ??= new Uint8Array(sizeBytes)
    const count = Math.min(sizeBytes - this.#filled, this.availableBytes)
    this.#piece.set(this.#chunk.subarray(this.#offset, this.#offset + count), this.#filled)
    this.#filled += count
    this.#offset += count
    if (this.#filled < sizeBytes) return undefined
    const piece = this.#piece
    this.#piece = undefined
    this.#filled = 0
    return piece
  }
}
