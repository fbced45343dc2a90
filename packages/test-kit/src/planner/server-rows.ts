import {
  type ErrorCode,
  type FileContent,
  isSameContent,
  type NodeId,
  nameKey,
  type RevisionId,
} from '@tidemark/protocol'
import type { NodeRow } from '@tidemark/server-core'

/** A journal entry as far as a tree needs it. */
export type TreeChange =
  | { readonly type: 'upsert'; readonly row: NodeRow }
  | { readonly type: 'delete'; readonly nodeId: NodeId }

/** How far rows and journal were at a moment. */
interface Mark {
  readonly undoCount: number
  readonly seq: number
}

/** Rows of a server's tree with their journal; small trees, so every lookup may walk them. */
export class ServerRows {
  readonly #rows = new Map<NodeId, NodeRow>()
  readonly #keys = new Map<NodeId, string>()
  readonly #changes: TreeChange[] = []
  readonly #undo: { readonly nodeId: NodeId; readonly before: NodeRow | undefined }[] = []
  readonly #rootNodeId: NodeId
  readonly #mint: () => RevisionId
  readonly #everDeleted = new Set<NodeId>()
  /** Content by revision, of all versions there ever were. */
  readonly #versions = new Map<RevisionId, FileContent>()

  /** @param mint gives revisions that were never used before. */
  constructor(rootNodeId: NodeId, mint: () => RevisionId) {
    this.#rootNodeId = rootNodeId
    this.#mint = mint
    const revs = { contentRev: this.mint(), placeRev: this.mint() }
    const root = { nodeId: rootNodeId, parentId: null, name: '', kind: 'folder', ...revs } as const
    this.#set({ ...root, content: null, changedSeq: 0, listOrder: 0, deletion: null })
  }

  get changes(): readonly TreeChange[] {
    return this.#changes
  }

  get seq(): number {
    return this.#changes.length
  }

  mint(): RevisionId {
    return this.#mint()
  }

  /** The same rows and journal, apart from each other from now on. */
  copy(): ServerRows {
    const copy = new ServerRows(this.#rootNodeId, this.#mint)
    for (const row of this.#rows.values()) copy.#set(row)
    copy.#changes.push(...this.#changes)
    return copy
  }

  find(nodeId: NodeId): NodeRow | undefined {
    return this.#rows.get(nodeId)
  }

  findLive(nodeId: NodeId): NodeRow | undefined {
    const row = this.#rows.get(nodeId)
    return row?.deletion === null ? row : undefined
  }

  /** All live nodes without the root, in the order in which they came into being. */
  live(): NodeRow[] {
    return [...this.#rows.values()].filter((row) => row.deletion === null && row.parentId !== null)
  }

  /** Live nodes with the root first. */
  all(): NodeRow[] {
    return [...this.#rows.values()].filter((row) => row.deletion === null)
  }

  /** Whether some version, current or not, has this content. */
  hasHeld(root: string | null): boolean {
    return [...this.#versions.values()].some((content) => (content.root ?? '') === (root ?? ''))
  }

  /** Whether the node was deleted at some time; it may be back. */
  wasDeleted(nodeId: NodeId): boolean {
    return this.#everDeleted.has(nodeId)
  }

  /** Content of a version. */
  rootOf(revision: RevisionId | null): string | undefined {
    const content = revision === null ? undefined : this.#versions.get(revision)
    return content && (content.root ?? '')
  }

  /** Whether the row is what it was at that revision, changed and changed back. */
  isBackAt(revision: RevisionId | null, { contentRev, content }: NodeRow): boolean {
    const before = revision === null ? undefined : this.#versions.get(revision)
    if (before === undefined || content === null || contentRev === revision) return false
    return isSameContent(before, content) && before.executable === content.executable
  }

  /** Another live node with this name. */
  occupant(parentId: NodeId, name: string, ownId: NodeId): NodeRow | undefined {
    const key = nameKey(name)
    for (const row of this.#rows.values()) {
      if (row.parentId !== parentId || row.deletion !== null || row.nodeId === ownId) continue
      if (this.#keys.get(row.nodeId) === key) return row
    }
    return undefined
  }

  /** Live nodes below a folder, parents before children. */
  liveBelow(top: NodeRow): NodeRow[] {
    return this.#below(top, (row) => row.deletion === null)
  }

  /** What went in the same deletion below a folder, parents before children. */
  deletedBelow(top: NodeRow): NodeRow[] {
    const seq = top.deletion?.seq
    return seq === undefined ? [] : this.#below(top, (row) => row.deletion?.seq === seq)
  }

  /** What is wrong with where a live node is. */
  problemOf(nodeId: NodeId): ErrorCode | undefined {
    const row = this.findLive(nodeId)
    if (row === undefined || row.parentId === null) return undefined
    const parent = this.findLive(row.parentId)
    if (parent === undefined) return 'parent_missing'
    if (parent.kind !== 'folder') return 'parent_not_folder'
    if (this.occupant(row.parentId, row.name, nodeId) !== undefined) return 'name_taken'
    let at: NodeRow | undefined = parent
    for (let depth = 0; at !== undefined && at.parentId !== null; depth++) {
      if (at.nodeId === nodeId || depth > this.#rows.size) return 'would_cycle'
      at = this.#rows.get(at.parentId)
    }
    return undefined
  }

  /** A live file at a place, new or back again. */
  putFile(nodeId: NodeId, parentId: NodeId, name: string, content: FileContent): NodeRow {
    const revs = { contentRev: this.mint(), placeRev: this.mint() }
    const row = { nodeId, parentId, name, kind: 'file', ...revs, content } as const
    return this.upsert({ ...row, listOrder: 0, deletion: null })
  }

  putFolder(nodeId: NodeId, parentId: NodeId, name: string): NodeRow {
    const revs = { contentRev: this.mint(), placeRev: this.mint() }
    const row = { nodeId, parentId, name, kind: 'folder', ...revs, content: null } as const
    return this.upsert({ ...row, listOrder: 0, deletion: null })
  }

  upsert(row: Omit<NodeRow, 'changedSeq'>): NodeRow {
    const changed = { ...row, changedSeq: this.seq + 1 }
    this.#changes.push({ type: 'upsert', row: changed })
    this.#stage(changed)
    return changed
  }

  /** @param deletionSeq position of the operation's first deletion; undefined when this is it. */
  remove(top: NodeRow, all: readonly NodeRow[], deletionSeq: number | undefined): number {
    const changedSeq = this.seq + 1
    this.#changes.push({ type: 'delete', nodeId: top.nodeId })
    const seq = deletionSeq ?? changedSeq
    const deletion = { seq, atMs: 0, deviceName: '', topId: top.nodeId }
    for (const row of all) {
      this.#stage({ ...row, changedSeq, deletion })
      this.#everDeleted.add(row.nodeId)
    }
    return changedSeq
  }

  mark(): Mark {
    return { undoCount: this.#undo.length, seq: this.seq }
  }

  /** Takes everything back since `mark`; revisions that were minted stay used. */
  rollback({ undoCount, seq }: Mark): void {
    for (const { nodeId, before } of this.#undo.splice(undoCount).reverse()) {
      if (before === undefined) this.#rows.delete(nodeId)
      else this.#set(before)
    }
    this.#changes.length = seq
  }

  #stage(row: NodeRow): void {
    this.#undo.push({ nodeId: row.nodeId, before: this.#rows.get(row.nodeId) })
    this.#set(row)
  }

  #set(row: NodeRow): void {
    this.#rows.set(row.nodeId, row)
    this.#keys.set(row.nodeId, nameKey(row.name))
    if (row.content !== null) this.#versions.set(row.contentRev, row.content)
  }

  #below(top: NodeRow, isWanted: (row: NodeRow) => boolean): NodeRow[] {
    const found: NodeRow[] = []
    const folders = new Set([top.nodeId])
    for (const folder of folders) {
      for (const row of this.#rows.values()) {
        if (row.parentId !== folder || !isWanted(row)) continue
        found.push(row)
        if (row.kind === 'folder') folders.add(row.nodeId)
      }
    }
    return found
  }
}
