import type { RelPath } from '@tidemark/protocol'
import type { FileReader } from '../ports.js'
import { IGNORE_FILE_NAME } from './ignore-rules.js'

/** Where the rules of a synced folder are. */
export const IGNORE_FILE_PATH = IGNORE_FILE_NAME as RelPath // a plain name

/** What lies beyond is not read. */
const MAX_FILE_BYTES = 256 * 1024

/**
 * The text of an open file of rules, for `ignoreRulesFrom`. Lines that are no UTF-8 are empty comments;
 * what lies beyond 256 KiB is left out.
 */
export async function readIgnoreText(reader: FileReader): Promise<string> {
  return decodeLines(await readBytes(reader))
}

async function readBytes(reader: FileReader): Promise<Uint8Array> {
  const { sizeBytes } = await reader.stat()
  const bytes = new Uint8Array(Math.min(sizeBytes, MAX_FILE_BYTES))
  return bytes.subarray(0, await reader.read(bytes, 0))
}

const LINE_FEED = 10

/** UTF-8 text line by line; one that is none becomes a comment, so that the others keep their numbers. */
function decodeLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start)
    const end = found < 0 ? bytes.length : found
    lines.push(decodeLine(bytes.subarray(start, end)))
    start = end + 1
  }
  return lines.join('\n')
}

function decodeLine(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`)
  try {
    return decodeURIComponent(escaped.join(''))
  } catch {
    // URIError: the bytes are no UTF-8.
    return '#'
  }
}
