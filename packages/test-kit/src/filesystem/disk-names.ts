import { baseName, type NameProblem, platformProblem, type RelPath } from '@tidemark/protocol'
import { DiskError } from './disk-error.js'

/** How a disk treats names. Without any option: as Linux, every sequence of characters is its own. */
export interface DiskNameOptions {
  /**
   * Whether names that differ in letter case alone are one, with the spelling kept. `'simple'`
   * (= true) compares single characters, as NTFS and HFS+: `ß` and `ss` are two. `'full'` follows
   * Unicode full case folding, as APFS and ext4: they are one (E43).
   */
  readonly caseInsensitive?: boolean | 'simple' | 'full'
  /**
   * Whether composed and decomposed accents are one name: `'insensitive'` keeps the spelling, as
   * APFS; `'nfd'` stores and lists everything decomposed, as HFS+ (E42).
   */
  readonly normalization?: 'none' | 'insensitive' | 'nfd'
  /**
   * Whether names are those of Windows: `< > : " | ? * \`, control characters and device names are
   * refused, dots and spaces at the end are dropped without a word (E44).
   */
  readonly windowsNames?: boolean
  /** Bytes of the longest name; default 255. */
  readonly longestNameBytes?: number
  /** Bytes of the longest path below the root; default no limit. */
  readonly longestPathBytes?: number
}

/** What a disk makes of the names it is given. */
export interface DiskNames {
  /** The form under which two names are one. */
  fold(name: string): string
  /** The spelling that a new entry gets. */
  store(name: string): string
  /** Refuses a path that cannot be made, as the disk would. @throws DiskError */
  refuse(path: string): void
  /** What an honest client of such a disk knows without asking it. */
  problemAt(path: RelPath): NameProblem | undefined
}

/** The rules of a disk with these options. */
export function diskNames(options: DiskNameOptions): DiskNames {
  const { normalization = 'none', windowsNames = false } = options
  const foldCase = caseFolding(options.caseInsensitive ?? false)
  const trim = windowsNames ? (name: string) => name.replace(/[. ]+$/, '') : same
  const isPlain = foldCase === same && normalization === 'none' && !windowsNames
  return {
    fold: isPlain ? same : (name) => foldCase(normalized(trim(name), normalization)),
    store: (name) => (normalization === 'nfd' ? trim(name).normalize('NFD') : trim(name)),
    refuse: (path) => refuse(path, options),
    problemAt: (path) => problemAt(path, options),
  }
}

function normalized(name: string, normalization: DiskNameOptions['normalization']): string {
  return normalization === 'none' ? name : name.normalize('NFD')
}

function same(name: string): string {
  return name
}

function caseFolding(rule: boolean | 'simple' | 'full'): (name: string) => string {
  if (rule === false) return same
  if (rule === 'full') return (name) => name.toLowerCase().toUpperCase().toLowerCase()
  return (name) => Array.from(name, upperCharacter).join('')
}

/** The upper case of one character where that is one character again, else the character. */
function upperCharacter(character: string): string {
  const upper = character.toUpperCase()
  return upper.length === character.length ? upper : character
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Windows refuses
const WINDOWS_FORBIDDEN = /[\0-\x1f<>:"|?*\\]/
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i

function problemAt(path: RelPath, options: DiskNameOptions): NameProblem | undefined {
  const { windowsNames = false, longestPathBytes = Infinity } = options
  if (utf8Bytes(path) > longestPathBytes) return { code: 'path_too_long', message: TOO_LONG }
  return platformProblem(baseName(path), windowsNames ? 'windows' : 'linux')
}

const TOO_LONG = 'The path is too long for this disk.'

function refuse(path: string, options: DiskNameOptions): void {
  const { longestNameBytes = 255, longestPathBytes = Infinity } = options
  const name = path.slice(path.lastIndexOf('/') + 1)
  // Nothing of UTF-8 takes more than three bytes per UTF-16 unit: short names need no measuring.
  if (name.length * 3 > longestNameBytes && utf8Bytes(name) > longestNameBytes) {
    throw new DiskError('ENAMETOOLONG', path)
  }
  if (path.length * 3 > longestPathBytes && utf8Bytes(path) > longestPathBytes) {
    throw new DiskError('ENAMETOOLONG', path)
  }
  if (options.windowsNames !== true) return
  const isRefused = WINDOWS_FORBIDDEN.test(name) || WINDOWS_DEVICE.test(name)
  if (isRefused || name.replace(/[. ]+$/, '') === '') throw new DiskError('EINVAL', path)
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
