import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { Activity, FolderStatus, MethodParams, RulePause } from '@tidemark/control'
import { AppError, formatHex, type NodeId, type Space } from '@tidemark/protocol'
import type { LinkedFolder } from '../profile/config.js'
import type { ExclusiveLock } from '../profile/exclusive-lock.js'
import type { Profile } from '../profile/profile.js'
import { type Accounts, isOwnedBy } from './accounts.js'
import type { WorkerEntry } from './engine-thread.js'
import { lockNewFolder } from './folder-lock.js'
import { FolderRunner } from './folder-runner.js'
import { folderStatus, NOT_RUNNING } from './folder-status.js'
import { isInside, type OtherFolders, planFolder, prepareFolder } from './folder-suitability.js'
import type { Logger } from './logger.js'
import type { BandwidthMemory } from './worker-messages.js'

export interface LinkedFoldersOptions {
  readonly profile: Profile
  readonly accounts: Accounts
  readonly workerEntry: WorkerEntry
  readonly log: Logger
  readonly bandwidth: BandwidthMemory
  /** The rule by which a folder rests now. */
  rulePauseOf(folderId: string): RulePause | undefined
  /** Something in a status changed. */
  onStatus(): void
  onActivity(activity: Activity): void
}

/** A path of a client, in terms of the folder that holds it. */
export interface PlaceInFolder {
  readonly runner: FolderRunner
  /** Relative, with slashes; '' = the folder itself. */
  readonly path: string
}

type LinkParams = MethodParams<'linkFolder'>

type ReasonNotToRun = 'not_signed_in' | 'sign_in_locked' | 'server_changed' | 'unavailable'

interface WantedSpace {
  readonly spaceId?: string
  readonly spaceName: string
}

/** What a link would connect. */
export interface PlannedLink {
  readonly path: string
  readonly space: Space | undefined
}

/** The folders of this profile and their engines. */
export class LinkedFolders implements AsyncDisposable {
  readonly #options: LinkedFoldersOptions
  readonly #runners = new Map<string, FolderRunner>()

  constructor(options: LinkedFoldersOptions) {
    this.#options = options
  }

  /** Statuses in the order in which folders were linked. */
  get statuses(): FolderStatus[] {
    return this.#linked.map((folder) => this.#statusOf(folder))
  }

  /** Folders that run, or try to. */
  get running(): Iterable<FolderRunner> {
    return this.#runners.values()
  }

  /** Starts every folder that may run; without a sign-in and its key, or for a stranger's, none does. */
  async startAll(): Promise<void> {
    const { signIn } = this.#options.accounts
    if (signIn === undefined) return
    const isLocked = this.#options.profile.token.place === 'missing'
    for (const folder of this.#linked) {
      const isDue = !isLocked && !this.#runners.has(folder.folderId)
      if (isDue && isOwnedBy(folder, signIn)) await this.#start(folder)
    }
    this.#options.onStatus()
  }

  async stopAll(): Promise<void> {
    const runners = [...this.#runners.values()]
    this.#runners.clear()
    await Promise.all(runners.map((runner) => runner[Symbol.asyncDispose]()))
  }

  /**
   * Links a folder, made when it is not there, to a space: the one of that id or name, or a new one.
   * @throws AppError `folder_unsuitable`, `folder_in_use`, `not_found` for an unknown id.
   */
  async link(params: LinkParams, signal: AbortSignal): Promise<FolderStatus> {
    const { serverId, accountId } = this.#options.accounts.getSignIn()
    const path = await prepareFolder(params.path, this.#others)
    const lock = lockNewFolder(path)
    try {
      const space = await this.#findOrAddSpace(wantedSpace(path, params), signal)
      const folder: LinkedFolder = {
        folderId: newFolderId(),
        path,
        spaceId: space.spaceId,
        spaceName: space.name,
        serverId,
        accountId,
        deselected: [],
      }
      await this.#save((folders) => [...folders, folder])
      await this.#start(folder, lock)
      return this.#statusOf(folder)
    } catch (error) {
      lock[Symbol.dispose]()
      throw error
    }
  }

  /**
   * Where `link` would link a folder, and to which space; undefined = to a new one. Makes nothing.
   * @throws AppError `folder_unsuitable`; `not_found` for an unknown id.
   */
  async planLink(params: LinkParams, signal: AbortSignal): Promise<PlannedLink> {
    const path = await planFolder(params.path, this.#others)
    return { path, space: await this.#findSpace(wantedSpace(path, params), signal) }
  }

  /** Stops syncing a folder and forgets what the engine knew of it; the files stay. */
  async unlink(reference: string): Promise<string> {
    const folder = this.#find(reference)
    await this.#runners.get(folder.folderId)?.[Symbol.asyncDispose]()
    this.#runners.delete(folder.folderId)
    await this.#save((folders) => folders.filter((row) => row.folderId !== folder.folderId))
    const state = dirname(this.#options.profile.paths.stateFile(folder.folderId))
    await rm(state, { recursive: true, force: true })
    this.#options.onStatus()
    return folder.path
  }

  /**
   * After a sign-in to another server or account that the user confirmed: folders go on with the
   * spaces of the same names there, as a union that deletes nothing (E103).
   */
  async moveToSignedInAccount(signal: AbortSignal): Promise<void> {
    const owner = this.#options.accounts.getSignIn()
    for (const folder of this.#linked.filter((row) => !isOwnedBy(row, owner))) {
      const space = await this.#findOrAddSpace({ spaceName: folder.spaceName }, signal)
      const moved: LinkedFolder = {
        // A new id: nothing that the engine remembers of the other server is true here.
        folderId: newFolderId(),
        path: folder.path,
        spaceId: space.spaceId,
        spaceName: space.name,
        serverId: owner.serverId,
        accountId: owner.accountId,
        // Nodes there have other ids.
        deselected: [],
      }
      await this.#save((rows) =>
        rows.map((row) => (row.folderId === folder.folderId ? moved : row)),
      )
    }
  }

  /** The folders that a client means: one by id or path, or all. @throws AppError `not_linked` */
  select(reference: string | undefined): FolderRunner[] {
    const folders = reference === undefined ? this.#linked : [this.#find(reference)]
    if (folders.length === 0) throw new AppError('not_linked')
    return folders.map((folder) => this.#runnerOf(folder))
  }

  /** A linked folder by its id or a path in it, whether it runs or not. @throws AppError `not_linked` */
  getLinked(reference: string): LinkedFolder {
    return this.#find(reference)
  }

  /** Where an absolute path lies, or a folder's id. @throws AppError `not_linked` when in no folder. */
  locate(reference: string): PlaceInFolder {
    const folder = this.#find(reference)
    const isId = folder.folderId === reference
    const way = isId ? '' : relative(folder.path, resolve(reference))
    return { runner: this.#runnerOf(folder), path: way.split(sep).join('/') }
  }

  /** Keeps what is online only from now on in a folder, and tells its engine then. */
  async keepDeselected({ folder }: FolderRunner, nodeIds: readonly NodeId[]): Promise<void> {
    await this.#save((rows) =>
      rows.map((row) =>
        row.folderId === folder.folderId ? { ...row, deselected: [...nodeIds] } : row,
      ),
    )
    this.#runners.get(folder.folderId)?.setDeselected(nodeIds)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopAll()
  }

  get #others(): OtherFolders {
    const linked = this.#linked.map((folder) => folder.path)
    return { linked, profile: this.#options.profile.paths.directory }
  }

  get #linked(): readonly LinkedFolder[] {
    return this.#options.profile.config.current.folders
  }

  async #findOrAddSpace(wanted: WantedSpace, signal: AbortSignal): Promise<Space> {
    const found = await this.#findSpace(wanted, signal)
    if (found !== undefined) return found
    const client = await this.#options.accounts.client()
    const json = { name: wanted.spaceName }
    return await client.call('addSpace', { json, tries: 1 }, signal)
  }

  /** @throws AppError `not_found` for an unknown id; a name that no space has is undefined. */
  async #findSpace(
    { spaceId, spaceName }: WantedSpace,
    signal: AbortSignal,
  ): Promise<Space | undefined> {
    const client = await this.#options.accounts.client()
    const { spaces } = await client.call('listSpaces', {}, signal)
    if (spaceId === undefined) return spaces.find((space) => space.name === spaceName)
    const found = spaces.find((space) => space.spaceId === spaceId)
    if (found === undefined) throw new AppError('not_found', { spaceId })
    return found
  }

  async #save(change: (folders: readonly LinkedFolder[]) => LinkedFolder[]): Promise<void> {
    await this.#options.profile.config.update((config) => ({
      ...config,
      folders: change(config.folders),
    }))
  }

  async #start(folder: LinkedFolder, lock?: ExclusiveLock): Promise<void> {
    const { accounts, profile, bandwidth, rulePauseOf } = this.#options
    const { serverUrl, serverId, deviceName } = accounts.getSignIn()
    const { folderId, path, spaceId } = folder
    const setup = {
      ...{ folderId, path, spaceId, serverUrl, serverId, deviceName },
      stateFile: profile.paths.stateFile(folderId),
      token: await accounts.getToken(),
      bandwidth,
    }
    const { workerEntry, log, onStatus, onActivity } = this.#options
    const current = () => ({
      rulePause: rulePauseOf(folderId),
      deselected: (this.#linked.find((row) => row.folderId === folderId) ?? folder).deselected,
      trashLimits: profile.config.current.settings.localTrash,
    })
    const options = { folder, setup, current, workerEntry, log, onStatus, onActivity }
    const runner = new FolderRunner(options, lock)
    this.#runners.set(folderId, runner)
    runner.start()
  }

  #find(reference: string): LinkedFolder {
    const byId = this.#linked.find((folder) => folder.folderId === reference)
    if (byId !== undefined) return byId
    const path = isAbsolute(reference) ? resolve(reference) : ''
    const holder = this.#linked.find((row) => path === row.path || isInside(path, row.path))
    if (holder === undefined) throw new AppError('not_linked', { path: reference })
    return holder
  }

  #runnerOf(folder: LinkedFolder): FolderRunner {
    const runner = this.#runners.get(folder.folderId)
    if (runner !== undefined) return runner
    throw new AppError(this.#reasonNotToRun(folder), { path: folder.path })
  }

  #statusOf(folder: LinkedFolder): FolderStatus {
    const runner = this.#runners.get(folder.folderId)
    if (runner !== undefined) return runner.status
    const { code, message } = describe(this.#reasonNotToRun(folder))
    return folderStatus(folder, { ...NOT_RUNNING, state: 'stopped', error: { code, message } }, 0)
  }

  #reasonNotToRun(folder: LinkedFolder): ReasonNotToRun {
    const { accounts, profile } = this.#options
    const { signIn } = accounts
    if (signIn === undefined) return 'not_signed_in'
    if (!isOwnedBy(folder, signIn)) return 'server_changed'
    return profile.token.place === 'missing' ? 'sign_in_locked' : 'unavailable'
  }
}

function wantedSpace(path: string, { spaceId, spaceName = basename(path) }: LinkParams) {
  return { spaceName, ...(spaceId === undefined ? {} : { spaceId }) }
}

function describe(code: ReasonNotToRun) {
  const { message } = new AppError(code)
  return { code, message }
}

function newFolderId(): string {
  return formatHex(randomBytes(16))
}
