import { insertNote, splitExtension } from './name-extension.js'
import { type NodeName, parseName } from './names.js'

/**
 * Names under which the second of two clashing items exists meanwhile:
 *
 *     Report (case conflict).txt        on a disk that holds `report.txt` already (E41)
 *     Café (spelling conflict 2).txt    on the server, beside the same accents spelled otherwise (E42)
 *     Films (selective sync conflict)   made here, beside one that is kept online only (PS227)
 *
 * Only a name for people, as with conflicted copies: which item has an alias is recorded elsewhere,
 * and a user's own file of this form is an ordinary file (E48).
 */

/**
 * What two items cannot be told apart by: letter case on a disk, composed accents on the server, or
 * nothing, because the other one is kept off this disk.
 */
export type NameClash = 'case' | 'spelling' | 'selective sync'

/**
 * The `number`th alias of `name`, 1 without a number. Keeps the extension, shortens the stem to at
 * most 255 bytes (E45). Deterministic.
 */
export function formatAliasName(name: NodeName, clash: NameClash, number: number): NodeName {
  const note = number === 1 ? `${clash} conflict` : `${clash} conflict ${number}`
  return parseName(insertNote(splitExtension(name), note))
}

/** Whether `alias` is what `formatAliasName` makes of `name`, with any number. */
export function isAliasOf(alias: string, name: NodeName, clash: NameClash): boolean {
  const number = NUMBER.exec(alias.slice(alias.lastIndexOf(`(${clash} conflict`)))?.[1]
  return alias === formatAliasName(name, clash, Number(number ?? 1))
}

const NUMBER = /^\([\w ]+ conflict(?: ([1-9]\d{0,8}))?\)/
