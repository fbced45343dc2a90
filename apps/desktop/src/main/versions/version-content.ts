import type { VersionContent } from '../../ipc-contract/index.js'

/** Longest text that the window compares line by line, in bytes. */
export const MAX_TEXT_BYTES = 2 * 1000 * 1000
/** Largest picture that goes to the window in one message. */
export const MAX_IMAGE_BYTES = 16 * 1000 * 1000

/** Pictures that the engine of the window shows by itself, by how their files begin. */
const IMAGES: readonly { readonly type: string; readonly isIt: (bytes: Uint8Array) => boolean }[] =
  [
    { type: 'image/png', isIt: (bytes) => begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]) },
    { type: 'image/jpeg', isIt: (bytes) => begins(bytes, [0xff, 0xd8, 0xff]) },
    { type: 'image/gif', isIt: (bytes) => begins(bytes, [0x47, 0x49, 0x46, 0x38]) },
    {
      type: 'image/webp',
      isIt: (bytes) =>
        begins(bytes, [0x52, 0x49, 0x46, 0x46]) &&
        begins(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
    },
  ]

/**
 * What the window can show of a file: told by its bytes, never by its name, and nothing that could
 * run (an SVG is shown as the text that it is).
 */
export function versionContent(bytes: Uint8Array): VersionContent {
  const image = IMAGES.find(({ isIt }) => isIt(bytes))
  if (image !== undefined) {
    if (bytes.length > MAX_IMAGE_BYTES) return { kind: 'too_large' }
    return {
      kind: 'image',
      dataUrl: `data:${image.type};base64,${Buffer.from(bytes).toString('base64')}`,
    }
  }
  const text = textOf(bytes.subarray(0, MAX_TEXT_BYTES))
  if (text === null) return { kind: 'other' }
  return bytes.length > MAX_TEXT_BYTES ? { kind: 'too_large' } : { kind: 'text', text }
}

function begins(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    // A cut at the limit may split a character; a stream lets that pass.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    // Not UTF-8: shown by size and time alone.
    return null
  }
}
