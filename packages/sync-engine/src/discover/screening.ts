import {
  checkName,
  checkRelPath,
  type ErrorCode,
  formatAliasName,
  joinPath,
  type NodeName,
  nameKey,
  type RelPath,
} from '@tidemark/protocol'
import type { ListedEntry } from '../ports.js'
import type { FileStat } from '../trees.js'
import type { IgnoreRules } from './ignore-rules.js'

/** An entry that can be synced. */
export interface SeenEntry {
  /** As the disk has it. */
  readonly name: NodeName
  /**
   * Name that the item gets in the tree when it is new: that of the alias whose place it takes, a
   * new alias for the second of two spellings of one name, since the server has room for one (E42).
   */
  readonly nameInTree: NodeName
  readonly kind: 'file' | 'folder'
  readonly stat: FileStat
}

/** An entry that cannot be synced, with the reason. */
export interface HeldEntry {
  readonly displayName: string
  readonly code: ErrorCode
  readonly detail: string
}

/** A folder's listing, sorted by what a scan does with each entry. */
export interface Screening {
  readonly seen: readonly SeenEntry[]
  readonly held: readonly HeldEntry[]
  /** Names that are taken by held and ignored entries: nodes known under them stay as they are. */
  readonly keptNames: ReadonlySet<string>
}

/** What the entries are judged by. */
export interface ScreeningRules {
  readonly folder: RelPath
  /** Device of the synced root; anything else is another disk (E16). */
  readonly rootDevice: string
  readonly ignore: IgnoreRules
  /**
   * Name in the tree of the live node that has exactly this name on disk: of two spellings it is the
   * first, and whoever takes its place stands for the same name.
   */
  knownAs(name: string): string | undefined
  /** Whether a live node has a name with this key in the tree. */
  isTaken(key: string): boolean
}

type Verdict =
  | { readonly as: 'seen'; readonly entry: Omit<SeenEntry, 'nameInTree'> }
  | { readonly as: 'held'; readonly code: ErrorCode; readonly detail: string }
  | { readonly as: 'ignored' }
  | { readonly as: 'own' }

/** Sorts a listing. Pure; the answer does not depend on the order of the entries. */
export function screenEntries(entries: readonly ListedEntry[], rules: ScreeningRules): Screening {
  const seen: SeenEntry[] = []
  const held: HeldEntry[] = []
  const keptNames = new Set<string>()
  const keys = new Set<string>()
  const isTaken = (key: string): boolean => keys.has(key) || rules.isTaken(key)
  for (const entry of [...entries].sort(byPrecedence(rules))) {
    const { name, displayName } = entry
    const verdict = judge(entry, rules)
    if (verdict.as === 'own') continue
    if (verdict.as === 'seen') {
      const { name: given } = verdict.entry
      const nameInTree = (rules.knownAs(given) ??
        (keys.has(nameKey(given)) ? freeAlias(given, isTaken) : given)) as NodeName // trees hold valid names
      keys.add(nameKey(nameInTree))
      seen.push({ ...verdict.entry, nameInTree })
      continue
    }
    if (name !== undefined) keptNames.add(name)
    if (verdict.as === 'held') {
      held.push({ displayName, code: verdict.code, detail: verdict.detail })
    }
  }
  return { seen, held, keptNames }
}

function judge({ name, displayName, stat }: ListedEntry, rules: ScreeningRules): Verdict {
  if (name === undefined) return hold('name_held', 'The name is not valid UTF-8. Rename it.')
  const problem = checkName(name)
  if (problem?.code === 'name_reserved') return { as: 'own' }
  if (problem !== undefined) return hold('name_held', problem.message)
  const path = joinPath(rules.folder, name as NodeName) // checked two lines above
  if (rules.ignore.match(path, stat?.kind === 'folder') !== undefined) return { as: 'ignored' }
  const tooDeep = checkRelPath(path)
  if (tooDeep !== undefined) return hold('depth_exceeded', tooDeep.message)
  if (stat === undefined) return hold('file_unreadable', `${displayName} cannot be examined`)
  if (stat.kind === 'link') return hold('link_held')
  if (stat.kind === 'special') return hold('special_held')
  if (stat.device !== rules.rootDevice) return hold('mount_held')
  // checkName has passed
  return { as: 'seen', entry: { name: name as NodeName, kind: stat.kind, stat } }
}

function freeAlias(name: NodeName, isTaken: (key: string) => boolean): NodeName {
  for (let number = 1; ; number++) {
    const alias = formatAliasName(name, 'spelling', number)
    if (!isTaken(nameKey(alias))) return alias
  }
}

function hold(code: ErrorCode, detail = ''): Verdict {
  return { as: 'held', code, detail }
}

/** Known names before new ones, then by code units: decides who of two spellings gets the alias. */
function byPrecedence(rules: ScreeningRules) {
  return (a: ListedEntry, b: ListedEntry): number => {
    const left = a.name ?? a.displayName
    const right = b.name ?? b.displayName
    const isKnown = (name: string): number => Number(rules.knownAs(name) !== undefined)
    const known = isKnown(right) - isKnown(left)
    if (known !== 0) return known
    return left < right ? -1 : Number(left > right)
  }
}
