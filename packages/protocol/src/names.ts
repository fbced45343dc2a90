import type { Branded } from './ids.js'
import { MAX_NAME_BYTES } from './limits.js'
import { hasLoneSurrogate, utf8Length } from './utf8.js'

/**
 * Rules for the name of one file or folder, the same on the server and on every client.
 *
 * A refused name is a file that is not backed up, so `checkName` refuses only what leads out of
 * the folder, what collides with our own bookkeeping and what UTF-8 or a directory entry cannot
 * hold. Newlines, tabs, backslashes, bidi controls, `%2e%2e%2f` and a leading dash are ordinary
 * names (E49): nothing here decodes, trims or repairs. What one platform cannot hold is decided by
 * `platformProblem` and held on that platform alone (E44).
 */

/** Name of one file or folder that passed `checkName`, in the spelling its author gave it. */
export type NodeName = Branded<'NodeName'>

/** Folder that marks the root of a synced tree and holds our own files (trash, state). */
export const MARKER_NAME = '.tidemark'
/** Start of the names of files that are still being written. */
export const TEMP_NAME_PREFIX = '.tidemark-tmp-'

/** Why a name or path cannot be used. Codes are stable; messages may be reworded. */
export type NameProblemCode =
  | 'name_empty'
  | 'name_dots'
  | 'name_slash'
  | 'name_nul'
  | 'name_not_unicode'
  | 'name_too_long'
  | 'name_reserved'
  | 'name_windows_character'
  | 'name_windows_device'
  | 'name_windows_ending'
  | 'name_windows_short'
  | 'name_macos_fork'
  | 'path_slash'
  | 'path_too_deep'
  | 'path_too_long'

/** A reason for machines and a sentence for people. The sentence never repeats the name (SEC-71). */
export interface NameProblem {
  readonly code: NameProblemCode
  /** What is wrong and what to do, in plain words. */
  readonly message: string
}

/** Thrown by the parsers of names and paths. Its `code` is the problem's. */
export class NameError extends RangeError {
  readonly code: NameProblemCode
  readonly problem: NameProblem

  constructor(problem: NameProblem) {
    super(problem.message)
    this.name = 'NameError'
    this.code = problem.code
    this.problem = problem
  }
}

/**
 * Code points that some file system or layer ignores when it compares names (HFS+ and the zero
 * width space), so that `.tide\u200cmark` may reach `.tidemark`. The list is that of git's
 * protectHFS and U+200B.
 */
const IGNORABLE = /[\u200b-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
const ASCII = /^[\0-\x7f]*$/
/** How every reserved name starts; spares the work below for nearly all names. */
const MAY_BE_RESERVED = /^\.?t/i
/** Short alias that a FAT or NTFS disk gives our marker folder: the class of `GIT~1`. */
const MARKER_SHORT_ALIAS = /^tidema~\d+$/

/**
 * Decides whether a name can be synced at all. Server and clients refuse the same names.
 * @returns the problem, or undefined when the name is fine.
 */
export function checkName(text: string): NameProblem | undefined {
  if (text === '') {
    return problem('name_empty', 'The name is empty. Give it at least one character.')
  }
  if (text.includes('/')) {
    return problem('name_slash', 'The name contains a slash, which separates folders. Remove it.')
  }
  if (text.includes('\0')) {
    return problem('name_nul', 'The name contains a NUL character. Remove it.')
  }
  const isAscii = ASCII.test(text)
  if (!isAscii && hasLoneSurrogate(text)) {
    return problem('name_not_unicode', 'The name is not valid text. Rename it with plain letters.')
  }
  if ((isAscii ? text.length : utf8Length(text)) > MAX_NAME_BYTES) {
    return problem(
      'name_too_long',
      `The name is longer than ${MAX_NAME_BYTES} bytes. Shorten it; letters outside English count two to four.`,
    )
  }
  const visible = isAscii ? text : text.replace(IGNORABLE, '')
  if (visible === '.' || visible === '..') {
    return problem('name_dots', 'A name of only one or two dots means a folder itself. Rename it.')
  }
  if (isReserved(visible)) {
    return problem('name_reserved', 'Tidemark uses this name for its own files. Choose another.')
  }
  return undefined
}

/**
 * Takes `text` as a name.
 * @throws NameError with the problem that `checkName` found.
 */
export function parseName(text: string): NodeName {
  const found = checkName(text)
  if (found !== undefined) throw new NameError(found)
  return text as NodeName // the brand records the check above
}

/**
 * Our own names in every spelling that some disk takes for the same: any letter case, any
 * normalisation, dots and spaces at the end (Windows drops them), Turkish i.
 */
function isReserved(visible: string): boolean {
  if (!MAY_BE_RESERVED.test(visible)) return false
  const folded = visible
    .toLowerCase()
    .replace(/\u0131|i\u0307/g, 'i')
    .replace(/[. ]+$/, '')
  return (
    folded === MARKER_NAME || folded.startsWith(TEMP_NAME_PREFIX) || MARKER_SHORT_ALIAS.test(folded)
  )
}

function problem(code: NameProblemCode, message: string): NameProblem {
  return { code, message }
}
