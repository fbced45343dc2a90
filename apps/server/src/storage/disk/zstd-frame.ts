import binding from 'zstd-napi/binding.js'

/** Largest window that a stored frame may ask its readers for (SEC-80). */
const MAX_WINDOW_LOG = 23
const MAGIC = 0xfd2fb528
/** Magic and frame header descriptor. */
const MIN_FRAME_BYTES = 5

/**
 * Whether `payload` is exactly one zstd frame (RFC 8878) that states `rawLength` as its content size
 * and a window that any client can hold. Looks at the header and the block lengths only: nothing is
 * decompressed and nothing allocated.
 */
export function isSoundZstdFrame(payload: Uint8Array, rawLength: number): boolean {
  if (payload.length < MIN_FRAME_BYTES) return false
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  // Skippable frames have other magics: they decode to nothing and are refused with the rest.
  if (view.getUint32(0, true) !== MAGIC) return false
  if (windowLog(view) > MAX_WINDOW_LOG) return false
  try {
    // Frames may follow one another: the first has to be the whole payload.
    if (binding.findFrameCompressedSize(payload) !== payload.length) return false
    return binding.getFrameContentSize(payload) === rawLength
  } catch {
    // The library throws for headers that make no sense: not a sound frame.
    return false
  }
}

/** RFC 8878, 3.1.1.1: absent in a single-segment frame, whose window is the content itself. */
function windowLog(view: DataView): number {
  const isSingleSegment = (view.getUint8(4) & 0x20) !== 0
  if (isSingleSegment || view.byteLength <= MIN_FRAME_BYTES) return 0
  return 10 + (view.getUint8(5) >> 3)
}
