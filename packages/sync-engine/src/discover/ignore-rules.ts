import { type NodeName, type RelPath, splitPath } from '@tidemark/protocol'
import { DEFAULT_IGNORES } from './default-ignores.js'
import { type IgnorePattern, parseIgnoreLine } from './ignore-pattern.js'
import { compileName } from './wildcards.js'

/**
 * The file at the top of a synced folder with the folder's own rules, in the grammar of
 * `gitignore`. It is synced like any other file, so that the rules are the same on every device.
 */
export const IGNORE_FILE_NAME = '.tidemarkignore'

/** Lines beyond this are not rules. */
const MAX_RULES = 2_000

/** One rule, as people see it. */
export interface IgnoreRule {
  readonly pattern: string
  /** Line in the folder's own file, from 1; undefined = built in. */
  readonly line: number | undefined
  /** What a built-in rule is for; '' for the folder's own. */
  readonly reason: string
}

/**
 * Which items of a folder are left alone. A rule hides an item, on disk and on the server; it never
 * deletes one: what was synced before stays where it is (E51).
 */
export interface IgnoreRules {
  /** All rules. Of those that match an item the last one decides. */
  readonly rules: readonly IgnoreRule[]
  /** The rule by which this very item is ignored, its folders not asked. The root never is. */
  match(path: RelPath, isFolder: boolean): IgnoreRule | undefined
  /** As `match` for the items of one folder, by name: the folder's own path is read once. */
  matchIn(folder: RelPath): (name: NodeName, isFolder: boolean) => IgnoreRule | undefined
  /** The rule by which the item, or else the topmost ignored folder above it, is ignored. */
  explain(path: RelPath, isFolder: boolean): IgnoreRule | undefined
}

interface OwnRule extends IgnorePattern {
  readonly rule: IgnoreRule
}

/** The rules that hold without any file. */
export function defaultIgnoreRules(): IgnoreRules {
  return ignoreRulesFrom('')
}

/** The built-in rules and then those of a folder's own file, whose text is given. */
export function ignoreRulesFrom(text: string): IgnoreRules {
  const own = parseRules(text)
  const builtIn = compileDefaults()
  const matchNames = (names: readonly string[], isFolder: boolean): IgnoreRule | undefined => {
    const name = names.at(-1)
    if (name === undefined || isRuleFile(names)) return undefined
    const found = own.findLast((rule) => rule.matches(names, isFolder))
    if (found !== undefined) return found.isNegated ? undefined : found.rule
    const folded = name.toLowerCase()
    return builtIn.find(({ test }) => test(folded))?.rule
  }
  return {
    rules: [...builtIn, ...own].map(({ rule }) => rule),
    match: (path, isFolder) => matchNames(namesOf(path), isFolder),
    matchIn(folder) {
      const above = namesOf(folder)
      return (name, isFolder) => matchNames([...above, name.normalize()], isFolder)
    },
    explain(path, isFolder) {
      const names = namesOf(path)
      for (let depth = 1; depth < names.length; depth++) {
        const found = matchNames(names.slice(0, depth), true)
        if (found !== undefined) return found
      }
      return matchNames(names, isFolder)
    },
  }
}

/** A rule in words: where it stands and what it says. */
export function describeIgnoreRule({ pattern, line, reason }: IgnoreRule): string {
  return line === undefined
    ? `${reason} (built-in rule ${pattern})`
    : `${IGNORE_FILE_NAME}, line ${line}: ${pattern}`
}

function compileDefaults() {
  return DEFAULT_IGNORES.flatMap(({ pattern, reason }) => {
    const test = compileName(pattern.toLowerCase())
    return test === undefined ? [] : [{ rule: { pattern, line: undefined, reason }, test }]
  })
}

function parseRules(text: string): OwnRule[] {
  const found: OwnRule[] = []
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const pattern = parseIgnoreLine(line)
    if (pattern === undefined) continue
    found.push({ ...pattern, rule: { pattern: pattern.text, line: index + 1, reason: '' } })
    if (found.length === MAX_RULES) break
  }
  return found
}

/** Nobody could read a rule that hides the rules. */
function isRuleFile(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === IGNORE_FILE_NAME
}

function namesOf(path: RelPath): string[] {
  return splitPath(path).map((name) => name.normalize())
}
