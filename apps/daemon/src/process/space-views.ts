import { randomBytes } from 'node:crypto'
import type {
  HeldDeletes,
  History,
  MethodParams,
  OpenConflict,
  Restored,
  Trash,
} from '@tidemark/control'
import {
  AppError,
  formatConflictName,
  formatId,
  type NodeId,
  type OpId,
  parseName,
  type RestoreOperation,
  type RevisionId,
  type SpaceId,
  type TrashList,
} from '@tidemark/protocol'
import type { ServerClient } from '../adapters/remote-http/server-client.js'
import type { Accounts } from './accounts.js'
import { describeConflicts } from './conflict-sides.js'
import type { FolderRunner } from './folder-runner.js'
import type { LinkedFolders } from './linked-folders.js'

type TrashItem = TrashList['items'][number]

/** Pages of the trash that are searched for one item. */
const MAX_TRASH_PAGES = 100

/** What the server keeps besides the files: conflicts, versions, trash, held deletions. */
export class SpaceViews {
  readonly #accounts: Accounts
  readonly #folders: LinkedFolders

  constructor(accounts: Accounts, folders: LinkedFolders) {
    this.#accounts = accounts
    this.#folders = folders
  }

  async conflicts(reference: string | undefined, signal: AbortSignal): Promise<OpenConflict[]> {
    const client = await this.#accounts.client()
    const found: OpenConflict[] = []
    for (const runner of this.#folders.select(reference)) {
      const params = { spaceId: runner.folder.spaceId }
      const { conflicts } = await client.call('listConflicts', { params }, signal)
      found.push(...(await describeConflicts(runner, conflicts)))
    }
    return found
  }

  async history(absolutePath: string, signal: AbortSignal): Promise<History> {
    const { runner, path } = this.#folders.locate(absolutePath)
    const client = await this.#accounts.client()
    const { spaceId } = runner.folder
    const node = await client.call('lookUpPath', { params: { spaceId }, query: { path } }, signal)
    const params = { spaceId, nodeId: node.nodeId }
    const { revisions } = await client.call('listRevisions', { params }, signal)
    const versions = revisions.map(({ revisionId, atMs, deviceName, sizeBytes, current }) => ({
      ...{ revisionId, atMs, deviceName, sizeBytes, current },
    }))
    return { ...holder(runner.folder), path, nodeId: node.nodeId, versions }
  }

  /**
   * A live file gets the given version, or the one before the current; a deleted item comes back.
   * @throws AppError `node_missing` when it is neither, `revision_missing`; `content_changed` when
   *   somebody edited the file at the same moment, and then nothing is done.
   */
  async restorePath(params: MethodParams<'restore'>, signal: AbortSignal): Promise<Restored> {
    const { runner, path } = this.#folders.locate(params.path)
    const { spaceId } = runner.folder
    const client = await this.#accounts.client()
    const node = await findNode(client, spaceId, path, signal)
    if (node === undefined) {
      const item = await this.#findTrashed(client, spaceId, (row) => row.path === path, signal)
      if (item === undefined) throw new AppError('node_missing', { path })
      return await this.#bringBack(client, runner, item, signal)
    }
    const { versions } = await this.history(params.path, signal)
    const wanted = params.revisionId ?? versions.find((row) => !row.current)?.revisionId
    if (wanted === undefined) throw new AppError('revision_missing', { path })
    const { nodeId, parentId, name } = node
    if (parentId === null) throw new AppError('node_kind', { path })
    const base = versions.find((row) => row.current)?.revisionId
    const target = { nodeId, parentId, name, revisionId: wanted, ...(base && { base }) }
    await this.#commitRestore(client, spaceId, target, signal)
    return { ...holder(runner.folder), path }
  }

  /** @throws AppError `node_missing` when no linked folder has it in its trash. */
  async restoreTrashed(nodeId: NodeId, signal: AbortSignal): Promise<Restored> {
    const client = await this.#accounts.client()
    for (const runner of this.#folders.select(undefined)) {
      const { spaceId } = runner.folder
      const item = await this.#findTrashed(client, spaceId, (row) => row.nodeId === nodeId, signal)
      if (item !== undefined) return await this.#bringBack(client, runner, item, signal)
    }
    throw new AppError('node_missing', { nodeId })
  }

  async trash(reference: string | undefined, signal: AbortSignal): Promise<Trash> {
    const client = await this.#accounts.client()
    const trash: Trash = { items: [], more: false }
    for (const { folder } of this.#folders.select(reference)) {
      const page = await client.call('listTrash', { params: { spaceId: folder.spaceId } }, signal)
      if (page.nextPage !== undefined) trash.more = true
      for (const item of page.items) {
        const { nodeId, kind, path, deletedAtMs, deviceName, fileCount, sizeBytes } = item
        const facts = { nodeId, kind, path, deletedAtMs, deviceName, fileCount, sizeBytes }
        trash.items.push({ ...holder(folder), ...facts })
      }
    }
    return trash
  }

  async heldDeletes(reference: string | undefined, signal: AbortSignal): Promise<HeldDeletes> {
    const client = await this.#accounts.client()
    const holds: HeldDeletes['holds'] = []
    for (const runner of this.#folders.select(reference)) {
      const { spaceId } = runner.folder
      const local = ownHold(runner, this.#accounts.getSignIn().deviceName)
      if (local !== undefined) holds.push(local)
      const listed = await client.call('listHolds', { params: { spaceId } }, signal)
      for (const hold of listed.holds) {
        const { holdId, deviceName, atMs, fileCount, spaceFileCount, examplePaths } = hold
        const facts = { holdId, deviceName, atMs, fileCount, spaceFileCount, examplePaths }
        holds.push({ ...holder(runner.folder), ...facts })
      }
    }
    return { holds }
  }

  /** Decides what the server holds; returns the number of files that it concerns. */
  async decideHolds(
    runner: FolderRunner,
    decision: 'approve' | 'revert',
    signal: AbortSignal,
  ): Promise<number> {
    const client = await this.#accounts.client()
    const { spaceId } = runner.folder
    const { holds } = await client.call('listHolds', { params: { spaceId } }, signal)
    let files = 0
    for (const { holdId } of holds) {
      const call = { params: { spaceId, holdId }, json: { decision }, tries: 1 }
      files += (await client.call('decideHold', call, signal)).fileCount
    }
    return files
  }

  async #bringBack(
    client: ServerClient,
    runner: FolderRunner,
    item: TrashItem,
    signal: AbortSignal,
  ): Promise<Restored> {
    const { spaceId } = runner.folder
    const { nodeId, name } = item
    const space = await getSpace(client, spaceId, signal)
    const parentId = item.parentLive ? item.parentId : space.rootNodeId
    await this.#commitRestore(client, spaceId, { nodeId, parentId, name, subtree: true }, signal)
    return { ...holder(runner.folder), path: item.parentLive ? item.path : name }
  }

  async #findTrashed(
    client: ServerClient,
    spaceId: SpaceId,
    isWanted: (item: TrashItem) => boolean,
    signal: AbortSignal,
  ): Promise<TrashItem | undefined> {
    let page: string | undefined
    for (let count = 0; count < MAX_TRASH_PAGES; count++) {
      const listed = await client.call(
        'listTrash',
        { params: { spaceId }, query: { page } },
        signal,
      )
      const found = listed.items.find(isWanted)
      page = listed.nextPage
      if (found !== undefined || page === undefined) return found
    }
    return undefined
  }

  async #commitRestore(
    client: ServerClient,
    spaceId: SpaceId,
    target: Restoration,
    signal: AbortSignal,
  ): Promise<void> {
    const { epoch } = await getSpace(client, spaceId, signal)
    const operation: RestoreOperation = {
      op: 'restore',
      opId: formatId<OpId>(randomBytes(16)),
      copyName: copyNameOf(target.name, this.#accounts.getSignIn().deviceName),
      ...target,
    }
    const call = { params: { spaceId }, json: { epoch, operations: [operation] } }
    const { results } = await client.call('commit', call, signal)
    const [result] = results
    if (result?.result === 'applied') return
    if (result?.result === 'conflict') throw new AppError('content_changed')
    throw new AppError('unavailable', { result: result?.result ?? 'none' })
  }
}

interface Restoration {
  readonly nodeId: NodeId
  readonly parentId: NodeId
  readonly name: string
  readonly revisionId?: RevisionId
  /** What an older version of a live file may replace. */
  readonly base?: RevisionId
  readonly subtree?: boolean
}

function holder({ folderId, path }: FolderRunner['folder']) {
  return { folderId, folderPath: path }
}

function ownHold(
  runner: FolderRunner,
  deviceName: string,
): HeldDeletes['holds'][number] | undefined {
  const { heldDeletes, counts, held } = runner.status
  if (heldDeletes.local === 0) return undefined
  const rows = held.filter((item) => item.code === 'deletes_held')
  return {
    ...holder(runner.folder),
    holdId: null,
    deviceName,
    atMs: Math.min(Date.now(), ...rows.map((item) => item.sinceMs)),
    fileCount: heldDeletes.local,
    spaceFileCount: counts.items,
    examplePaths: rows.map((item) => item.path).slice(0, 5),
  }
}

async function findNode(client: ServerClient, spaceId: SpaceId, path: string, signal: AbortSignal) {
  try {
    return await client.call('lookUpPath', { params: { spaceId }, query: { path } }, signal)
  } catch (error) {
    if (error instanceof AppError && error.code === 'node_missing') return undefined
    throw error
  }
}

async function getSpace(client: ServerClient, spaceId: SpaceId, signal: AbortSignal) {
  const { spaces } = await client.call('listSpaces', {}, signal)
  const space = spaces.find((row) => row.spaceId === spaceId)
  if (space === undefined) throw new AppError('not_found', { spaceId })
  return space
}

/** Name for the case that the old one is taken by now. */
function copyNameOf(name: string, deviceName: string): string {
  const now = new Date()
  const at = {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
  }
  return formatConflictName(parseName(name), { deviceName, at })
}
