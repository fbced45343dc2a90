/** Writers of the two containers that hold one icon in several sizes. */

/** Sizes that an .icns file names by type; the higher ones are for dense screens. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** Sizes that `encodeIcns` asks for. */
export const ICNS_SIZES = [...new Set(ICNS_TYPES.map(([, size]) => size))]

/**
 * An .icns file: "icns", its length, then type, length and PNG of each picture (big-endian).
 * @param {ReadonlyMap<number, { png: Buffer }>} pictures by size
 */
export function encodeIcns(pictures) {
  const parts = ICNS_TYPES.map(([type, size]) => section(type, pictures.get(size).png))
  return section('icns', Buffer.concat(parts))
}

function section(type, content) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(head.length + content.length, 4)
  return Buffer.concat([head, content])
}

const ICO_HEAD_BYTES = 6
const ICO_ENTRY_BYTES = 16
/** From here on a picture is stored as PNG; older readers know only bitmaps for the others. */
const ICO_PNG_SIZE = 256

/**
 * An .ico file: a directory of pictures, then the pictures (little-endian).
 * @param {ReadonlyMap<number, { png: Buffer, rgba: Buffer }>} pictures by size, at most 256
 */
export function encodeIco(pictures) {
  const head = Buffer.alloc(ICO_HEAD_BYTES)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.size, 4)
  let offset = ICO_HEAD_BYTES + ICO_ENTRY_BYTES * pictures.size
  const entries = []
  const contents = []
  for (const [size, { png, rgba }] of pictures) {
    const content = size >= ICO_PNG_SIZE ? png : encodeBitmap(size, rgba)
    const entry = Buffer.alloc(ICO_ENTRY_BYTES)
    // 0 stands for 256.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(content.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += content.length
    entries.push(entry)
    contents.push(content)
  }
  return Buffer.concat([head, ...entries, ...contents])
}

/** A bitmap without file header: rows from the bottom, blue first, then a mask that hides nothing. */
function encodeBitmap(size, rgba) {
  const head = Buffer.alloc(40)
  head.writeUInt32LE(head.length, 0)
  head.writeInt32LE(size, 4)
  // Colour and mask are counted together.
  head.writeInt32LE(size * 2, 8)
  head.writeUInt16LE(1, 12)
  head.writeUInt16LE(32, 14)
  const pixels = Buffer.alloc(size * size * 4)
  for (let row = 0; row < size; row++) {
    rgba.copy(pixels, (size - 1 - row) * size * 4, row * size * 4, (row + 1) * size * 4)
  }
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at]
    pixels[at] = pixels[at + 2]
    pixels[at + 2] = red
  }
  const maskRowBytes = Math.ceil(size / 32) * 4
  return Buffer.concat([head, pixels, Buffer.alloc(maskRowBytes * size)])
}
