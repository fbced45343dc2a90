import { joinPath, type NodeId, type NodeName, nameKey, type RelPath } from '@tidemark/protocol'
import type { ListedEntry } from '../ports.js'
import { diskNameOf, type FileStat, type LocalFacts, type LocalNode } from '../trees.js'
import { foldersAsKnown, isUnchanged } from './as-known.js'
import type { ListedHolds } from './held-entries.js'
import { isSameEntry, isSameInode, isSameItem } from './identity.js'
import { findMoveSource, isStillThere, type ListedFolder } from './move-source.js'
import { nameKnown } from './naming.js'
import { newNode, type ScanPass } from './scan-pass.js'
import { type Screening, type SeenEntry, screenEntries } from './screening.js'

/** What comparing one folder found: rows to write, folders to look at next. */
export interface FolderFindings extends ListedHolds {
  readonly puts: readonly LocalNode[]
  /** Rows to write of files that nobody has seen before. */
  readonly newFiles: readonly LocalNode[]
  /** Folders that are new here, back again or known. */
  readonly newFolders: readonly LocalFacts[]
  readonly knownFolders: readonly LocalFacts[]
}

interface Work {
  readonly pass: ScanPass
  readonly listed: ListedFolder
  /** By key of the name on disk. */
  readonly rowsByKey: ReadonlyMap<string, readonly LocalNode[]>
  /** Nodes that were found in this folder under their old name. */
  readonly inPlace: Set<string>
  readonly puts: LocalNode[]
  readonly newFiles: LocalNode[]
  readonly newFolders: LocalNode[]
  readonly knownFolders: LocalNode[]
}

/**
 * Compares a folder's listing with what the local tree knows of it. Claims moved nodes, remembers
 * replaced and vanished ones in the pass, writes nothing.
 *
 * A folder that gets the path of another one between two looks lends its listing to the other.
 * What is not as known therefore only counts while the folder is still at its path: otherwise
 * 'elsewhere', and nothing was claimed.
 */
export async function compareFolder(
  pass: ScanPass,
  folder: LocalNode,
  path: RelPath,
  entries: readonly ListedEntry[],
): Promise<FolderFindings | 'elsewhere'> {
  const facts = pass.store.local.childFacts(folder.nodeId)
  const folders = foldersAsKnown(pass, path, facts, entries)
  if (folders !== undefined) return nothingNew(pass, entries, folders)
  const rows = pass.store.local.children(folder.nodeId)
  const rowsByKey = groupByKey(rows)
  const keysInTree = new Set(rows.filter(isLive).map((row) => nameKey(row.name)))
  const screening = screenEntries(entries, {
    folder: path,
    rootDevice: pass.rootDevice,
    ignore: pass.ignore,
    knownAs: (name) =>
      rowsByKey.get(nameKey(name))?.find((row) => isLive(row) && diskNameOf(row) === name)?.name,
    isTaken: (key) => keysInTree.has(key),
  })
  const byName = new Map(entries.flatMap((entry) => (entry.name ? [[entry.name, entry]] : [])))
  const work: Work = {
    pass,
    listed: { nodeId: folder.nodeId, byName },
    rowsByKey,
    inPlace: new Set(),
    puts: [],
    newFiles: [],
    newFolders: [],
    knownFolders: [],
  }
  let isProven = false
  for (const seen of screening.seen) {
    if (await compareInPlace(work, seen)) continue
    isProven ||= await isStillThere(pass, folder)
    if (!isProven) return 'elsewhere'
    await placeStranger(work, seen)
  }
  const gone = rows.filter((row) => isGone(work, row, path, screening))
  if (gone.length > 0 && !isProven && !(await isStillThere(pass, folder))) return 'elsewhere'
  for (const row of gone) pass.vanished.add(row.nodeId)
  pass.counts.items += screening.seen.length
  const { puts, newFiles, newFolders, knownFolders } = work
  const { held } = screening
  const folderNames = screening.seen.flatMap(({ kind, name }) => (kind === 'folder' ? [name] : []))
  return { puts, newFiles, newFolders, knownFolders, held, folderNames }
}

function nothingNew(
  pass: ScanPass,
  entries: readonly ListedEntry[],
  folders: readonly LocalFacts[],
): FolderFindings {
  pass.counts.items += entries.length
  const folderNames = folders.map(diskNameOf)
  return { puts: [], newFiles: [], newFolders: [], knownFolders: folders, held: [], folderNames }
}

function groupByKey(rows: readonly LocalNode[]): Map<string, LocalNode[]> {
  const groups = new Map<string, LocalNode[]>()
  for (const row of rows) {
    const key = nameKey(diskNameOf(row))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

function isLive(row: LocalNode): boolean {
  return row.missingSinceMs === null
}

/** Handles an entry whose name and inode are those of a known node; false when there is none. */
async function compareInPlace(work: Work, seen: SeenEntry): Promise<boolean> {
  const { pass } = work
  const holders = formerHolders(work, seen)
  // What came down to the place of a removed item may have its inode (E28): who is surely the one first.
  const row =
    holders.find((known) => isSameItem(known.stat, seen.stat)) ??
    holders.find((known) => isPerhapsSame(known.stat, seen.stat))
  if (row === undefined || !(await isNameOf(pass, row, seen))) return false
  work.inPlace.add(row.nodeId)
  const isBack = row.missingSinceMs !== null
  const now = respelled(refreshed(row, seen), seen)
  if (isBack) pass.counts.reappeared++
  else if (now !== row) pass.counts.changed++
  if (isBack || now !== row) work.puts.push({ ...now, missingSinceMs: null })
  if (seen.kind === 'folder') {
    if (isBack) work.newFolders.push(row)
    else work.knownFolders.push(row)
  }
  return true
}

/** Handles an entry that is new under its name: moved here, replaced here, or made here. */
async function placeStranger(work: Work, seen: SeenEntry): Promise<void> {
  const { pass, listed } = work
  const source = await findMoveSource(pass, listed, seen)
  const [predecessor] = formerHolders(work, seen)
  if (predecessor !== undefined && (source === undefined || isUnsynced(pass, source))) {
    if (source !== undefined) pass.claimed.add(source.nodeId)
    // The predecessor may still turn up elsewhere; until then it is not missing.
    work.inPlace.add(predecessor.nodeId)
    pass.replacements.push({ folderId: listed.nodeId, seen, predecessor, source })
    return
  }
  const node = source === undefined ? newNode(pass, listed.nodeId, seen) : moved(work, source, seen)
  if (source === undefined) pass.counts.created++
  else pass.counts.moved++
  const isNewFile = source === undefined && seen.kind === 'file'
  const rows = isNewFile ? work.newFiles : work.puts
  rows.push(node)
  if (seen.kind === 'folder') work.newFolders.push(node)
}

function moved({ pass, listed }: Work, source: LocalNode, seen: SeenEntry): LocalNode {
  pass.claimed.add(source.nodeId)
  return movedTo(pass, source, listed.nodeId, seen)
}

/** A known node at its new place. */
export function movedTo(
  { store }: ScanPass,
  node: LocalNode,
  parentId: NodeId,
  seen: SeenEntry,
): LocalNode {
  const isTaken = (name: string): boolean =>
    store.local
      .childrenByKey(parentId, nameKey(name))
      .some((other) => other.nodeId !== node.nodeId && isLive(other))
  const naming = nameKnown(node, seen, isTaken)
  return { ...refreshed(node, seen), ...naming, parentId, missingSinceMs: null }
}

/** A file with a new birth is a new version of it; a folder with one is another folder (E28). */
function isPerhapsSame(known: FileStat, seen: FileStat): boolean {
  return seen.kind === 'folder' ? isSameEntry(known, seen) : isSameInode(known, seen)
}

/**
 * Whether the entry has the name of the node. A disk may list accents otherwise than they were
 * written: then it finds the item under both spellings, and nobody has renamed it (E42).
 */
async function isNameOf(pass: ScanPass, row: LocalNode, { name }: SeenEntry): Promise<boolean> {
  return diskNameOf(row) === name || (await isStillThere(pass, row))
}

/** The node with the disk's spelling of its name. */
function respelled(row: LocalNode, { name }: SeenEntry): LocalNode {
  if (diskNameOf(row) === name) return row
  return { ...row, diskName: name === row.name ? undefined : name }
}

/** The node with the facts of now. Returns `row` itself when nothing changed. */
function refreshed(row: LocalNode, { stat }: SeenEntry): LocalNode {
  if (isUnchanged(row, stat)) return row
  return row.kind === 'folder' ? { ...row, stat } : { ...row, stat, content: undefined }
}

/**
 * The nodes that had this name and kind: the live one first, then those that vanished, the last one
 * first. A missing one may have had the very inode that a live one has now (E28). Another spelling
 * counts when the disk has none of its own for it any more: as it lists accents (E42).
 */
function formerHolders({ pass, rowsByKey, listed }: Work, seen: SeenEntry): LocalNode[] {
  const alike = rowsByKey.get(nameKey(seen.name)) ?? []
  const exact = alike.filter((row) => diskNameOf(row) === seen.name)
  const holders =
    exact.length > 0 ? exact : alike.filter((row) => !listed.byName.has(diskNameOf(row)))
  return holders
    .filter((row) => row.kind === seen.kind && !pass.claimed.has(row.nodeId))
    .sort((a, b) => (b.missingSinceMs ?? Infinity) - (a.missingSinceMs ?? Infinity))
}

/** Whether nobody but this disk knows the node, as with an editor's temporary file. */
function isUnsynced(pass: ScanPass, node: LocalNode): boolean {
  const { remote, synced } = pass.store
  return (
    node.kind === 'file' &&
    remote.find(node.nodeId) === undefined &&
    synced.find(node.nodeId) === undefined
  )
}

function isGone({ pass, inPlace }: Work, row: LocalNode, folder: RelPath, screening: Screening) {
  if (row.missingSinceMs !== null || inPlace.has(row.nodeId)) return false
  if (pass.claimed.has(row.nodeId) || screening.keptNames.has(diskNameOf(row))) return false
  // An item under an ignored name was synced by somebody without the rule: not ours to delete (E51).
  const path = joinPath(folder, diskNameOf(row) as NodeName) // names enter the tree through checkName
  return pass.ignore.match(path, row.kind === 'folder') === undefined
}
