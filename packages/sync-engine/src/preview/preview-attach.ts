import type { Kernel } from '@tidemark/chunker'
import {
  AppError,
  type FileContent,
  isSameContent,
  joinPath,
  type NodeId,
  type NodeName,
  nameKey,
  type RelPath,
  ROOT_PATH,
} from '@tidemark/protocol'
import { type IgnoreRules, ignoreRulesFrom } from '../discover/ignore-rules.js'
import { IGNORE_FILE_PATH, readIgnoreText } from '../discover/ignore-text.js'
import { readContent } from '../discover/read-content.js'
import { remoteNode } from '../engine/remote-node.js'
import type { AbortSignal, FileSystem, Hasher, Remote } from '../ports.js'
import type { RemoteNode } from '../trees.js'
import { type AttachPreview, PreviewTally } from './attach-preview.js'
import { type LocalItem, type LocalListing, listLocal } from './local-listing.js'

/** What a preview looks at; it calls nothing that writes. */
export interface PreviewDeps {
  readonly fs: Pick<FileSystem, 'list' | 'stat' | 'openRead' | 'problemAt'>
  /** The space; undefined for one that is still to be made. */
  readonly remote: Pick<Remote, 'listTree'> | undefined
  readonly hasher: Hasher
  readonly kernel?: Kernel
}

/**
 * What the first sync of the folder with the space would do, found out without writing anything.
 * Files of equal size at one place are read and compared. Holds the folders of the space, and the
 * items of those folders that both sides have until they are met on the server.
 * @throws AppError of the server or of the folder as a whole; the signal's reason.
 */
export async function previewAttach(
  deps: PreviewDeps,
  signal: AbortSignal,
): Promise<AttachPreview> {
  const { fs } = deps
  const tally = new PreviewTally()
  const ignore = await readRules(fs)
  const rootDevice = (await fs.stat(ROOT_PATH).catch(absent))?.device
  const merge = new PreviewedMerge({ ...deps, ignore, tally, rootDevice, signal })
  await merge.run()
  return tally.read()
}

interface MergeOptions extends PreviewDeps {
  readonly ignore: IgnoreRules
  readonly tally: PreviewTally
  /** Undefined when the folder is still to be made. */
  readonly rootDevice: string | undefined
  readonly signal: AbortSignal
}

/** A folder of the server. */
interface RemoteFolder {
  /** Its path on disk, or the one that it will have. */
  readonly path: RelPath
  /** `apart`: neither it nor what is in it comes down. */
  readonly fate: 'shared' | 'new' | 'apart'
}

/** Walks the server's tree as it arrives, parents first, then what is left on disk. */
class PreviewedMerge {
  readonly #options: MergeOptions
  readonly #folders = new Map<NodeId, RemoteFolder>()
  /** Listings of shared folders, looked at when the first item in them arrives. */
  readonly #listings = new Map<RelPath, LocalListing>()

  constructor(options: MergeOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const { remote, rootDevice } = this.#options
    const rootFate = rootDevice === undefined ? 'new' : 'shared'
    if (remote === undefined) {
      if (rootFate === 'shared') await this.#addUploadsBelow([ROOT_PATH])
      return
    }
    let page: string | undefined
    do {
      const { nodes, rootNodeId, nextPage } = await remote.listTree(page, this.#options.signal)
      this.#folders.set(rootNodeId, { path: ROOT_PATH, fate: rootFate })
      for (const node of nodes) {
        if (node.nodeId !== rootNodeId) await this.#meet(remoteNode(node))
      }
      page = nextPage
    } while (page !== undefined)
    await this.#addUploads()
  }

  async #meet(node: RemoteNode): Promise<void> {
    this.#throwIfAborted()
    const parent = node.parentId === null ? undefined : this.#folders.get(node.parentId)
    // What changes while it is listed may come before its folder; the preview is of one moment.
    if (parent === undefined) return
    const folder = await this.#meetIn(parent, node)
    if (folder !== undefined) this.#folders.set(node.nodeId, folder)
  }

  async #meetIn(parent: RemoteFolder, node: RemoteNode): Promise<RemoteFolder | undefined> {
    const { tally, ignore, fs } = this.#options
    const name = node.name as NodeName // `other` when it is no valid one, and then only shown
    const path = joinPath(parent.path, name)
    if (parent.fate === 'apart') return { path, fate: 'apart' }
    const isFolder = node.kind === 'folder'
    const listing = parent.fate === 'shared' ? await this.#listing(parent.path) : undefined
    // Counted when the folder was listed.
    if (listing?.isUnreadable || listing?.takenKeys.has(nameKey(name)))
      return { path, fate: 'apart' }
    const local = listing?.items.get(nameKey(name))
    if (node.kind === 'other' || (local === undefined && fs.problemAt(path) !== undefined)) {
      tally.addHeld(path)
      return { path, fate: 'apart' }
    }
    if (ignore.match(local?.path ?? path, isFolder) !== undefined) {
      tally.addIgnored()
      return { path, fate: 'apart' }
    }
    if (isFolder && local?.kind === 'folder') {
      listing?.items.delete(nameKey(name))
      return { path: local.path, fate: 'shared' }
    }
    if (local !== undefined && local.kind === 'file' && node.content !== undefined) {
      listing?.items.delete(nameKey(name))
      await this.#compare(local, node.content)
      return undefined
    }
    if (local !== undefined) tally.addConflict(local.path)
    if (node.content !== undefined) tally.addDownload(node.content.sizeBytes)
    return isFolder ? { path, fate: 'new' } : undefined
  }

  /** Two files of one name. */
  async #compare(local: LocalItem, content: FileContent): Promise<void> {
    const { tally } = this.#options
    switch (await this.#isEqual(local, content)) {
      case 'equal':
        tally.addSame()
        return
      case 'unreadable':
        tally.addHeld(local.path)
        return
      case 'different':
        tally.addConflict(local.path)
        tally.addUpload(local.sizeBytes)
        tally.addDownload(content.sizeBytes)
    }
  }

  async #isEqual(
    { path, sizeBytes }: LocalItem,
    content: FileContent,
  ): Promise<'equal' | 'different' | 'unreadable'> {
    if (sizeBytes !== content.sizeBytes) return 'different'
    const { fs, hasher, kernel, signal } = this.#options
    const expected = await fs.stat(path).catch(absent)
    if (expected?.kind !== 'file') return 'unreadable'
    const reading = { fs, hasher, ...(kernel === undefined ? {} : { kernel }) }
    // Without a former version, as the first sync reads it: that is what it will compare.
    const outcome = await readContent(reading, { path, expected, previous: undefined, signal })
    if (outcome.result === 'read') {
      return isSameContent(outcome.content, content) ? 'equal' : 'different'
    }
    // A file that is being written is another one than what the server has.
    return outcome.result === 'changing' ? 'different' : 'unreadable'
  }

  async #listing(folder: RelPath): Promise<LocalListing> {
    const known = this.#listings.get(folder)
    if (known !== undefined) return known
    const { fs, ignore, tally, rootDevice = '' } = this.#options
    const listing = await listLocal({ fs, ignore, rootDevice, tally }, folder)
    this.#listings.set(folder, listing)
    return listing
  }

  /** What the server has not: the rest of the shared folders, with everything below. */
  async #addUploads(): Promise<void> {
    for (const { path, fate } of this.#folders.values()) {
      if (fate === 'shared') await this.#addUploadsBelow([path])
    }
  }

  async #addUploadsBelow(folders: RelPath[]): Promise<void> {
    for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
      this.#throwIfAborted()
      const { items } = await this.#listing(path)
      this.#listings.delete(path)
      for (const item of items.values()) {
        if (item.kind === 'folder') folders.push(item.path)
        else this.#options.tally.addUpload(item.sizeBytes)
      }
    }
  }

  #throwIfAborted(): void {
    const { signal } = this.#options
    if (signal.aborted) throw signal.reason
  }
}

/** The rules on disk, which hold for the first round. Unreadable ones show as a held item. */
async function readRules(fs: Pick<FileSystem, 'openRead'>): Promise<IgnoreRules> {
  await using reader = await fs.openRead(IGNORE_FILE_PATH).catch(absent)
  return ignoreRulesFrom(reader === undefined ? '' : await readIgnoreText(reader))
}

/** For what is not there, or cannot be examined: whoever lists the folder tells why. */
function absent(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error
}
