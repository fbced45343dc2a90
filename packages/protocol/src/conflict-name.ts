import { insertNote, isExtension, type SplitName, splitExtension } from './name-extension.js'
import { checkName, type NodeName, parseName } from './names.js'
import { takeUtf8Bytes } from './utf8.js'

/**
 * Names of conflicted copies:
 *
 *     report (conflicted copy, Laptop, 2026-11-22 14.05).txt
 *     report (conflicted copy, Laptop, 2026-11-22 14.05 2).txt    the second of that minute
 *
 * The suffix has no character that any platform refuses. A copy of a copy never carries two
 * suffixes (PS058). The name is for people alone: what is a conflict is recorded elsewhere, and a
 * user's own file of this form is an ordinary file (E48).
 */

/** A minute of the wall clock where the device is. Only shown, never compared. */
export interface LocalMinute {
  /** 0-9999. */
  readonly year: number
  /** 1-12. */
  readonly month: number
  /** 1-31. */
  readonly day: number
  /** 0-23. */
  readonly hour: number
  /** 0-59. */
  readonly minute: number
}

/** Who wrote the copy and when. */
export interface ConflictOrigin {
  /** Any text; cleaned and shortened for the name. */
  readonly deviceName: string
  readonly at: LocalMinute
}

/** What the name of a conflicted copy says. */
export interface ConflictNameParts extends ConflictOrigin {
  /** The name without any conflict suffix. Shortened if the whole was too long (E45). */
  readonly baseName: NodeName
  /** 1 for a name without a number. */
  readonly number: number
}

const MAX_DEVICE_BYTES = 60
/** Stands where a device name has no character left after cleaning. */
const UNNAMED_DEVICE = 'unnamed device'

const SUFFIX =
  /^(.+) \(conflicted copy, ([^()]+), (\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3])\.([0-5]\d)(?: ([1-9]\d{0,8}))?\)([^()]*)$/su
const NUMBERED = /^(.+) \(([1-9]\d{0,8})\)$/su

/**
 * The name of the copy that keeps a losing content beside the winner. Keeps the extension, shortens
 * the stem by whole code points to at most 255 bytes (E45), replaces a suffix that is already there.
 * Deterministic: the same input gives the same name, so make it unique with `disambiguateName`.
 * @throws RangeError when a part of `at` is out of its range.
 */
export function formatConflictName(name: NodeName, origin: ConflictOrigin): NodeName {
  const base = readConflict(name) ?? splitExtension(name)
  return insertSuffix(base, `conflicted copy, ${formatOrigin(origin)}`)
}

/**
 * The `number`th name like `name`: `report (2).txt`, or the number inside a conflict suffix. A
 * number that is already there is replaced.
 * @param number 2 or more.
 * @throws RangeError for other numbers.
 */
export function disambiguateName(name: NodeName, number: number): NodeName {
  if (!Number.isInteger(number) || number < 2 || number > 999_999_999) {
    throw new RangeError(`a name is numbered from 2 on, got ${number}`)
  }
  const conflict = readConflict(name)
  if (conflict !== undefined) {
    return insertSuffix(conflict, `conflicted copy, ${formatOrigin(conflict)} ${number}`)
  }
  const { stem, extension } = splitExtension(name)
  return insertSuffix({ stem: NUMBERED.exec(stem)?.[1] ?? stem, extension }, `${number}`)
}

/**
 * Reads the name of a conflicted copy, of nested ones the innermost base.
 * @returns undefined when the name has no conflict suffix, or nothing that can be a name before it.
 */
export function parseConflictName(name: string): ConflictNameParts | undefined {
  const found = readConflict(name)
  if (found === undefined) return undefined
  const { stem, extension, ...origin } = found
  return { baseName: parseName(stem + extension), ...origin }
}

/**
 * The base stays split where the suffix was: a stem that was shortened might not be cut there anew.
 */
interface ReadConflict extends SplitName, ConflictOrigin {
  readonly number: number
}

function readConflict(name: string): ReadConflict | undefined {
  const match = SUFFIX.exec(name)
  if (match === null) return undefined
  const [, before = '', deviceName = '', year, month, day, hour, minute, number, rest = ''] = match
  if (!isExtension(rest) || checkName(before + rest) !== undefined) return undefined
  const { stem, extension } = readConflict(before + rest) ?? { stem: before, extension: rest }
  return {
    stem,
    extension,
    deviceName,
    at: {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
    },
    number: Number(number ?? 1),
  }
}

function insertSuffix(base: SplitName, note: string): NodeName {
  return parseName(insertNote(base, note))
}

function formatOrigin({ deviceName, at }: ConflictOrigin): string {
  const year = digits(at.year, 4, 0, 9999)
  const date = `${year}-${digits(at.month, 2, 1, 12)}-${digits(at.day, 2, 1, 31)}`
  return `${cleanDeviceName(deviceName)}, ${date} ${digits(at.hour, 2, 0, 23)}.${digits(at.minute, 2, 0, 59)}`
}

function digits(value: number, width: number, least: number, most: number): string {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`not a part of a date: ${value}`)
  }
  return String(value).padStart(width, '0')
}

/** Drops what a platform refuses, what is invisible and the brackets that end the suffix. */
function cleanDeviceName(deviceName: string): string {
  const clean = deviceName
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*\\/()]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return takeUtf8Bytes(clean, MAX_DEVICE_BYTES).trimEnd() || UNNAMED_DEVICE
}
