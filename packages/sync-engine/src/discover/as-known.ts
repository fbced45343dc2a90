import type { NodeName, RelPath } from '@tidemark/protocol'
import type { ListedEntry } from '../ports.js'
import { diskNameOf, isSameStat, type LocalFacts } from '../trees.js'
import { isSameInode } from './identity.js'
import type { ScanPass } from './scan-pass.js'

/**
 * The folders in a folder whose listing shows exactly the items that the local tree has there, each
 * under its name with the facts it had; undefined when anything at all differs, is unusual or needs
 * a reason, which the full comparison then finds out. Most folders of a scan are as they were, and
 * this is several times quicker.
 */
export function foldersAsKnown(
  { rootDevice, claimed, ignore }: Pick<ScanPass, 'rootDevice' | 'claimed' | 'ignore'>,
  path: RelPath,
  known: readonly LocalFacts[],
  entries: readonly ListedEntry[],
): readonly LocalFacts[] | undefined {
  if (known.length !== entries.length) return undefined
  const byName = new Map(known.map((item) => [diskNameOf(item), item]))
  if (byName.size !== known.length) return undefined
  const findRule = ignore.matchIn(path)
  const folders: LocalFacts[] = []
  for (const { name, stat } of entries) {
    const item = name === undefined ? undefined : byName.get(name)
    if (item === undefined || stat === undefined || stat.device !== rootDevice) return undefined
    if (item.missingSinceMs !== null || claimed.has(item.nodeId)) return undefined
    if (!isUnchanged(item, stat)) return undefined
    if (item.kind === 'file') continue
    if (findRule(name as NodeName, true) !== undefined) return undefined // it is a node's name
    folders.push(item)
  }
  return folders
}

/**
 * Whether nothing about the item has changed. Any change of a file's facts, the change time alone
 * included, means reading it again (E24); a folder is only who it is.
 */
export function isUnchanged(
  { kind, stat: known }: Pick<LocalFacts, 'kind' | 'stat'>,
  now: LocalFacts['stat'],
): boolean {
  if (now.kind !== kind) return false
  if (kind === 'folder') return isSameInode(known, now) && known.birthtimeNs === now.birthtimeNs
  return isSameStat(known, now) && known.executable === now.executable
}
