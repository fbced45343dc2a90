import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  type ControlError,
  type LinkPreview,
  type MethodParams,
  toControlError,
} from '@tidemark/control'
import { AppError } from '@tidemark/protocol'
import type { AttachPreview } from '@tidemark/sync-engine'
import type { Accounts } from './accounts.js'
import type { LinkedFolders, PlannedLink } from './linked-folders.js'
import type { PreviewSetup } from './worker-messages.js'

type LinkParams = MethodParams<'previewLink'>

/** Looks at a folder before anything happens. */
export type LookAtFolder = (setup: PreviewSetup, signal: AbortSignal) => Promise<AttachPreview>

export interface LinkPreviewsOptions {
  readonly accounts: Pick<Accounts, 'getSignIn' | 'getToken' | 'client'>
  readonly folders: Pick<LinkedFolders, 'planLink'>
  readonly look: LookAtFolder
}

const NOTHING: AttachPreview = {
  toUpload: { files: 0, bytes: 0 },
  toDownload: { files: 0, bytes: 0 },
  conflicts: { files: 0, examplePaths: [] },
  same: { files: 0 },
  ignored: { items: 0 },
  held: { items: 0, examplePaths: [] },
}

/** Tells what a link would do. One at a time: a person looks at the newest. */
export class LinkPreviews {
  readonly #options: LinkPreviewsOptions
  #latest: AbortController | undefined

  constructor(options: LinkPreviewsOptions) {
    this.#options = options
  }

  /**
   * Ends the preview before it, which then rejects with `cancelled`.
   * @throws AppError of the server; `not_found` for an unknown space. What speaks against the folder
   *   is part of the answer.
   */
  async preview(params: LinkParams, signal: AbortSignal): Promise<LinkPreview> {
    this.cancel()
    const mine = new AbortController()
    this.#latest = mine
    const both = AbortSignal.any([signal, mine.signal])
    const plan = await this.#plan(params, both)
    if (plan instanceof AppError) {
      return describe({ path: params.path, space: undefined }, NOTHING, toControlError(plan))
    }
    const { serverUrl, serverId } = this.#options.accounts.getSignIn()
    const token = await this.#options.accounts.getToken()
    const spaceId = plan.space?.spaceId
    const setup = { job: 'preview', path: plan.path, spaceId, serverUrl, serverId, token } as const
    const found = await this.#options.look(setup, both)
    return describe(plan, found, await this.#findShortage(plan.path, found, both))
  }

  /** Ends the preview that runs, if one does. */
  cancel(): void {
    this.#latest?.abort()
    this.#latest = undefined
  }

  async #plan(params: LinkParams, signal: AbortSignal): Promise<PlannedLink | AppError> {
    try {
      return await this.#options.folders.planLink(params, signal)
    } catch (error) {
      if (error instanceof AppError && error.code === 'folder_unsuitable') return error
      throw error
    }
  }

  async #findShortage(
    path: string,
    { toUpload, toDownload }: AttachPreview,
    signal: AbortSignal,
  ): Promise<ControlError | null> {
    const freeBytes = await findFreeBytes(path)
    if (freeBytes !== undefined && freeBytes < toDownload.bytes) {
      return toControlError(new AppError('disk_full', { freeBytes, neededBytes: toDownload.bytes }))
    }
    const client = await this.#options.accounts.client()
    const { quotaBytes, usedBytes } = await client.call('getAccount', {}, signal)
    if (quotaBytes === null || usedBytes + toUpload.bytes <= quotaBytes) return null
    const freeOnServer = Math.max(0, quotaBytes - usedBytes)
    const details = { freeBytes: freeOnServer, neededBytes: toUpload.bytes }
    return toControlError(new AppError('quota_exceeded', details))
  }
}

function describe(
  { path, space }: PlannedLink,
  found: AttachPreview,
  problem: ControlError | null,
): LinkPreview {
  const { conflicts, held } = found
  return {
    ...found,
    path,
    isNewSpace: space === undefined,
    conflicts: { ...conflicts, examplePaths: [...conflicts.examplePaths] },
    held: { ...held, examplePaths: [...held.examplePaths] },
    deletes: 0,
    problem,
  }
}

/** Room on the disk of the folder, or of the folder in which it would be made. */
async function findFreeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    // Not there yet: what it will be made in tells.
    const parent = dirname(path)
    return parent === path ? undefined : await findFreeBytes(parent)
  }
}
