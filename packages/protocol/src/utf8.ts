/** UTF-8 sizes of strings without an encoder: pure packages have no `TextEncoder`. */

const LONE_SURROGATE = /\p{Surrogate}/u

/** Whether `text` has half of a surrogate pair, which no UTF-8 can carry. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text)
}

/** Bytes of `text` in UTF-8. A lone surrogate counts three, as its replacement character would. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) bytes += utf8LengthOf(character)
  return bytes
}

/**
 * The longest start of `text` that fits into `maxBytes` of UTF-8. Cuts between code points, never
 * inside one.
 */
export function takeUtf8Bytes(text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += utf8LengthOf(character)
    if (bytes > maxBytes) break
    end += character.length
  }
  return text.slice(0, end)
}

function utf8LengthOf(character: string): number {
  if (character.length === 2) return 4
  const unit = character.charCodeAt(0)
  if (unit < 0x80) return 1
  return unit < 0x800 ? 2 : 3
}
