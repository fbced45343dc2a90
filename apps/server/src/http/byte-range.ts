import type { ByteRange } from '@tidemark/server-core'

/**
 * The part of a file that a Range header asks for (RFC 9110, 14.1.2).
 *
 * | answer | meaning |
 * |---|---|
 * | a range | send this part with 206 |
 * | `whole` | no range, one that this server does not take, or several: send everything |
 * | `unsatisfiable` | nothing of the file lies in it: 416 |
 */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header?.trim() ?? '')
  const [, first = '', last = ''] = match ?? []
  if (match === null || (first === '' && last === '')) return 'whole'
  if (first === '') {
    const suffixBytes = Math.min(Number(last), sizeBytes)
    if (suffixBytes === 0) return 'unsatisfiable'
    return { start: sizeBytes - suffixBytes, end: sizeBytes }
  }
  const start = Number(first)
  const end = last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes)
  if (last !== '' && Number(last) < start) return 'whole'
  return start < sizeBytes ? { start, end } : 'unsatisfiable'
}
