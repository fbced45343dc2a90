/**
 * Wildcards of file names as git's ignore files have them: `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`
 * and `\` before a character that means itself.
 */

type Accepts = (character: string) => boolean
type Token = '*' | Accepts

/** Whether a name matches. */
export type NameTest = (name: string) => boolean

/**
 * Makes a test from one name's pattern; undefined when the pattern can match nothing, as one with
 * an open bracket. A test takes at most pattern × name steps, whatever either holds.
 */
export function compileName(pattern: string): NameTest | undefined {
  const [, before = '', hasStar, after = ''] = /^([^*?[\\]*)(\*?)([^*?[\\]*)$/.exec(pattern) ?? []
  if (hasStar === '') return (name) => name === pattern
  if (hasStar !== undefined) {
    const least = before.length + after.length
    return (name) => name.length >= least && name.startsWith(before) && name.endsWith(after)
  }
  const tokens = parseTokens([...pattern])
  if (tokens === undefined) return undefined
  const [start = ''] = /^[^*?[\\]*/.exec(pattern) ?? []
  return (name) =>
    name.startsWith(start) &&
    matchesWild(
      tokens,
      [...name],
      (token) => token === '*',
      (token, character) => token !== '*' && token(character),
    )
}

/**
 * Matches a list against a pattern of which some elements stand for any number of items. Goes back
 * to the last such element only, so that it is never slower than the product of both lengths.
 */
export function matchesWild<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isMany: (element: P) => boolean,
  accepts: (element: P, item: T) => boolean,
): boolean {
  let at = 0
  let afterMany = -1
  let resumeAt = 0
  for (let item = 0; item < items.length; ) {
    const element = pattern[at]
    if (element !== undefined && isMany(element)) {
      afterMany = ++at
      resumeAt = item
      // The loop's condition holds: the item is there.
    } else if (element !== undefined && accepts(element, items[item] as T)) {
      at++
      item++
    } else if (afterMany >= 0) {
      at = afterMany
      item = ++resumeAt
    } else return false
  }
  return pattern.slice(at).every(isMany)
}

function parseTokens(pattern: readonly string[]): Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < pattern.length) {
    const character = pattern[at]
    if (character === '[') {
      const found = parseClass(pattern, at + 1)
      if (found === undefined) return undefined
      tokens.push(found.accepts)
      at = found.end
      continue
    }
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*')
    } else if (character === '?') tokens.push(() => true)
    else {
      const literal = character === '\\' ? pattern[++at] : character
      if (literal === undefined) return undefined
      tokens.push((other) => other === literal)
    }
    at++
  }
  return tokens
}

interface CharacterClass {
  readonly accepts: Accepts
  /** Where the pattern goes on. */
  readonly end: number
}

/** A class from behind its `[`; undefined when it is not closed. */
function parseClass(pattern: readonly string[], start: number): CharacterClass | undefined {
  const isNegated = pattern[start] === '!' || pattern[start] === '^'
  const first = isNegated ? start + 1 : start
  const members: Accepts[] = []
  for (let at = first; at < pattern.length; ) {
    if (pattern[at] === ']' && at > first) {
      const accepts: Accepts = (character) =>
        members.some((isMember) => isMember(character)) !== isNegated
      return { accepts, end: at + 1 }
    }
    const member = parseNamed(pattern, at) ?? parseRange(pattern, at)
    if (member?.accepts === undefined) return undefined
    members.push(member.accepts)
    at = member.end
  }
  return undefined
}

/** `[:alpha:]` and the like; an unknown one, which accepts nothing, spoils the whole pattern. */
function parseNamed(pattern: readonly string[], at: number) {
  if (pattern[at] !== '[' || pattern[at + 1] !== ':') return undefined
  const end = pattern.indexOf(']', at + 2)
  if (end < 0 || pattern[end - 1] !== ':' || end - 1 < at + 2) return undefined
  const members = NAMED_CLASSES.get(pattern.slice(at + 2, end - 1).join(''))
  const accepts = members && ((character: string) => members.test(character))
  return { accepts, end: end + 1 }
}

function parseRange(pattern: readonly string[], at: number): CharacterClass | undefined {
  const low = parseMember(pattern, at)
  if (low === undefined) return undefined
  const isRange = pattern[low.end] === '-' && pattern[low.end + 1] !== ']'
  const high = isRange ? parseMember(pattern, low.end + 1) : low
  if (high === undefined) return undefined
  const [from, to] = [codeOf(low.character), codeOf(high.character)]
  const accepts: Accepts = (character) => from <= codeOf(character) && codeOf(character) <= to
  return { accepts, end: high.end }
}

function parseMember(pattern: readonly string[], at: number) {
  const start = pattern[at] === '\\' ? at + 1 : at
  const character = pattern[start]
  return character === undefined ? undefined : { character, end: start + 1 }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? -1
}

const NAMED_CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /^[0-9A-Za-z]$/],
  ['alpha', /^[A-Za-z]$/],
  ['blank', /^[ \t]$/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the class of them
  ['cntrl', /^[\0-\x1f\x7f]$/],
  ['digit', /^[0-9]$/],
  ['graph', /^[!-~]$/],
  ['lower', /^[a-z]$/],
  ['print', /^[ -~]$/],
  ['punct', /^[!-/:-@[-`{-~]$/],
  ['space', /^[\t-\r ]$/],
  ['upper', /^[A-Z]$/],
  ['xdigit', /^[0-9A-Fa-f]$/],
])
