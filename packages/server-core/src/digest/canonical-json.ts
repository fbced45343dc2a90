import { formatHex } from '@tidemark/protocol'
import type { Hashing } from '../ports.js'
import { asciiBytes } from './ascii.js'

/**
 * The one JSON text of a value: members sorted by code unit, absent ones left out, no spaces, every
 * character outside ASCII escaped. Equal values give equal text on every platform.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  let text = ''
  for (const [key, member] of members) {
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quote(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** SHA-256 of the canonical JSON, lower-case hex. */
export function digestOf(value: unknown, hashing: Hashing): string {
  return formatHex(hashing.sha256(asciiBytes(canonicalJson(value))))
}

/** Printable ASCII without quote and backslash stands for itself. */
const PLAIN = /^[ !#-[\]-~]*$/

function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
