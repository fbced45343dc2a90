import type { NameProblem, NameProblemCode } from './names.js'
import type { RelPath } from './paths.js'
import { utf8Length } from './utf8.js'

/**
 * What one platform cannot hold although others can. Asked before an item that came from elsewhere
 * is created on a disk; never about an item that the platform itself listed, which plainly exists.
 * A problem means: hold the item there and show the message. Never escape, shorten or drop (E44).
 */

/** The families of path rules. Linux stands for every POSIX system but macOS. */
export type Platform = 'linux' | 'macos' | 'windows'

/**
 * Decides whether a name that passed `checkName` can be created on `platform`.
 *
 * The 255 UTF-16 units of NTFS need no check: 255 bytes of UTF-8 never have more units.
 * @returns the problem, or undefined when the name is fine.
 */
export function platformProblem(name: string, platform: Platform): NameProblem | undefined {
  if (platform === 'windows') return windowsProblem(name)
  if (platform === 'macos' && name === MACOS_FORK) {
    return problem('name_macos_fork', 'macOS uses this name for parts of a file. Rename it.')
  }
  return undefined
}

/**
 * Decides whether a path fits into the longest path that `platform` takes (E46).
 * @param rootLength length of the absolute path of the synced folder without a slash at its end:
 *   UTF-16 units on Windows, where the long form (`\\?\`) is assumed, UTF-8 bytes elsewhere.
 */
export function platformPathProblem(
  path: RelPath,
  rootLength: number,
  platform: Platform,
): NameProblem | undefined {
  const length = platform === 'windows' ? path.length : utf8Length(path)
  if (rootLength + 1 + length <= LONGEST_PATH[platform]) return undefined
  return problem(
    'path_too_long',
    'The path is too long for this computer. Shorten a folder name or move it further up.',
  )
}

/** PATH_MAX and the Windows limit, each without its final NUL; `\\?\` takes four units. */
const LONGEST_PATH: Readonly<Record<Platform, number>> = {
  linux: 4095,
  macos: 1023,
  windows: 32_767 - 1 - 4,
}

/** `file/..namedfork/rsrc` is the resource fork of `file`. */
const MACOS_FORK = '..namedfork'

/** A colon also opens a stream (`a:stream`, `a::$DATA`) or names a drive (`C:x`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const WINDOWS_CHARACTER = /[\0-\x1f<>:"|?*\\/]/
/**
 * Devices answer in every folder, with any extension and with spaces before it. The digits include
 * the superscripts of Latin-1. Without the `u` flag `i` folds ASCII letters to ASCII letters only.
 */
const WINDOWS_DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9\u00b9\u00b2\u00b3]) *(?:\.|$)/i
/**
 * The shape of the 8.3 aliases that FAT and NTFS give to long names. Creating `PROGRA~1` could
 * open or replace another item of the folder, so such names are held on Windows.
 */
const WINDOWS_SHORT = /^(?=[^.]{3,8}(?:\.|$))[^.\s]{1,6}~[1-9]\d{0,5}(?:\.[^.\s]{1,3})?$/

function windowsProblem(name: string): NameProblem | undefined {
  if (WINDOWS_CHARACTER.test(name)) {
    return problem(
      'name_windows_character',
      'Windows cannot hold names with < > : " | ? * \\ or control characters. Rename it.',
    )
  }
  if (WINDOWS_DEVICE.test(name)) {
    return problem('name_windows_device', 'Windows uses this name for a device. Rename it.')
  }
  if (name.endsWith('.') || name.endsWith(' ')) {
    return problem(
      'name_windows_ending',
      'Windows cannot hold names that end with a dot or a space. Remove it from the end.',
    )
  }
  if (WINDOWS_SHORT.test(name)) {
    return problem(
      'name_windows_short',
      'On Windows this name can stand for another file (a short name). Rename it without ~ and digit.',
    )
  }
  return undefined
}

function problem(code: NameProblemCode, message: string): NameProblem {
  return { code, message }
}
