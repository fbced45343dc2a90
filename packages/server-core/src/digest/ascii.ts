/**
 * Bytes of ASCII text.
 * @throws RangeError for any other character.
 */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) throw new RangeError('not ASCII')
    bytes[i] = code
  }
  return bytes
}
