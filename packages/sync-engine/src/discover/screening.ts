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

const ANY_NAME = 'x' as NodeName // passes checkName

/** Sorts a listing. Pure; the answer does not depend on the order of the entries. */
export function screenEntries(entries: readonly ListedEntry[], rules: ScreeningRules): Screening {
  const seen: SeenEntry[] = []
  const held: HeldEntry[] = []
  const keptNames = new Set<string>()
  const keys = new Set<string>()
  const isTaken = (key: string): boolean => keys.has(key) || rules.isTaken(key)
  const judge = judgeIn(rules)
  for (const { entry, knownName } of byPrecedence(entries, rules)) {
    const { name, displayName } = entry
    const verdict = judge(entry)
    if (verdict.as === 'own') continue
    if (verdict.as === 'seen') {
      const { name: given } = verdict.entry
      const nameInTree = (knownName ??
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

/** Judges the entries of one folder; what its path says of all of them is found out once. */
function judgeIn({ folder, rootDevice, ignore }: ScreeningRules): (entry: ListedEntry) => Verdict {
  const findRule = ignore.matchIn(folder)
  // Every name is as deep as any other.
  const tooDeep = checkRelPath(joinPath(folder, ANY_NAME))
  return ({ name, displayName, stat }) => {
    if (name === undefined) return hold('name_held', 'The name is not valid UTF-8. Rename it.')
    const problem = checkName(name)
    if (problem?.code === 'name_reserved') return { as: 'own' }
    if (problem !== undefined) return hold('name_held', problem.message)
    const valid = name as NodeName // checked above
    if (findRule(valid, stat?.kind === 'folder') !== undefined) return { as: 'ignored' }
    if (tooDeep !== undefined) return hold('depth_exceeded', tooDeep.message)
    if (stat === undefined) return hold('file_unreadable', `${displayName} cannot be examined`)
    if (stat.kind === 'link') return hold('link_held')
    if (stat.kind === 'special') return hold('special_held')
    if (stat.device !== rootDevice) return hold('mount_held')
    return { as: 'seen', entry: { name: valid, kind: stat.kind, stat } }
  }
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

interface RankedEntry {
  readonly entry: ListedEntry
  readonly name: string
  /** Name in the tree of the node that has this name on disk. */
  readonly knownName: string | undefined
}

/** Known names before new ones, then by code units: decides who of two spellings gets the alias. */
function byPrecedence(entries: readonly ListedEntry[], rules: ScreeningRules): RankedEntry[] {
  const ranked = entries.map((entry) => {
    const name = entry.name ?? entry.displayName
    return { entry, name, knownName: rules.knownAs(name) }
  })
  return ranked.sort((a, b) => {
    const known = Number(b.knownName !== undefined) - Number(a.knownName !== undefined)
    if (known !== 0) return known
    return a.name < b.name ? -1 : Number(a.name > b.name)
  })
}
