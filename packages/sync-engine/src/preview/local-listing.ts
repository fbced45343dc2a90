import { AppError, joinPath, type NodeName, nameKey, type RelPath } from '@tidemark/protocol'
import type { IgnoreRules } from '../discover/ignore-rules.js'
import { screenEntries } from '../discover/screening.js'
import type { FileSystem, ListedEntry } from '../ports.js'
import type { PreviewTally } from './attach-preview.js'

/** An item on disk that can be synced. */
export interface LocalItem {
  readonly kind: 'file' | 'folder'
  readonly path: RelPath
  readonly sizeBytes: number
}

/** One folder on disk, by the keys of the names that its items would have in the tree. */
export interface LocalListing {
  /** What has not been met on the server yet. */
  readonly items: Map<string, LocalItem>
  /** Keys of names that stay out of the tree: ignored and held ones. */
  readonly takenKeys: ReadonlySet<string>
  /** It cannot be listed: nobody knows what is in it. */
  readonly isUnreadable: boolean
}

/** What listing needs. */
export interface LocalListingDeps {
  readonly fs: Pick<FileSystem, 'list'>
  readonly ignore: IgnoreRules
  readonly rootDevice: string
  readonly tally: PreviewTally
}

/**
 * Lists a folder as a scan of a folder that nobody knows would see it, and counts what stays out.
 * @throws AppError `folder_missing` when the synced folder itself has gone.
 */
export async function listLocal(deps: LocalListingDeps, folder: RelPath): Promise<LocalListing> {
  const { fs, ignore, rootDevice, tally } = deps
  const entries = await listOrHold(fs, folder, tally)
  if (entries === 'held') return { items: new Map(), takenKeys: new Set(), isUnreadable: true }
  const { seen, held, keptNames } = screenEntries(entries, {
    folder,
    rootDevice,
    ignore,
    knownAs: () => undefined,
    isTaken: () => false,
  })
  for (const { displayName } of held) tally.addHeld(displayPath(folder, displayName))
  const heldNames = new Set(held.map(({ displayName }) => displayName))
  for (const name of keptNames) if (!heldNames.has(name)) tally.addIgnored()
  const items = new Map<string, LocalItem>()
  for (const { name, nameInTree, kind, stat } of seen) {
    const path = joinPath(folder, name)
    items.set(nameKey(nameInTree), { kind, path, sizeBytes: stat.sizeBytes })
  }
  return { items, takenKeys: new Set([...keptNames].map(nameKey)), isUnreadable: false }
}

async function listOrHold(
  fs: Pick<FileSystem, 'list'>,
  folder: RelPath,
  tally: PreviewTally,
): Promise<readonly ListedEntry[] | 'held'> {
  try {
    return (await fs.list(folder)) ?? []
  } catch (error) {
    // A folder that cannot be listed keeps nothing else from being looked at (E34).
    if (!(error instanceof AppError) || error.code === 'folder_missing') throw error
    tally.addHeld(folder)
    return 'held'
  }
}

function displayPath(folder: RelPath, displayName: string): string {
  return joinPath(folder, displayName as NodeName) // shown only: may be no valid name
}
