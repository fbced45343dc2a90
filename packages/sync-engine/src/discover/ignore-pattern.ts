import { compileName, matchesWild, type NameTest } from './wildcards.js'

/** One line of an ignore file, in the grammar of `gitignore`. */
export interface IgnorePattern {
  /** The line as it was written, without the spaces at its end. */
  readonly text: string
  /** `!`: what an earlier line ignores is taken after all. */
  readonly isNegated: boolean
  /** Names from the root down to the item, in NFC. */
  matches(names: readonly string[], isFolder: boolean): boolean
}

/** Stands for any number of folders. */
const MANY_FOLDERS = 'many folders'
type Segment = NameTest | typeof MANY_FOLDERS

/** Parses one line; undefined for blank lines and comments. */
export function parseIgnoreLine(line: string): IgnorePattern | undefined {
  const text = withoutTrailingSpaces(line.replace(/\r$/, ''))
  return text === '' || text.startsWith('#') ? undefined : compilePattern(text)
}

function compilePattern(text: string): IgnorePattern {
  const isNegated = text.startsWith('!')
  const isFolderOnly = text.endsWith('/')
  const body = text.slice(isNegated ? 1 : 0, isFolderOnly ? -1 : undefined).normalize()
  const test = body.includes('/') ? pathTest(body) : anyDepthTest(body)
  return {
    text,
    isNegated,
    matches: (names, isFolder) => (isFolder || !isFolderOnly) && test(names),
  }
}

const ESCAPED_SLASH = /(?<!\\)((?:\\\\)*)\\\//g

type PathTest = (names: readonly string[]) => boolean

function never(): boolean {
  return false
}

/** Without a slash a pattern is about a name, wherever it is. */
function anyDepthTest(body: string): PathTest {
  const test = compileName(body)
  return test === undefined ? never : (names) => test(names.at(-1) ?? '')
}

/** With one it is about a path from the root; `**` between slashes stands for any folders. */
function pathTest(body: string): PathTest {
  const segments: Segment[] = []
  for (const part of body.replace(/^\//, '').replace(ESCAPED_SLASH, '$1/').split('/')) {
    const test = /^\*{2,}$/.test(part) ? MANY_FOLDERS : compileName(part)
    if (test === undefined || part === '') return never
    segments.push(test)
  }
  // At the end it stands for what is inside, not for the folder itself.
  if (segments.at(-1) === MANY_FOLDERS) segments.push(() => true)
  return (names) =>
    matchesWild(
      segments,
      names,
      (segment) => segment === MANY_FOLDERS,
      (segment, name) => segment !== MANY_FOLDERS && segment(name),
    )
}

/** Spaces at the end do not count unless the last one is escaped. */
function withoutTrailingSpaces(line: string): string {
  return line.replace(/(^|[^\\ ]|\\.)( +)$/s, '$1')
}
