import { formatHex } from '@tidemark/protocol'
import type { Hashing } from '../ports.js'
import { asciiBytes } from './ascii.js'

/**
 * The one JSON text of a value: members sorted by code unit, absent ones left out, no spaces, every
 * character outside ASCII escaped. Equal values give equal text on every platform.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${quote(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}

/** SHA-256 of the canonical JSON, lower-case hex. */
export function digestOf(value: unknown, hashing: Hashing): string {
  return formatHex(hashing.sha256(asciiBytes(canonicalJson(value))))
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
